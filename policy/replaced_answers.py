"""Another answer to the same question replaces the first one: a new rhythm or more time is taken back."""

from schemas.messages import Answer
from schemas.state import Replaceable, State


def replaceable(changed: State, before: State, answer: Answer) -> State:
    """Return the changed state with what was so before, if the answer changed the rhythm or the end."""
    active, was = changed.active, before.active
    if active is None or was is None or (changed.cadence_days, changed.ends) == (before.cadence_days, before.ends):
        return changed
    kept = Replaceable(
        role=answer.role,
        step=answer.step,
        cadence_days=before.cadence_days,
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
        ends=before.ends,
        extra_days=was.extra_days,
        extended=was.extended,
    )
    return changed.with_(active=active.with_(replaceable=kept))


def without_earlier(state: State, answer: Answer) -> State:
    """Return the state without what the same person's earlier answer to this question changed."""
    active = state.active
    was = active.replaceable if active else None
    if active is None or was is None or (was.role, was.step) != (answer.role, answer.step):
        return state
    there = active.with_(
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
        extra_days=was.extra_days,
        extended=was.extended,
        replaceable=None,
    )
    return state.with_(cadence_days=was.cadence_days, ends=was.ends, active=there)
