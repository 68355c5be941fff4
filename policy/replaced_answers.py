"""Another answer to the same question replaces the first one: a new rhythm or more time is taken back."""

from datetime import datetime, timedelta

from policy.ends import is_nearly_over
from schemas.messages import Answer
from schemas.state import Replaceable, State

FOR = timedelta(days=1)


def replaceable(changed: State, before: State, answer: Answer, now: datetime) -> State:
    """Return the changed state with what was so before, if the answer changed the rhythm or the end.

    A wish for what the other one wished before makes it the wish of both, which neither takes back alone.
    """
    active, was = changed.active, before.active
    if active is None or was is None:
        return changed
    if (changed.cadence_days, changed.ends) == (before.cadence_days, before.ends):
        return changed.with_(active=active.with_(replaceable=None))
    kept = Replaceable(
        role=answer.role,
        step=answer.step,
        until=now + FOR,
        cadence_days=before.cadence_days,
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
        ends=before.ends,
        extra_days=was.extra_days,
        extended=was.extended,
    )
    return changed.with_(active=active.with_(replaceable=kept))


def without_earlier(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without what the same person's earlier answer to this question changed, for a day."""
    active = state.active
    was = active.replaceable if active else None
    if active is None or was is None or (was.role, was.step) != (answer.role, answer.step) or now >= was.until:
        return state
    there = active.with_(
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
        extra_days=was.extra_days,
        extended=was.extended,
        replaceable=None,
    )
    back = state.with_(cadence_days=was.cadence_days, ends=was.ends, active=there)
    return state if is_nearly_over(back, now) else back  # it would end at once
