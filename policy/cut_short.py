"""What an end cuts short: a break that somebody asked for, and leave. A goodbye does not stop for them; if it is off,
they are a break again."""

from datetime import datetime

from policy import pausing
from policy.absences import without
from policy.participants import participants
from policy.pausing import PAUSABLE, away, on_leave
from schemas.names import PAIR, Role
from schemas.state import Pause, State


def with_cut_short(state: State) -> State:
    """Return the state that knows the break that an end cuts short, and the leave for which it stands."""
    pause = state.pause
    return state.with_(cut_short=pause, leave={**state.leave, **pause.leave} if pause else state.leave)


def back_from_leave(state: State, role: Role, now: datetime) -> State:
    """Return the state with somebody's leave over, in a break or in one that an end has cut short, also where HR had
    made it longer; a break that was asked for continues."""
    before = state.cut_short
    if before:
        absences = without(before.absences, role) if role in before.prolonged else before.absences
        there = pausing.with_those_away(before, absences=absences, leave=without(before.leave, role))
        state = state.with_(cut_short=there if there.away else None)
    return pausing.back_from_leave(state, role, now)


def restored(state: State, now: datetime) -> State:
    """Return the state in which the break that the goodbye cut short lasts again, now that it goes on, and in which
    leave that is known by now is a break."""
    if state.phase not in PAUSABLE:
        return state
    before, state = state.cut_short, state.with_(cut_short=None)
    if before:
        state = _away_again(state, before, now)
    for role, until in state.leave.items():
        if role in PAIR and until > now and role in participants(state):
            state = state.with_(leave=without(state.leave, role))
            stands = state.pause is not None and state.pause.leave.get(role) == until
            state = state if stands else on_leave(state, role, until, now)
    return state.with_(pause=_as_before(state.pause, before)) if before and state.pause else state


def _away_again(state: State, before: Pause, now: datetime) -> State:
    """Return the state in which the break lasts for whoever had asked for it, HR among them, or was away for longer
    because of HR."""
    for role, until in before.absences.items():
        if until > now and (role in participants(state) or role is Role.HR):
            state = away(state, role, until, now)
    return state


def _as_before(pause: Pause, before: Pause) -> Pause:
    """Return the break with what is known of how it was asked for, and of HR's date."""
    asked = {role: step for role, step in before.asked.items() if role in pause.absences}
    prolonged = tuple(role for role in before.prolonged if role in pause.absences)
    dated = before.dated_by_hr and pause.until == before.until
    return pause.with_(asked={**pause.asked, **asked}, prolonged=prolonged, dated_by_hr=dated)
