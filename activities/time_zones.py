"""Turn the time-zone database into the plain offsets that decisions use."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schemas.reader import Offset, Reader

HORIZON = timedelta(days=550)


def clock_of(time_zone: str, now: datetime) -> Reader:
    """Return a person's clock for the current half-year and at least the year after it.

    Raises zoneinfo.ZoneInfoNotFoundError for a name that the database does not have.
    """
    half_year = datetime(now.year, 1 if now.month < 7 else 7, 1, tzinfo=UTC)
    return _clock(time_zone, half_year)


def known_clock(time_zone: str, now: datetime) -> Reader:
    """Return a person's clock; a time zone that the database no longer has counts as UTC."""
    try:
        return clock_of(time_zone, now)
    except ZoneInfoNotFoundError:
        return clock_of("UTC", now)


@lru_cache(maxsize=2048)
def _clock(time_zone: str, start: datetime) -> Reader:
    zone = ZoneInfo(time_zone)
    begin, end = start, start + HORIZON
    offsets = [Offset(since=begin, minutes=_minutes(zone, begin))]
    day = begin
    while day < end:
        after = day + timedelta(days=1)
        if _minutes(zone, after) != offsets[-1].minutes:
            change = _change(zone, day, after)
            offsets.append(Offset(since=change, minutes=_minutes(zone, change)))
        day = after
    return Reader(offsets=tuple(offsets))


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the minute between two instants at which the offset changes."""
    before = _minutes(zone, low)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _minutes(zone, middle) == before else (low, middle)
    return (high + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _minutes(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return round(offset.total_seconds() / 60) if offset else 0
