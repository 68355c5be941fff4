"""News about people: they left, are away or back, are unreachable or reachable again, or moved."""

from datetime import datetime, timedelta

from policy import agreeing, holding, kept_back, lost_mentor, pausing, reaching, seeking, told_anew, told_late
from policy.bookkeeping import remembered, settled
from policy.cut_short import back_from_leave
from policy.ending import decided, with_decided
from policy.engagement import side_of, with_side
from policy.ladder import handed_over, without, without_unreachable
from policy.participants import participants, with_first_sent
from policy.reopening import not_left_after_all, reopened, without_lapse
from policy.reviews import asked_later
from policy.told import missing
from schemas.failures import Failure
from schemas.messages import News
from schemas.names import PAIR, NewsKind, Outcome, Phase, Role
from schemas.reader import Reader
from schemas.reason import ReasonCode
from schemas.rules import FURTHEST
from schemas.state import Active, Closing, Ending, State


def hear_news(state: State, news: News, now: datetime) -> State | Failure:
    """Return the state after news about a person; the same news twice changes nothing."""
    if news.id in state.heard:
        return state
    if state.phase is Phase.CLOSED:
        return Failure.CLOSED
    changed = holding.meanwhile(state, now, lambda at: _heard(at, news, now))
    return settled(remembered(changed, news.id), state, now)


def left(state: State, role: Role, now: datetime) -> State:
    """Return the state after somebody left: a search or a pair ends with a goodbye, a candidate is skipped."""
    if role in state.gone:
        return state
    gone, end = state.with_(gone=(*state.gone, role)), decided(state)
    match state.phase:
        case _ if role not in PAIR:
            return _without_reader(gone, role)
        case _ if role not in participants(state):
            return gone
        case _ if end and role in missing(gone):
            return with_decided(gone, _ended_by_leaving(end))
        case Phase.CLOSING if end and state.ending is None:
            return gone
        case Phase.SEEKING if role is Role.MENTOR:
            return seeking.passed_over(gone, ReasonCode.LEFT_NEXT, _clock(state, now))
        case Phase.AGREEING if role is Role.MENTOR and state.seeking:
            return agreeing.back_to_search(gone, _clock(state, now), ReasonCode.LEFT_NEXT)
        case _:
            return gone.with_(ending=Ending(since=now, outcome=Outcome.LEFT, by=Role.HR, left=True))


def unreachable(state: State, role: Role, now: datetime) -> State:
    """Return the state when mail to somebody fails permanently; a mentor who was asked or found is skipped."""
    if role in state.unreachable:
        return state
    lost = state.with_(unreachable=(*state.unreachable, role))
    if role not in PAIR:
        return _without_reader(lost, role)
    if state.phase is Phase.SEEKING and role is Role.MENTOR:
        asked = role in participants(state)
        return seeking.passed_over(lost, ReasonCode.UNREACHED_NEXT, _clock(state, now)) if asked else lost
    if state.phase is Phase.AGREEING and role is Role.MENTOR and state.seeking:
        return agreeing.back_to_search(lost, _clock(state, now), ReasonCode.UNREACHED_NEXT)
    lost = told_late.bounced(reaching.lost(lost, _clock(state, now)), role, now)
    if state.phase is Phase.ACTIVE and lost.active:
        return lost.with_(active=without_unreachable(lost, lost.active))
    return lost


def reachable(state: State, role: Role, now: datetime) -> State:
    """Return the state when mail reaches somebody again; letters that never arrived do not count as unanswered."""
    if role not in state.unreachable:
        return state
    there, clock = reaching.reached(state, role), _clock(state, now)
    if role is not Role.COORDINATOR:
        return _asked_anew(there, role, clock)
    return there if state.seeking and state.seeking.decided else _handed_over(there, clock)


def readdressed(state: State, role: Role, now: datetime) -> State:
    """Return the state when somebody has another address, so that links in earlier letters do not work any more: they
    are asked again, with the full time, what they have not answered yet."""
    clock, closing = _clock(state, now), state.closing
    if role is Role.COORDINATOR:
        return state if state.seeking and state.seeking.decided else _handed_over(state, clock)
    if role not in participants(state):
        return state
    match state.phase:
        case Phase.SEEKING if role is Role.MENTOR:
            return seeking.asked_anew(state, clock)
        case Phase.AGREEING:
            return agreeing.asked_anew(with_first_sent(state, role), role, clock)
        case Phase.CLOSING if closing and closing.lapsed:
            return _asked_anew(reopened(state, closing, None, now), role, clock)
        case Phase.CLOSING:
            state = told_late.goodbye_lost(state, role)
    return _asked_anew(state, role, clock) if state.active and side_of(state.active, role).question else state


def moved(state: State, role: Role, reader: Reader | None) -> State:
    """Return the state with somebody's new UTC offsets; the coordinator may be another person from now on."""
    if reader is None:
        return state
    there = state.with_(readers={**state.readers, role: reader})
    if role in PAIR:
        return there
    without = {name: tuple(one for one in getattr(state, name) if one is not role) for name in ("gone", "unreachable")}
    return there.with_(**without)


def _handed_over(state: State, now: datetime) -> State:
    """Return the state in which another coordinator gets every open question of the one before them."""
    asked = reaching.handed_over(state, now)
    match state.phase:
        case Phase.SEEKING:
            return seeking.handed_over(asked, now)
        case Phase.ACTIVE if asked.active:
            return asked.with_(active=handed_over(asked.active))
        case _:
            return asked


def _heard(state: State, news: News, now: datetime) -> State:
    changed = state if _is_of_earlier_mentor(state, news) else _as_before(state, news, now)
    return lost_mentor.without_their_break(changed, now)


