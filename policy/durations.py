"""Lengths of time as people say them."""

from datetime import timedelta

NAMED = {1: "every day", 7: "every week", 30: "every month"}


def every(days: int) -> str:
    """Return a rhythm in words: 14 is "every 2 weeks", 10 is "every 10 days"."""
    if days in NAMED:
        return NAMED[days]
    return f"every {days // 7} weeks" if days % 7 == 0 else f"every {days} days"


def a_while(span: timedelta) -> str:
    """Return a length of time in words, as coarse as its size: "3 days", "6 weeks", "4 months"."""
    for unit, days, limit in (("day", 1, 14), ("week", 7, 84), ("month", 30, 1200)):
        count = round(span.days / days)
        if span.days < limit:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{span.days // 365} years"
