"""What the reader wished for at this question and what still holds beside a later answer, and how to take it back."""

from uuid import UUID

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.options import label
from gateway.pages.said import essence, worded, worded_change
from policy.changes import Change
from policy.ends import foreseen
from policy.hearing import hear
from policy.receipts import changed
from policy.replaced_answers import held_wishes
from schemas.messages import Answer
from schemas.names import PAIR, AnswerKind, Choice, Phase
from schemas.replaceable import EndBefore, RhythmBefore
from schemas.state import State

PROBE = UUID(int=0)
TOGETHER = (Phase.ACTIVE, Phase.PAUSED)
TAKEN_BACK = (
    Change.NO_BREAK,
    Change.BACK,
    Change.BACK_BUT,
    Change.CADENCE,
    Change.TIME_AS_BEFORE,
    Change.BOTH_AS_BEFORE,
    Change.END_TAKEN_BACK,
)


def held(standing: Standing) -> list[Markup]:
    """Return one sentence about each wish that holds although the reader has answered something else since."""
    if standing.role not in PAIR or standing.phase not in TOGETHER or not standing.answered:
        return []
    latest = essence(standing.answered) if standing.holds else ""
    over = (latest, Choice.PAUSE) if standing.role not in standing.still_away else (latest,)
    wishes = [one for one in held_wishes(standing.state, _going_on(standing)) if one not in over]
    how = [standing.tell("held.how", label=going_on_label(standing))] if wishes and going_on(standing) else []
    return [*(_wish(standing, one) for one in wishes), *how]


def confided(standing: Standing) -> list[tuple[Markup, str]]:
    """Return the words in confidence of such a wish, with their label; HR can still read them."""
    kept = standing.answered
    later = kept is not None and kept.kind is AnswerKind.CHECK_IN
    return worded(standing, {"private": standing.confided}) if later else []


def going_on(standing: Standing) -> Markup:
    """Return what going on as before would take back of the reader's own wishes; empty if there is nothing."""
    is_pair = standing.state.active is not None and standing.role in PAIR
    heard = hear(standing.known, _going_on(standing), standing.clock) if is_pair else None
    if not isinstance(heard, State):
        return Markup("")
    change = changed(_going_on(standing), standing.known, heard, standing.clock)
    if change.code in TAKEN_BACK:
        return worded_change(standing, change)
    return standing.tell("held.under") if _wishes(heard) != _wishes(standing.state) else Markup("")


def going_on_label(standing: Standing) -> str:
    """Return the label of that choice."""
    return label(standing, standing.letter or standing.kind.value, "choice=continue", "adjust.continue")


def _wish(standing: Standing, choice: Choice) -> Markup:
    state, until = standing.state, foreseen(standing.state)
    if choice is Choice.PAUSE and state.pause:
        until = state.pause.absences[standing.role]
    day = standing.say.here(until) if until else ""
    return standing.tell(f"held.{choice}", until=day, rhythm=standing.say.voice.rhythm(state.cadence_days))


def _wishes(state: State) -> tuple[RhythmBefore | EndBefore | None, ...]:
    """Return the wishes that can be taken back, also one that a later wish of the partner lies on."""
    return (state.active.rhythm_before, state.active.end_before) if state.active else ()


def _going_on(standing: Standing) -> Answer:
    given = {"kind": AnswerKind.ADJUST, "choice": Choice.CONTINUE}
    return Answer(id=PROBE, role=standing.role, step=standing.step, **given)
