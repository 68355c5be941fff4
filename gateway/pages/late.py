"""An answer that comes too late: why it is rejected, and what happens to its texts."""

from collections.abc import Mapping

from markupsafe import Markup

from gateway.http.html import mailto
from gateway.pages.context import Standing
from gateway.pages.facts import TOGETHER
from gateway.pages.questions import is_open, probed, question_of
from gateway.pages.said import own_words, refused, terms_of, worded
from intake.answers import Kept
from policy.ending import is_parted
from policy.engagement import partner_of
from schemas.failures import Failure
from schemas.names import AnswerKind, Phase, Role
from schemas.people import Person

Lines = list[tuple[Markup, str]]
FOR_PARTNER = ("note", "next_step", "thanks", "terms", "for_mentee")


def settled(standing: Standing, question: str) -> Failure | None:
    """Return why no answer would be accepted now, as far as we know; None while the question is open."""
    if is_open(standing, question):
        return None
    failures = [heard for heard in probed(standing, question) if isinstance(heard, Failure)]
    return failures[0] if failures and standing.concerned else Failure.TOO_LATE


def settled_for_good(standing: Standing, kind: AnswerKind) -> Failure | None:
    """Return why an answer can never be accepted again, so that it need not be sent to the workflow."""
    if standing.phase is Phase.CLOSED:
        return Failure.CLOSED
    if kind is AnswerKind.THANK and partner_of(standing.role) in standing.state.gone:
        return Failure.TOO_LATE
    begun = kind is AnswerKind.AMEND and standing.state.active is not None
    return Failure.TOO_LATE if begun or not standing.concerned else None


def kept_late(standing: Standing, kept: Kept, code: str) -> list[Markup]:
    """Return sentences: why an answer was rejected, that its texts are saved, and whom to write to instead."""
    sentences, question = [refused(standing, code)], question_of(standing)
    if question and is_open(standing, question):
        return sentences  # the reader can correct it at once
    if own_words(standing, kept):
        aside = standing.partner and any(kept.words.get(name) for name in FOR_PARTNER)
        sentences.append(standing.tell("late.kept_partner" if aside else "late.kept"))
    return [*sentences, *_write_to(standing)]


def seemingly_late(standing: Standing) -> list[Markup]:
    """Return sentences about an answer that is saved and not sent yet: only the workflow decides whether it is late."""
    return [standing.tell("late.noted"), *_write_to(standing)]


def not_kept(standing: Standing, question: str, lines: Lines) -> list[Markup]:
    """Return sentences: why a POST had no effect, and that its texts are shown below."""
    sentences = [refused(standing, settled(standing, question) or Failure.TOO_LATE)]
    return [*sentences, *([standing.tell("late.not_kept")] if lines else ()), *_write_to(standing)]


def typed(standing: Standing, fields: Mapping[str, str]) -> Lines:
    """Return the texts that somebody typed into a form that is no longer shown, each with its label."""
    return [*worded(standing, fields), *terms_of(standing, fields)]


def _write_to(standing: Standing) -> list[Markup]:
    """Return whom the reader can still write to, with addresses."""
    partner = standing.partner if _is_there(standing) else None
    coordinator = standing.coordinator if standing.role is not Role.COORDINATOR else None
    names = [address(person) for person in (partner, coordinator) if person]
    return [standing.tell("late.write_to", names=standing.say.either(names))] if names else []


def _is_there(standing: Standing) -> bool:
    """Whether the reader may write to the partner: once it is over, only if both want to stay in touch; on hold, or
    ended from a hold, nobody is invited to."""
    if not standing.concerned or partner_of(standing.role) in standing.state.gone:
        return False
    if standing.state.hold or is_parted(standing.state):
        return False
    return standing.in_touch if standing.phase is Phase.CLOSED else standing.phase in TOGETHER


def address(person: Person) -> Markup:
    """Return a person's name as a link that writes to them."""
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(mailto(person.email), person.name)
