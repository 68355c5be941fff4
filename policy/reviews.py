"""When reviews are due: at shares of the agreed time, and once more before its end."""

from datetime import date, datetime, timedelta

from policy.booking import asked_about, awaited
from policy.ends import GAP, last_question_by
from policy.engagement import side_of, silent
from schemas.names import StepKind
from schemas.state import Active, State

IGNORED = 2  # questions in a row


def is_due(state: State, instant: datetime) -> bool:
    """Whether a prompt at `instant` is a review: if the date of an open review is nearest to it. The first never is.

    A review that would follow another one at once waits for the prompt after it, so that they are asked about their
    meetings in between; only the last review does not wait.
    """
    active = state.active
    if active is None or not active.cycle:
        return False
    dates = _dates(state, active)
    reached = [date for date in dates if _settled(active) < date <= instant + _half(state)]
    return bool(reached) and (not _has_just_been(active) or max(dates) in reached)


def prompt_due(state: State) -> datetime:
    """Return when the next prompt is due; the last review may come early so that it is not missed, but not within the
    time that the coordinator gave them."""
    active = state.active
    if active is None:
        return state.started
    due = _unheld(state, active)
    return max(due, active.held) if active.held else due


def asked_later(state: State, active: Active, now: datetime, about: date | None = None) -> Active:
    """Return the loop in which a question that was about to be sent comes a rhythm from now, because somebody was heard
    of; a meeting whose day is over is still asked about, unless it is the one of which they told."""
    booked, is_ignored = awaited(state), _is_ignored(state, active)
    is_untold = booked is not None and booked.over <= now and booked.day != about
    due = booked.over if booked and not is_ignored else _after_meeting(state, active)
    if due > now or (is_untold and not is_ignored):
        return active
    later = active.with_(next_check_in=now + timedelta(days=state.cadence_days))
    if is_untold:
        return later
    asked = asked_about(later, now)
    return asked.with_(about=asked.about or active.about)


def _unheld(state: State, active: Active) -> datetime:
    due, last = _after_meeting(state, active), last_question_by(state)
    if last is None or due < last or not active.cycle:
        return due
    latest = max((date for date in _dates(state, active) if date < last), default=None)
    if latest is None or latest <= _settled(active):
        return due
    booked = awaited(state)  # they are asked after its day, also by the last review
    soonest = max(latest, _asked_last(active) + _half(state))
    return min(due, max(soonest, booked.over) if booked else soonest)


def _after_meeting(state: State, active: Active) -> datetime:
    """Return when they are asked by their rhythm, or instead once the day of a booked meeting is over; not before
    their rhythm while one of them leaves questions unanswered, or each booked day would put off the nudge."""
    booked = awaited(state)
    if booked is None:
        return active.next_check_in
    soonest = _asked_last(active) + timedelta(days=state.cadence_days) * 3 / 4  # or who meets often is asked each time
    return max(booked.over, soonest, *([active.next_check_in] if _is_ignored(state, active) else ()))


def _is_ignored(state: State, active: Active) -> bool:
    return any(side_of(active, role).unanswered >= IGNORED for role in silent(state))


def _asked_last(active: Active) -> datetime:
    return active.prompted or active.agreed


def _has_just_been(active: Active) -> bool:
    return active.prompt is not None and active.prompt.kind is StepKind.REVIEW


def _half(state: State) -> timedelta:
    return timedelta(days=state.cadence_days) / 2


def _settled(active: Active) -> datetime:
    return active.reviewed or active.agreed


def _dates(state: State, active: Active) -> list[datetime]:
    """Return the dates of all reviews; an extension has its own review before its end, and before the days in which
    nothing is asked."""
    last = last_question_by(state)
    if state.ends is None or last is None:
        return []
    agreed_length = state.ends - active.agreed - timedelta(days=active.extra_days)
    before_end = state.ends - timedelta(days=state.rules.review_before_end_days)
    if before_end >= last:
        before_end = last - min(GAP, _half(state))
    shares = [active.agreed + agreed_length * share for share in state.rules.reviews]
    return [*shares, max(before_end, active.agreed + agreed_length / 4)]
