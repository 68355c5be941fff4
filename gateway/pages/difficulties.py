"""What a mentee says gets in the way: what is saved of it, the guide that it brings, and who else sees that guide."""

from typing import NamedTuple

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.effects import ENDING, offered
from gateway.pages.form_fields import Form
from gateway.pages.late import address
from gateway.pages.options import label
from gateway.pages.questions import is_open, question_of
from intake.answers import Kept
from letters.guidance import Told, path, told
from policy.guidance import beside, guide_for
from policy.reported import has_met_before
from schemas.guides import Difficulty, Guide
from schemas.names import Choice, Met, Role

NOTHING = "none"  # so that a choice can be taken back
CHOICES = (*Difficulty, NOTHING)
ALONE, SHARED = "me", "partner"
FOR_PARTNER = "guide_for_partner"
SAVED = ("difficulty", "guide", FOR_PARTNER)


class Shown(NamedTuple):
    """A guide on the page of whoever got it."""

    guide: Told
    path: str
    says: Markup  # who else sees it
    ways: list[Markup]  # what else the reader can do
    more: list[tuple[Told, str]]  # guides that may help as well, with their paths


def difficulty_in(form: Form, standing: Standing, choice: str, older: bool) -> dict[str, str]:
    """Return what to save of a form: the difficulty, its guide, and that guide again if the partner is to see it.

    The same difficulty keeps its guide, but not the one for parting once the mentee would not part any more. An older
    tab, which did not show a difficulty that was saved since, leaves it. Whoever parts shows nothing: no letter could.
    """
    said, saved = form.maybe("difficulty", CHOICES), _saved(standing)
    if standing.role is not Role.MENTEE or said == NOTHING:
        return {}
    if not said:
        return saved if older else {}
    guide = guide_for(Difficulty(said), _has_met(standing, choice), choice)
    if saved.get("difficulty") == said and Guide.ENDING not in (guide, saved["guide"]):
        guide = Guide(saved["guide"])
    words = {"difficulty": said, "guide": str(guide)}
    shares = form.maybe("share", (ALONE, SHARED)) == SHARED and choice not in ENDING
    return {**words, FOR_PARTNER: str(guide)} if shares else words


def difficulty_beside(form: Form, standing: Standing, choice: str, older: bool) -> dict[str, str]:
    """Return the same for a wish: nothing if it is as in the report, which stays beside it."""
    said, reported = difficulty_in(form, standing, choice, older), _of(standing.reported)
    return {} if said == reported else said or {"difficulty": NOTHING}


def shared(kept: Kept) -> dict[str, str]:
    """Return the form field that says who sees the guide of a saved answer."""
    return {"share": SHARED if kept.words.get(FOR_PARTNER) else ALONE} if kept.words.get("difficulty") else {}


def guide_shown(standing: Standing, kept: Kept) -> Shown | None:
    """Return the guide that an answer brought; None if it brought none, or if another answer has replaced it."""
    name = kept.words.get("guide")
    if name not in set(Guide) or not (kept.refused or _of(kept) == _saved(standing)):
        return None
    guide, voice = Guide(name), standing.say.voice
    more = [(told(one, voice.form), path(one, voice)) for one in beside(guide)]
    is_shared = kept.words.get(FOR_PARTNER) and not kept.refused
    says = standing.tell("difficulty.shared" if is_shared else "difficulty.alone")
    return Shown(told(guide, voice.form), path(guide, voice), says, _ways(standing, kept), more)


def first_meeting(standing: Standing) -> tuple[str, str]:
    """Return the title and the path of the guide for the first meeting."""
    voice = standing.say.voice
    return told(Guide.FIRST_MEETING, voice.form).title, path(Guide.FIRST_MEETING, voice)


def _ways(standing: Standing, kept: Kept) -> list[Markup]:
    """Say what else somebody can do who feels that it is not the right fit."""
    if kept.words.get("difficulty") != Difficulty.FIT:
        return []
    coordinator = standing.coordinator
    talk = [standing.tell("difficulty.talk", address=address(coordinator))] if coordinator else []
    return [*_rematch(standing, kept), *talk]


def _rematch(standing: Standing, kept: Kept) -> list[Markup]:
    question = question_of(standing)
    opened = question is not None and is_open(standing, question)
    if not opened or kept.said.get("choice") in ENDING or not offered(standing, (Choice.REMATCH,)):
        return []
    letter = standing.letter or standing.kind.value
    return [standing.tell("difficulty.rematch", label=label(standing, letter, "choice=rematch", "adjust.rematch"))]


def _saved(standing: Standing) -> dict[str, str]:
    """Return what holds at this question: of a wish, if it says something about it, else of the report before it."""
    latest = standing.answered
    return _of(latest if latest and not latest.refused and "difficulty" in latest.words else standing.reported)


def _of(kept: Kept | None) -> dict[str, str]:
    """Return what an answer says of it; nothing if it was refused, or if a later release wrote it."""
    if kept is None or kept.refused or kept.words.get("guide") not in set(Guide):
        return {}
    return {name: str(kept.words[name]) for name in SAVED if name in kept.words}


def _has_met(standing: Standing, choice: str) -> bool:
    active = standing.state.active
    return choice == Met.YES or (active is not None and has_met_before(active, standing.clock))
