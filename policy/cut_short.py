"""What an end cuts short: a break that somebody asked for, and leave. A goodbye does not stop for them; if it is off,
they are a break again."""

from datetime import datetime

from policy.absences import without
from policy.participants import participants
from policy.pausing import PAUSABLE, away, on_leave
from schemas.names import PAIR, Role
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
    state = _away_again(state.with_(cut_short=None), state.cut_short, now)
    for role, until in state.leave.items():
        if role in PAIR and until > now and role in participants(state):
            state = state.with_(leave=without(state.leave, role))
            stands = state.pause is not None and state.pause.leave.get(role) == until
            state = state if stands else on_leave(state, role, until, now)
    return state


def _away_again(state: State, before: Pause | None, now: datetime) -> State:
    """Return the state in which the break lasts for whoever had asked for it, HR among them, and with HR's date."""
    if before is None:
        return state
    for role, until in before.absences.items():
        is_there = role in participants(state) or role is Role.HR
        if is_there and until > now and not _is_back(state, before, role, now):
            state = away(state, role, until, now)
    return state.with_(pause=_as_before(state.pause, before)) if state.pause else state


def _is_back(state: State, before: Pause, role: Role, now: datetime) -> bool:
    """Whether leave that HR had made longer has ended before its date."""
    return role in before.prolonged and before.leave.get(role, now) > now and role not in state.leave


def _as_before(pause: Pause, before: Pause) -> Pause:
    """Return the break with what is known of how it was asked for, and of HR's date."""
    asked = {role: step for role, step in before.asked.items() if role in pause.absences}
    prolonged = tuple(role for role in before.prolonged if role in pause.absences)
    dated = before.dated_by_hr and pause.until == before.until
    return pause.with_(asked={**pause.asked, **asked}, prolonged=prolonged, dated_by_hr=dated)
