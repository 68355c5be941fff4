"""A mentor whose turn is over: because they had left, perhaps by mistake, or with a break that was theirs."""

from datetime import datetime

from policy import kept_back, pausing
from policy.absences import without
from policy.participants import is_mentor_lost, participants
from policy.standstills import shifted, stood_still
from schemas.names import Phase, Role
from schemas.reason import ReasonCode
from schemas.state import State


def may_be_back(state: State) -> bool:
    """Whether a mentor who was passed over because they had left would be asked as before if they were back: until a
    letter tells of it."""
    search = state.seeking
    if state.phase is not Phase.SEEKING or search is None or search.because is not ReasonCode.LEFT_NEXT:
        return False
    return search.asked is not None and not (search.bowed_out or search.hinted or search.nobody_left)


def not_left_after_all(state: State, now: datetime) -> State:
    """Return the state in which a mentor who was passed over because they had left is asked as before, if they are back
    before a letter told of it; they could answer nothing meanwhile, and have that time again."""
    if is_mentor_lost(state) or not may_be_back(state):
        return state
    left = state.seeking.declined if state.seeking else None
    back = kept_back.undone(state).with_(phase=Phase.AGREEING if state.agreeing else Phase.SEEKING)
    return stood_still(shifted(back, now - left), left, now) if left and back.pause is None else back


def without_their_break(state: State, now: datetime) -> State:
    """Return the state without a break of a mentor who no longer takes part; the next letter says how it goes on.

    As long as their no can be taken back, the break is kept beside it. A date that HR set stays. If the next letter
    says that it ends, the break ends with it; so it does if nobody else is away any more.
    """
    pause = state.pause
    if pause is None or state.ending or Role.MENTOR not in pause.away or Role.MENTOR in participants(state):
        return state
    absences, leave = (without(one, Role.MENTOR) for one in (pause.absences, pause.leave))
    others = pause.with_(absences=absences, leave=leave)
    if pause.dated_by_hr and (not others.away or others.until < pause.until):
        others = pause.with_(absences={**absences, Role.HR: pause.until}, leave=leave)
    if others.away and (others.until > now or others.until == pause.until):
        return state.with_(pause=others.with_(told_until=others.until if pause.told else pause.told_until))
    over = pausing.ended(state, now)
    search = over.seeking if over.seeking and over.seeking.declined else None
    return over.with_(seeking=search.with_(rest=pause.with_(since=now))) if search else over
