"""Times when a mentorship's clock stood still: every time of its phase moves by as long, so that nobody loses time.

What is said of the past must name the day on which it happened, so the latest of these times are kept.
"""

from datetime import datetime, timedelta
from typing import Any

from policy.booking import asked_in_time, said_since
from policy.ends import later
from schemas.standstill import Standstill
from schemas.state import State
from schemas.value import Durable

# What happened keeps its date, and so does a day that somebody named.
BY_CALENDAR = (
    "reported",
    "reported_before",
    "asked_since",
    "began",
    "heard",
    "rest",
    "not_before",
    "booked",
    "off",
    "end_named",
)
ENDS = ("ends", "drafted_end", "end_replaced")  # ends to go back to, which a break moves as it moves the end itself
MOST = 8  # the latest ones: an open question is rarely older


def stood_still(state: State, since: datetime, now: datetime, over: datetime | None = None) -> State:
    """Return the state that knows that its clock stood still from `since` until now, which has moved its times; with
    `over`, a break was over then, and only its letter was still to come.

    A meeting whose day passed meanwhile is not asked about; one whose day was over before, or comes after it, still is.
    """
    if now <= since:
        return state
    state = without_days(state, since, over or now, now)
    *before, last = state.standstills or (None,)
    if last and last.until == since:  # in a hold, whenever somebody says something
        since = last.since
    elif last:
        before.append(last)
    return state.with_(standstills=(*before, Standstill(since=since, until=now, over=over))[-MOST:])


def without_days(state: State, since: datetime, until: datetime, now: datetime) -> State:
    """Return the state without a booked meeting whose day was over between two moments, of those named last."""
    active = state.active
    over = [one.over for one in active.booked if one.over <= until] if active else []
    if active is None or not over or over[-1] <= since:
        return state
    return asked_in_time(state.with_(active=active.with_(booked=said_since(active, until))), now)


def by_calendar(state: State, moved: datetime) -> datetime:
    """Return when that really was. Nothing is asked while a clock stands still, so a time before its end was moved."""
    for one in reversed(state.standstills):
        if moved < one.until:
            moved -= one.until - one.since
    return moved


def shifted(state: State, length: timedelta, ends: timedelta = timedelta()) -> State:
    """Return the state with every time of its current phase moved by `length`, and ends to go back to by `ends`.

    Its own end is not moved. The question for an address does not wait for the end of a break, so it is not moved.
    """
    parts: dict[str, Any] = {
        name: _moved(part, length, ends)
        for name in ("seeking", "agreeing", "active", "closing")
        if (part := getattr(state, name)) is not None
    }
    return state.with_(**parts)


def _moved(value: Any, length: timedelta, ends: timedelta) -> Any:
    if isinstance(value, datetime):
        return later(value, length)
    if not isinstance(value, Durable):
        return value
    by = {name: ends if name in ENDS else length for name, _ in value if name not in BY_CALENDAR}
    return value.with_(**{name: _moved(getattr(value, name), each, ends) for name, each in by.items()})
