"""An answer that comes too late: why it is not taken, and what becomes of the words in it."""

from collections.abc import Mapping
from urllib.parse import quote

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.facts import TOGETHER
from gateway.pages.questions import is_open, probed, question_of
from gateway.pages.said import own_words, refused, terms_of, worded
from intake.answers import Kept
from policy.engagement import partner_of
from schemas.failures import Failure
from schemas.names import AnswerKind, Phase, Role
from schemas.people import Person

Lines = list[tuple[Markup, str]]
FOR_PARTNER = ("note", "next_step", "thanks", "terms")


def settled(standing: Standing, question: str) -> Failure | None:
    """Return why no answer would be taken now, as far as we know; None while the question is open."""
    if is_open(standing, question):
        return None
    failures = [heard for heard in probed(standing, question) if isinstance(heard, Failure)]
    return failures[0] if failures and standing.concerned else Failure.TOO_LATE


def settled_for_good(standing: Standing, kind: AnswerKind) -> Failure | None:
    """Return why an answer is never taken again, whatever the workflow knows by now; it need not be told."""
    if standing.phase is Phase.CLOSED:
        return Failure.CLOSED
    if kind is AnswerKind.THANK and partner_of(standing.role) in standing.state.gone:
        return Failure.TOO_LATE
    begun = kind is AnswerKind.AMEND and standing.state.active is not None
    return Failure.TOO_LATE if begun or not standing.concerned else None


def kept_late(standing: Standing, kept: Kept, code: str) -> list[Markup]:
    """Return in sentences why an answer was refused, that its words are kept, and whom to write to instead."""
    sentences, question = [refused(standing, code)], question_of(standing)
    if question and is_open(standing, question):
        return sentences  # it can be put right at once
    if own_words(standing, kept):
        aside = standing.partner and any(kept.words.get(name) for name in FOR_PARTNER)
        sentences.append(standing.tell("late.kept_partner" if aside else "late.kept"))
    return [*sentences, *_write_to(standing)]


def not_kept(standing: Standing, question: str, lines: Lines) -> list[Markup]:
    """Return in sentences why a press came to nothing, and that its words stand below."""
    sentences = [refused(standing, settled(standing, question) or Failure.TOO_LATE)]
    return [*sentences, *([standing.tell("late.not_kept")] if lines else ()), *_write_to(standing)]


def typed(standing: Standing, fields: Mapping[str, str]) -> Lines:
    """Return what somebody wrote into a form that is not there any more, each under what it is."""
    return [*worded(standing, fields), *terms_of(standing, fields)]


def _write_to(standing: Standing) -> list[Markup]:
    """Name those who can still be told, with their addresses."""
    partner = standing.partner if _is_there(standing) else None
    coordinator = standing.coordinator if standing.role is not Role.COORDINATOR else None
    names = [_address(person) for person in (partner, coordinator) if person]
    return [standing.tell("late.write_to", names=standing.say.either(names))] if names else []


def _is_there(standing: Standing) -> bool:
    """Whether the partner may be written to: once it is over, only where both would like to stay in touch."""
    if not standing.concerned or partner_of(standing.role) in standing.state.gone:
        return False
    return standing.in_touch if standing.phase is Phase.CLOSED else standing.phase in TOGETHER


def _address(person: Person) -> Markup:
    return Markup('<a href="mailto:{}"><bdi>{}</bdi></a>').format(quote(person.email, safe="@"), person.name)
