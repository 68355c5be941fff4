"""A hold: the programme stops a mentorship without a date and without a reason, and nothing is sent meanwhile.

Its clock stands still, as in a break. What people say in a hold is applied at once: the clock is first moved by
the time that has passed, and then stands still again. Only the programme lifts a hold, or ends the mentorship from it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from policy.closing import begin_closing
from policy.ends import later
from policy.pausing import PAUSABLE, shifted
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import PAIR, UNBEGUN, AnswerKind, Choice, Outcome, Phase, Role
from schemas.state import Hold, State

Changed = TypeVar("Changed", State, State | Failure)
KINDS = (AnswerKind.HOLD, AnswerKind.LIFT)


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after the programme has put it on hold, has lifted a hold, or has ended it; or why it is not."""
    if state.phase is Phase.CLOSED:
        return Failure.CLOSED
    if answer.role is not Role.HR:
        return Failure.NOT_ASKED
    if answer.kind is AnswerKind.HOLD:
        return _held(state, answer, now)
    if state.hold is None or answer.hold not in state.hold.by:
        return Failure.NOT_PAUSED
    if answer.choice is Choice.CLOSE:
        return _parted(lifted(state, now), now)
    return _without(state, state.hold, answer, now)


def meanwhile(state: State, now: datetime, change: Callable[[State], Changed]) -> Changed:
    """Return the state after a change, which a hold outlasts: its clock is moved up to now, and stands still again."""
    if state.hold is None:
        return change(state)
    changed = change(lifted(state, now))
    return changed.with_(hold=state.hold.with_(since=now)) if isinstance(changed, State) else changed


def lifted(state: State, now: datetime) -> State:
    """Return the state without a hold, with every time moved by its length; a break that lasts longer covers it."""
    hold, pause = state.hold, state.pause
    if hold is None:
        return state
    there = state.with_(hold=None, postponed=None)
    if pause is None:
        length = now - hold.since
        return _ending_later(shifted(there, length, length), length)
    return _ending_later(there, now - max(hold.since, pause.until))


def is_refused(state: State, answer: Answer) -> bool:
    """Whether this is for the programme alone: HR takes back no end that came from a hold, and ends no hold."""
    if state.closing and state.closing.apart:
        return True
    resumes = answer.kind is AnswerKind.RESUME and answer.role is Role.HR
    return resumes and state.hold is not None and state.pause is None and state.phase in PAUSABLE


def is_ended_by(answer: Answer) -> bool:
    """Whether an answer ends a mentorship at once though it is on hold, and with it the hold."""
    return answer.kind is AnswerKind.CLOSE and answer.role is Role.HR


def shown_phase(state: State) -> Phase:
    """Return the phase as lists and pages show it; a goodbye that is on hold is still a goodbye."""
    return Phase.PAUSED if state.phase in PAUSABLE and (state.pause or state.hold) else state.phase


def _held(state: State, answer: Answer, now: datetime) -> State:
    hold = state.hold or Hold(since=now, by=())
    return state.with_(hold=hold.with_(by=(*hold.by, answer.id)))


def _without(state: State, hold: Hold, answer: Answer, now: datetime) -> State:
    """Return the state with one of the reasons for a hold gone; it is over once no other is left."""
    others = tuple(one for one in hold.by if one != answer.hold)
    return state.with_(hold=hold.with_(by=others)) if others else lifted(state, now)


def _parted(state: State, now: datetime) -> State:
    """Return the state with an end that nobody can take back: only a farewell is sent, or that it does not begin."""
    outcome = Outcome.WITHDRAWN if state.phase in UNBEGUN else Outcome.ENDED_EARLY
    ending = begin_closing(state, outcome, now, Role.HR)
    closing = ending.closing
    if closing is None:
        return ending
    quiet = {"apart": True, "lapsed": False, "asked": closing.asked or now, "told": None, "thanked": PAIR, "until": now}
    return ending.with_(closing=closing.with_(**({"apart": True} if closing.was in UNBEGUN else quiet)))


def _ending_later(state: State, length: timedelta) -> State:
    """Return the state with its end moved: the time together is not shorter for a hold."""
    return state.with_(ends=later(state.ends, length)) if state.ends and length > timedelta(0) else state
