"""When the agreed time is over, and how much of it the goodbye takes."""

from datetime import UTC, datetime, timedelta

from schemas.rules import Rules
from schemas.state import State

SHARE = 4  # the goodbye takes at most this part of the time together
LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # a later date cannot be reckoned with; only old states hold one


def soonest_end(rules: Rules, now: datetime) -> datetime:
    """Return the nearest end that leaves two who begin at `now` time to meet and to say goodbye."""
    return now + timedelta(days=min(rules.closing_days, rules.duration_days))


def end_of(state: State, now: datetime) -> datetime:
    """Return when the time of two who begin at `now` is over: as the terms say, but never too near."""
    usual = now + timedelta(days=state.rules.duration_days)
    return max(state.ends or usual, soonest_end(state.rules, now))


def foreseen(state: State) -> datetime | None:
    """Return when the time together is over, as far as is known: a break moves its end, unless that was named in it."""
    pause = state.pause
    if state.ends is None or pause is None or pause.ends_named:
        return state.ends
    length = pause.until - pause.since
    return min(state.ends, LATEST - length) + length


def later(moment: datetime, length: timedelta) -> datetime:
    """Return a moment moved by a length, but not to where dates end."""
    return min(moment, LATEST) + length


def goodbye_length(state: State) -> timedelta:
    """Return how long before the end the goodbye begins: the programme's time, or a quarter of a short one."""
    usual = timedelta(days=state.rules.closing_days)
    if state.active is None or state.ends is None:
        return usual
    return min(usual, (state.ends - state.active.agreed) / SHARE)
