"""What one of a pair chose alone, and the other one has not been told yet: a rhythm, or more time.

It is never the reason for a letter: the next letter that is sent anyway says it, once it can no longer be taken back.
"""

from datetime import datetime
from typing import NamedTuple

from policy.asking_letters import PROMPTS
from policy.engagement import partner_of
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import PAIR, Choice, Role, StepKind
from schemas.replaceable import EndBefore, RhythmBefore
from schemas.state import Active, State
from schemas.untold import Untold

LETTERS = (*PROMPTS, StepKind.RHYTHM, StepKind.THANKS)  # they say it


class ChosenByPartner(NamedTuple):
    """Whether a letter tells its reader of a rhythm, or of more time, that the other one chose alone."""

    rhythm_by_partner: bool = False
    time_by_partner: bool = False


def with_untold(changed: State, before: State, answer: Answer) -> State:
    """Return the changed state with what an answer leaves to tell the other one; its author has read it on the page."""
    active, was = changed.active, before.active
    if active is None or was is None or answer.role not in PAIR:
        return changed
    own, theirs = _of(active, answer.role), _of(active, partner_of(answer.role))
    is_rhythm, is_time = changed.cadence_days != before.cadence_days, active.extra_days != was.extra_days
    if is_rhythm or (answer.choice is Choice.CADENCE and answer.cadence_days == changed.cadence_days):
        own = own.with_(cadence_days=None)
    if is_time or answer.choice is Choice.EXTEND:
        own = own.with_(extra_days=None)
    if is_rhythm and theirs.cadence_days is None:
        theirs = theirs.with_(cadence_days=before.cadence_days)
    # Time is also added to an end that is taken back late: nobody asked for that.
    if is_time and answer.choice is Choice.EXTEND and theirs.extra_days is None:
        theirs = theirs.with_(extra_days=was.extra_days)
    return _with(changed, active, own, theirs)


def told(state: State, before: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
    """Return the state after a step without what its letters said; the letter that it goes on names the day itself."""
    active, known = state.active, before.active
    if active is None or known is None or step.kind not in (*LETTERS, StepKind.REOPENED):
        return state
    is_named = step.kind is StepKind.REOPENED
    if is_named or not _is_open(known.end_before, step, now):
        active = _without(active, outcome, "extra_days")
    if not is_named and not _is_open(known.rhythm_before, step, now):
        active = _without(active, outcome, "cadence_days")
    return _with(state, active, *active.untold)


def chosen_by_partner(state: State, step: Step, reader: Role, now: datetime) -> ChosenByPartner:
    """Return what a letter of a step tells its reader, by the state before the step."""
    active = state.active
    if active is None or reader not in PAIR or step.kind not in LETTERS:
        return ChosenByPartner()
    known = _of(active, reader)
    is_new = known.cadence_days not in (None, state.cadence_days)
    is_named = is_new or step.kind is StepKind.RHYTHM  # that letter asks about it
    is_theirs = is_named and active.rhythm_by is partner_of(reader)
    is_longer = known.extra_days is not None and active.extra_days > known.extra_days
    return ChosenByPartner(
        rhythm_by_partner=is_theirs and not _is_open(active.rhythm_before, step, now),
        time_by_partner=is_longer and not _is_open(active.end_before, step, now),
    )


def _is_open(was: RhythmBefore | EndBefore | None, step: Step, now: datetime) -> bool:
    """Whether a wish can still be taken back once this letter is sent: the next question settles it."""
    return was is not None and now < was.until and step.kind not in PROMPTS


def _of(active: Active, role: Role) -> Untold:
    return next((one for one in active.untold if one.role is role), Untold(role=role))


def _without(active: Active, outcome: StepOutcome, name: str) -> Active:
    written = outcome.written
    return active.with_(
        untold=tuple(one.with_(**{name: None}) if one.role in written else one for one in active.untold)
    )


def _with(state: State, active: Active, *untold: Untold) -> State:
    """Return the state with what is left to tell: not what is again as it was when the reader was last told."""
    left = []
    for one in untold:
        days = None if one.cadence_days == state.cadence_days else one.cadence_days
        extra = None if one.extra_days == active.extra_days else one.extra_days
        if days is not None or extra is not None:
            left.append(one.with_(cadence_days=days, extra_days=extra))
    if tuple(left) == active.untold and active is state.active:
        return state
    return state.with_(active=active.with_(untold=tuple(left)))