def _is_of_earlier_mentor(state: State, news: News) -> bool:
    """Whether news is about a mentor who was asked before the current one and skipped."""
    return news.about is Role.MENTOR and news.person not in (None, state.mentor)


def _as_before(state: State, news: News, now: datetime) -> State:
    """Apply news of leave to how the search stood before a no that nobody has read of: it may be taken back."""
    is_leave = news.kind in (NewsKind.AWAY, NewsKind.BACK) and news.about not in state.gone
    if not is_leave or kept_back.no_kept_by(state) is None:
        return _changed(state, news, now)
    return kept_back.passed_again(state, _changed(kept_back.before_the_no(state), news, now))


def _changed(state: State, news: News, now: datetime) -> State:
    match news.kind:
        case NewsKind.LEFT:
            return left(state, news.about, now)
        case NewsKind.AWAY:
            return away(state, news.about, news.until, now)
        case NewsKind.BACK:
            there = moved(_back(state, news.about, now), news.about, news.reader)
            if news.about not in state.gone:
                return there
            goes_on = lost_mentor.not_left_after_all(not_left_after_all(there, news.about, news.begun_anew, now), now)
            there = _back(goes_on, news.about, now)  # also from a break that goes on with it
            return _asked_anew(there, news.about, _clock(state, now)) if news.about is Role.COORDINATOR else there
        case NewsKind.UNREACHABLE:
            return unreachable(state, news.about, now)
        case NewsKind.READDRESSED:
            return readdressed(reaching.found(state, news.about), news.about, now)
        case NewsKind.REACHABLE:
            return moved(_found(state, news.about, now), news.about, news.reader)
        case NewsKind.MOVED:
            there = moved(state, news.about, news.reader)
            return _handed_over(_without_leave(there, news.about), _clock(state, now)) if news.replaced else there
        case NewsKind.AVAILABILITY:
            return state  # hearing of it is enough: the step that waits is decided again


def _found(state: State, role: Role, now: datetime) -> State:
    """Return the state when HR says that mail reaches somebody again, also if only letters were lost before."""
    found = reaching.found(state, role)
    there = found if found is state else agreeing.asked_anew(found, role, _clock(state, now))
    return reachable(there, role, now)


def away(state: State, role: Role, until: datetime | None, now: datetime) -> State:
    """Return the state with somebody's leave as a break; a mentor who is away longer than the reply limit is skipped.
    Leave explains a silence, so it cancels a last notice."""
    state = _without_leave(state, role)
    if until is None or until <= now:
        return back_from_leave(state, role, now)
    until = min(until, now + FURTHEST)
    if role is Role.COORDINATOR:
        return state.with_(leave={**state.leave, role: until})
    if role not in participants(state):
        return state
    state = state.with_(overruled={one: back for one, back in state.overruled.items() if one is not role})
    state = without_lapse(state, None, now)
    if state.phase not in pausing.PAUSABLE:
        return state.with_(leave={**state.leave, role: until})
    if state.phase is Phase.SEEKING and role is Role.MENTOR and until - now > timedelta(days=state.rules.reply_days):
        return seeking.passed_over(state, ReasonCode.AWAY_NEXT, _clock(state, now))
    return pausing.on_leave(state, role, until, now)


def _back(state: State, role: Role, now: datetime) -> State:
    """End somebody's leave, or mark them as not having left."""
    there = _without_leave(state, role).with_(gone=tuple(one for one in state.gone if one is not role))
    return back_from_leave(there, role, now)


def _asked_anew(state: State, role: Role, now: datetime) -> State:
    """Drop the questions that somebody could not answer, in case an end is taken back as well; and the ladder, or its
    lapse, that was about them.

    A lapse whose last notice they never got is dropped as well: their answer would have cancelled it.
    """
    closing, active = state.closing, state.active
    if state.phase is Phase.SEEKING and role is Role.MENTEE:
        return told_anew.due(state, now)
    if state.phase is Phase.SEEKING and role is Role.COORDINATOR:
        return state if state.seeking and state.seeking.decided else seeking.handed_over(state, now)
    if state.phase is Phase.AGREEING and role in PAIR:
        return agreeing.asked_anew(state, role, now)
    if role not in PAIR or active is None or state.phase not in (Phase.ACTIVE, Phase.CLOSING):
        return state
    if closing and closing.lapsed and not _is_lapse_to_drop(closing, active, role):
        return state
    if closing and closing.lapsed:
        state = reopened(state, closing, None, now)
        active = state.active or active
    side = side_of(active, role).with_(life=now, heard=now, unanswered=0, letters=0, question=None)
    active = without(with_side(active, role, side), role)
    return state.with_(active=asked_later(state, active, now))


def _is_lapse_to_drop(closing: Closing, active: Active, role: Role) -> bool:
    return role in active.quiet or (closing.told is not None and role not in closing.told)


def _clock(state: State, now: datetime) -> datetime:
    """Return `now`, or during a break the time when the clock stopped."""
    return state.pause.since if state.pause else now


def _without_leave(state: State, role: Role) -> State:
    return state.with_(leave={one: until for one, until in state.leave.items() if one is not role})


def _without_reader(state: State, role: Role) -> State:
    return state.with_(readers={one: reader for one, reader in state.readers.items() if one is not role})


def _ended_by_leaving(end: Ending) -> Ending:
    """Return an end that nobody can take back, because somebody has left."""
    outcome = end.outcome if end.outcome is Outcome.COMPLETED else Outcome.LEFT
    instead = None if end.left else end.instead or (end.outcome, end.by)
    return end.with_(outcome=outcome, by=Role.HR, instead=instead)
