"""The day on which a goodbye that has begun is over, if nobody answers before."""

from datetime import datetime

from policy.ending import carried_out
from policy.ends import shown_end
from policy.lifecycle import after, expected, next_step
from schemas.names import Phase, StepKind
from schemas.state import State

LAST = (StepKind.FAREWELL, StepKind.WITHDRAWN)
AHEAD = 5  # steps that may come before it


def over_on(state: State, now: datetime) -> datetime:
    """Return when the last letter of a goodbye is due, though another letter may come before it."""
    for _ in range(AHEAD):
        step = next_step(state, now)
        if step is None:
            break
        now = max(now, step.due)
        if step.kind in LAST:
            break
        state = after(state, step, expected(state, step), now)
    return now


def ends_on(state: State, now: datetime) -> datetime | None:
    """Return when a mentorship ends: on the agreed day, or when a goodbye that has begun is over; None if nobody knows,
    because that goodbye is on hold."""
    state = carried_out(state)
    if state.phase is not Phase.CLOSING:
        return shown_end(state, now) if state.phase is not Phase.CLOSED else None
    return over_on(state, now) if state.hold is None else None
