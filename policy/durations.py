"""Lengths of time: multiples of a rhythm, and as people say them."""

from datetime import timedelta

NAMED = {1: "every day", 7: "every week", 30: "every month", 31: "every month"}

LONGEST = 36600  # days that anybody is waited for; only rules of old states ask for more


def multiple(days: int, times: float) -> timedelta:
    """Return so many times a rhythm; beyond all measure, a hundred years."""
    return timedelta(days=days) * times if days * times < LONGEST else timedelta(days=LONGEST)


def every(days: int) -> str:
    """Return a rhythm in words: 14 is "every 2 weeks", 10 is "every 10 days"."""
    if days in NAMED:
        return NAMED[days]
    return f"every {days // 7} weeks" if days % 7 == 0 else f"every {days} days"


def length(days: int) -> str:
    """Return a length of time in words, never rounded: "1 day", "20 days", "3 weeks"."""
    return counted(days // 7, "week") if days and days % 7 == 0 else counted(days, "day")


def counted(number: int, thing: str) -> str:
    """Return so many of a thing: "1 letter", "2 letters"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
