"""A hold: the programme stops a mentorship without a date and without a reason, and nothing is sent meanwhile.

Its clock stands still, as in a break. What people say in a hold is applied at once: the clock is first moved by
the time that has passed, and then stands still again. Only the programme lifts a hold, or ends the mentorship from
it: then only a farewell is sent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from typing import TypeVar
from uuid import UUID

from policy import pausing, told_late
from policy.asked_after_a_hold import asked
from policy.bookkeeping import remembered
from policy.closing import begin_closing
from policy.ending import carried_out, decided, is_parted
from policy.ends import before_the_end, later
from policy.standstills import shifted, stood_still, without_days
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import PAIR, UNBEGUN, AnswerKind, Choice, Outcome, Phase, Role
from schemas.state import Hold, Pause, State

Changed = TypeVar("Changed", State, State | Failure)
KINDS = (AnswerKind.HOLD, AnswerKind.LIFT)


def hear(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state after the programme has put it on hold, has lifted a hold, or has ended it; or why it is not."""
    if state.phase is Phase.CLOSED:
        return Failure.CLOSED
    if answer.role is not Role.HR:
        return Failure.NOT_ASKED
    if answer.kind is AnswerKind.HOLD:
        return _on_hold(state, answer.id, now)
    if answer.hold is None or _is_over(state, answer.hold, answer.choice is Choice.CLOSE):
        return Failure.NOT_PAUSED
    released = _released(state, answer.hold, answer.choice is Choice.CLOSE, now)
    if released.hold:
        return released
    if not answer.kept_back:
        return reduce(told_late.letter_lost, answer.missed, released)
    return told_late.kept_back(asked(released, answer.kept_back, now), answer.kept_back, now)


def meanwhile(state: State, now: datetime, change: Callable[[State], Changed]) -> Changed:
    """Return the state after a change, which a hold outlasts: its clock is moved up to now, and stands still again."""
    if state.hold is None:
        return change(state)
    changed = change(lifted(state, now))
    return changed.with_(hold=state.hold.with_(since=now)) if isinstance(changed, State) else changed


def lifted(state: State, now: datetime) -> State:
    """Return the state without a hold, with every time moved by its length; a break that lasts longer covers it.

    What a break has taken that is over is counted here as well, in case another absence begins before its letter.
    """
    hold, pause = state.hold, state.pause
    if hold is None:
        return state
    length, end = now - hold.since, state.ending
    end = end and end.with_(since=later(end.since, length))
    there = state.with_(hold=None, postponed=None, ending=end)
    if pause is None:
        moved = stood_still(shifted(there, length, length), hold.since, now)
        return _ending_later(moved, length)
    if pause.until > now:
        return there
    since = max(hold.since, pause.until)
    beyond = now - since
    moved = shifted(without_days(pausing.ended(there, now), since, now, now), timedelta(0), beyond)
    return _ending_later(moved, beyond).with_(pause=_counted(pause, now))


def without_hold(state: State, id: UUID, ends: bool, now: datetime) -> State:
    """Return the state without one reason for a hold, or ended from it, if that is not in the state yet."""
    return _released(state, id, ends, now) if _is_held_by(state, id) else state


def with_hold(state: State, id: UUID, now: datetime) -> State:
    """Return the state with a reason for a hold that it has forgotten; one that was ended from a hold has none left."""
    if _is_held_by(state, id) or is_parted(state) or state.phase is Phase.CLOSED:
        return state
    return remembered(_on_hold(state, id, now), id)


def is_refused(state: State, answer: Answer) -> bool:
    """Whether this is for the programme alone: HR takes back no end that came from a hold, and ends no hold."""
    if is_parted(state):
        return True
    if answer.kind is not AnswerKind.RESUME or answer.role is not Role.HR:
        return False
    if decided(state):
        return False
    return state.hold is not None and state.pause is None and state.phase in pausing.PAUSABLE


def is_ended_by(state: State, answer: Answer) -> bool:
    """Whether an answer ends a mentorship at once though it is on hold, and with it the hold."""
    return state.hold is not None and answer.kind is AnswerKind.CLOSE and answer.role is Role.HR


def parted(state: State, now: datetime) -> State:
    """Return an ended state of which only a farewell tells, or that it does not begin: whoever raised a concern was
    promised that nothing is asked any more. Nobody takes it back, or the hold would be over as well."""
    ending = carried_out(state)
    closing = ending.closing
    if closing is None or ending.phase is not Phase.CLOSING:
        return ending
    told = closing.with_(parted=True)
    if closing.was in UNBEGUN:
        return ending.with_(closing=told)
    farewell = told.with_(lapsed=False, asked=closing.asked or now, told=None, thanked=PAIR, until=now)
    return ending.with_(closing=farewell)


def shown_phase(state: State) -> Phase:
    """Return the phase as lists and pages show it; a goodbye that is on hold is still a goodbye."""
    if state.ending:
        return Phase.CLOSING
    return Phase.PAUSED if state.phase in pausing.PAUSABLE and (state.pause or state.hold) else state.phase


def _is_over(state: State, id: UUID, ends: bool) -> bool:
    """Whether a hold was over before this decision, which may still end what goes on: Postgres had lost the first."""
    was_lifted = id in state.heard and not _is_held_by(state, id)
    return was_lifted and (not ends or is_parted(state))


def _on_hold(state: State, id: UUID, now: datetime) -> State:
    hold = state.hold or Hold(since=now, by=())
    return state.with_(hold=hold.with_(by=(*hold.by, id)))


def _is_held_by(state: State, id: UUID) -> bool:
    return state.hold is not None and id in state.hold.by


def _without(state: State, id: UUID, now: datetime) -> State:
    """Return the state with one of the reasons for a hold gone; it is over once no other is left.

    Where the hold comes after what lifts it, for instance after an outage, it changes nothing any more.
    """
    if state.hold is None or id not in state.hold.by:
        return remembered(state, id)
    others = tuple(one for one in state.hold.by if one != id)
    return state.with_(hold=state.hold.with_(by=others)) if others else lifted(state, now)


def _released(state: State, id: UUID, ends: bool, now: datetime) -> State:
    gone = _without(state, id, now)
    return _ended(lifted(gone, now), now) if ends else gone


def _ended(state: State, now: datetime) -> State:
    outcome = Outcome.WITHDRAWN if before_the_end(state) in UNBEGUN else Outcome.ENDED_EARLY
    return parted(begin_closing(state, outcome, now, Role.HR), now)


def _counted(pause: Pause, now: datetime) -> Pause:
    """Return a break that is over, of which only the letter is still to come."""
    return pause.with_(since=now, absences=dict.fromkeys(pause.absences, now), leave=dict.fromkeys(pause.leave, now))


def _ending_later(state: State, length: timedelta) -> State:
    """Return the state with its end moved: the time together is not shorter for a hold."""
    return state.with_(ends=later(state.ends, length)) if state.ends and length > timedelta(0) else state
