"""Leave that the mentorship knows beside a break: a goodbye waits for it, and it is a break if the goodbye is off."""

from datetime import datetime

from policy.absences import without
from policy.participants import participants
from policy.pausing import PAUSABLE, on_leave
from schemas.names import PAIR
from schemas.state import State


def with_leave(state: State) -> State:
    """Return the state that knows the leave for which a break stands that an end cuts short."""
    pause = state.pause
    return state.with_(leave={**state.leave, **pause.leave}) if pause and pause.leave else state


def with_known_leave(state: State, now: datetime) -> State:
    """Return the state in which leave that became known during a goodbye is a break, now that it goes on."""
    for role, until in state.leave.items() if state.phase in PAUSABLE else ():
        if role in PAIR and until > now and role in participants(state):
            state = state.with_(leave=without(state.leave, role))
            stands = state.pause is not None and state.pause.leave.get(role) == until
            state = state if stands else on_leave(state, role, until, now)
    return state
