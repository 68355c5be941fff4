"""What an end cuts short: a break that somebody asked for, and leave. A goodbye does not stop for them; if it is off,
they are a break again."""

from datetime import datetime

from policy.absences import without
from policy.participants import participants
from policy.pausing import PAUSABLE, away, on_leave
from schemas.names import PAIR
from schemas.state import Pause, State


def with_cut_short(state: State) -> State:
    """Return the state that knows the break that an end cuts short, and the leave for which it stands."""
    pause = state.pause
    return state.with_(cut_short=pause, leave={**state.leave, **pause.leave} if pause else state.leave)


def restored(state: State, now: datetime) -> State:
    """Return the state in which the break that the goodbye cut short lasts again, now that it goes on, and in which
    leave that is known by now is a break."""
    if state.phase not in PAUSABLE:
        return state
    state = _asked_for(state.with_(cut_short=None), state.cut_short, now)
    for role, until in state.leave.items():
        if role in PAIR and until > now and role in participants(state):
            state = state.with_(leave=without(state.leave, role))
            stands = state.pause is not None and state.pause.leave.get(role) == until
            state = state if stands else on_leave(state, role, until, now)
    return state


def _asked_for(state: State, before: Pause | None, now: datetime) -> State:
    """Return the state in which those of the two are away again who had asked for it; a break of HR's ended with the
    end that HR, too, takes back."""
    if before is None:
        return state
    for role, until in before.absences.items():
        if role in before.wished and until > now and role in participants(state):
            state = away(state, role, until, now)
    if state.pause is None:
        return state
    asked = {role: step for role, step in before.asked.items() if role in state.pause.absences}
    return state.with_(pause=state.pause.with_(asked={**state.pause.asked, **asked}))
