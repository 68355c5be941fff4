"""An end that is taken back: by one of the two, by HR, by time, or because somebody has not left after all."""

from datetime import datetime, timedelta

from policy.cut_short import restored
from policy.ending import decided, with_decided
from policy.ends import goodbye_length, is_nearly_over, later
from policy.ladder import off_ladder, unasked
from policy.standstills import shifted, stood_still
from policy.told import missing, to_hear_of_reopening, together, wished_by
from schemas.failures import Failure
from schemas.names import PAIR, UNBEGUN, Phase, Role
from schemas.state import Active, Closing, Ending, State

DAY = timedelta(days=1)


def taken_back(state: State, end: Ending, by: Role | None, now: datetime) -> State:
    """Continue without an end that no letter has told of: all is as if there had been none. If it was final, nobody
    could answer meanwhile, and has that time again."""
    active = state.active
    if end.by in (None, Role.HR) and state.pause is None:
        active = active and _waited(state, active, now - end.since)
        state = stood_still(shifted(state, now - end.since), end.since, now)
    if active and by not in PAIR and (wishing := wished_by(end)):
        active = to_hear_of_reopening(active, wishing, by, now)
    return state.with_(active=active, ending=None)


def reopened(state: State, closing: Closing, by: Role | None, now: datetime) -> State:
    """Continue as before the goodbye, or the last notice; if the agreed time is nearly over, extend it, or it would end
    again at once."""
    active = state.active
    if active and not closing.lapsed:
        active = _waited(state, active, now - stopped(closing))
        state = stood_still(state, stopped(closing), now)
    active = active and off_ladder(active)
    if active and (closing.lapsed or closing.noticed) and by not in PAIR:
        active = unasked(active)  # the last notice is settled
        by, settled_by = (None, by) if closing.lapsed else (by, None)  # both were only asked whether they go on
        active = active.with_(settled_by=settled_by)
    is_to_be_told = not closing.lapsed or by not in PAIR  # the last notice itself says that an answer cancels it
    if active and is_to_be_told:
        active = to_hear_of_reopening(active, together(closing.told, wished_by(closing)), by, now)
    back = state.with_(phase=closing.was, closing=None, active=active)
    if active and is_nearly_over(back, now):
        back = extended(back, active, now)
    return restored(back, now)


def without_lapse(state: State, by: Role | None, now: datetime) -> State:
    """Return the state without the current lapse, if there is one: a person who is away is not silent.

    The next question comes after a full rhythm, and nobody has to answer the last notice any more.
    """
    closing = state.closing
    if state.phase is not Phase.CLOSING or closing is None or not closing.lapsed:
        return state
    back = reopened(state, closing, by, now)
    return _rested(state, back.with_(active=back.active and unasked(back.active)), now)


def not_left_after_all(state: State, role: Role, begun_anew: bool, now: datetime) -> State:
    """Return the state once nobody has left any more: an end that only their leaving brought is off, unless the mentee
    has begun another mentorship; an end that was under way when they left has its own outcome again."""
    end = decided(state)
    if end is None or missing(state):
        return state
    if end.instead:
        outcome, by = end.instead
        return with_decided(state, end.with_(outcome=outcome, by=by, instead=None))
    if not end.left or begun_anew:
        return state
    if state.ending:  # no letter has told of it; a last notice still waits
        return taken_back(state, end, Role.HR, now)
    back = _goes_on(state, now)
    return back.with_(active=back.active.with_(not_left=role)) if back.active and back.active.reopened else back


def resumed(state: State, now: datetime) -> State | Failure:
    """HR cancels the goodbye, unless somebody has left, or would rather not begin: nobody begins against their word."""
    end = state.ending
    is_theirs = end is not None and state.phase in UNBEGUN and wished_by(end)
    return Failure.TOO_LATE if is_theirs or missing(state) else _goes_on(state, now)


def extended(state: State, active: Active, now: datetime) -> State:
    """Return the state with more time together, added only once for all questions asked so far."""
    before = state.ends or now
    ends = later(max(before, now + goodbye_length(state)), timedelta(days=state.rules.extend_days))
    extra = active.extra_days + (ends - before) // DAY
    return state.with_(ends=ends, active=active.with_(extended=active.cycle, extra_days=extra))


def _goes_on(state: State, now: datetime) -> State:
    """HR cancels the goodbye, and a last notice; after that, the next question comes after a full rhythm."""
    back = taken_back(state, state.ending, Role.HR, now) if state.ending else state
    closing = back.closing
    if closing is None:
        return back
    goes_on = reopened(back, closing, Role.HR, now)
    return _rested(state, goes_on, now) if closing.lapsed or closing.noticed else goes_on


def _rested(state: State, back: State, now: datetime) -> State:
    if back.active is None:
        return back
    soon = max(back.active.next_check_in, now + timedelta(days=state.cadence_days))
    return back.with_(active=back.active.with_(next_check_in=soon))


def stopped(closing: Closing) -> datetime:
    """Return since when nobody could answer: an end that can be taken back leaves the questions of the others open."""
    return closing.since if closing.by is Role.HR else closing.asked or closing.since


def _waited(state: State, active: Active, length: timedelta) -> Active:
    """Move the loop's times as after a break, because nobody could answer during the goodbye; its start stays."""
    moved = shifted(state, length).active or active
    return moved.with_(agreed=active.agreed, reviewed=active.reviewed, rhythm_before=None, end_before=None)
