"""An end that is taken back: by one of the two, by HR, by time, or because somebody has not left after all."""

from datetime import datetime, timedelta

from policy.ends import goodbye_length, is_nearly_over, later
from policy.kept_back import kept_by
from policy.known_leave import with_known_leave
from policy.ladder import off_ladder, unasked
from policy.pausing import shifted
from policy.told import missing, to_hear_of_reopening, wished_by
from schemas.failures import Failure
from schemas.names import PAIR, UNBEGUN, Phase, Role
from schemas.state import Active, Closing, State

DAY = timedelta(days=1)


def reopened(state: State, closing: Closing, by: Role | None, now: datetime) -> State:
    """Continue as before the goodbye; if an end was announced and the agreed time is nearly over, extend it, or it
    would end again at once."""
    active = state.active
    if active and not closing.lapsed and kept_by(state) is None and closing.pause is None:
        active = _waited(state, active, now - stopped(closing))
    active = active and (active if _is_untold(closing) else off_ladder(active))
    if active and (closing.lapsed or closing.noticed) and by not in PAIR:
        active = unasked(active)  # the last notice is settled
        by = None if _is_known_as_a_lapse(closing) else by  # both were only asked whether they go on
    if active and _is_to_be_told(closing, by):
        active = to_hear_of_reopening(active, closing, by, now)
    back = state.with_(phase=closing.was, closing=None, active=active, pause=closing.pause)
    if active and _was_heard_of(closing) and is_nearly_over(back, now):
        back = extended(back, active, now)
    is_to_be_told = active and active.reopened  # of a break, only after that
    return back if is_to_be_told else with_known_leave(back, now)


def without_lapse(state: State, by: Role | None, now: datetime) -> State:
    """Return the state without the current lapse, if there is one: a person who is away is not silent.

    The next question comes after a full rhythm, and nobody has to answer the last notice any more.
    """
    closing = state.closing
    if state.phase is not Phase.CLOSING or closing is None or not closing.lapsed:
        return state
    back = reopened(state, closing, by, now)
    return _rested(state, back.with_(active=back.active and unasked(back.active)), now)


def not_left_after_all(state: State, begun_anew: bool, now: datetime) -> State:
    """Return the state once nobody has left any more: an end that only their leaving brought is off, unless the mentee
    has begun another mentorship; an end that was under way when they left has its own outcome again."""
    closing = state.closing
    if state.phase is not Phase.CLOSING or closing is None or missing(state, closing):
        return state
    if closing.instead:
        outcome, by = closing.instead
        return state.with_(closing=closing.with_(outcome=outcome, by=by, instead=None))
    return _taken_back(state, closing, now) if closing.left and not begun_anew else state


def resumed(state: State, closing: Closing, now: datetime) -> State | Failure:
    """HR cancels the goodbye, unless somebody has left, or would rather not begin: nobody begins against their word."""
    is_theirs = closing.was in UNBEGUN and wished_by(closing)
    return Failure.TOO_LATE if is_theirs or missing(state, closing) else _taken_back(state, closing, now)


def extended(state: State, active: Active, now: datetime) -> State:
    """Return the state with more time together, added only once for all questions asked so far."""
    before = state.ends or now
    ends = later(max(before, now + goodbye_length(state)), timedelta(days=state.rules.extend_days))
    extra = active.extra_days + (ends - before) // DAY
    return state.with_(ends=ends, active=active.with_(extended=active.cycle, extra_days=extra))


def _taken_back(state: State, closing: Closing, now: datetime) -> State:
    """HR cancels the goodbye; after a lapse, the next question comes after a full rhythm."""
    back = reopened(state, closing, Role.HR, now)
    return _rested(state, back, now) if closing.lapsed or closing.noticed else back


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


def _was_heard_of(closing: Closing) -> bool:
    return closing.asked is not None or closing.noticed


def _is_known_as_a_lapse(closing: Closing) -> bool:
    """Whether the last that anybody has read of the end is the last notice."""
    return closing.lapsed or (closing.noticed and not closing.asked)


def _is_untold(closing: Closing) -> bool:
    """Whether no letter has told of an end: who was silent before it still is."""
    return not (closing.asked or closing.lapsed or closing.noticed)


def _is_to_be_told(closing: Closing, by: Role | None) -> bool:
    """Whether somebody was told of the cancelled end, or wished for it; the last notice itself says that an answer
    cancels it."""
    if (closing.asked and not closing.lapsed) or (by not in PAIR and wished_by(closing)):
        return True
    return (closing.lapsed or closing.noticed) and by not in PAIR
