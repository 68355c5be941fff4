"""Lengths of time: multiples of a rhythm, and lengths in words."""

from datetime import timedelta

NAMED = {1: "every day", 7: "every week", 30: "every month", 31: "every month"}

LONGEST = 36600  # longest wait in days; only rules in old states have more


def multiple(days: int, times: float) -> timedelta:
    """Return a multiple of a rhythm, at most a hundred years."""
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
    """Return a number with its noun: "1 letter", "2 letters"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
