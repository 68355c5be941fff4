"""Check the dates that HR sends: in the future, and at most ten years from now."""

from collections.abc import Mapping
from datetime import date, datetime

from gateway.http.problems import invalid
from schemas.shown import Fault

YEARS = 10  # within schemas.rules.FURTHEST, so that the workflow accepts what is accepted here


def check_days(days: Mapping[str, datetime | None], now: datetime) -> None:
    """Raise Problem 422 with the JSON pointer of every date that has passed or is too far ahead."""
    faults = [_fault(pointer, day, now) for pointer, day in days.items() if day]
    if found := [fault for fault in faults if fault]:
        raise invalid(*found)


def _fault(pointer: str, day: datetime, now: datetime) -> Fault | None:
    if day <= now:
        return Fault(detail=f"Must be in the future: {day:%Y-%m-%dT%H:%M:%SZ} has passed.", pointer=pointer)
    latest = latest_day(now)
    if day.date() > latest:
        return Fault(detail=f"Must be at most ten years from now: {latest} or earlier.", pointer=pointer)
    return None


def latest_day(now: datetime) -> date:
    """Return the last day that is accepted; ten years after 29 February it is the 28th."""
    year = now.year + YEARS
    day = 28 if (now.month, now.day) == (2, 29) else now.day
    return date(year, now.month, day)
