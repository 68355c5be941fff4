"""How many meetings the two told of: the fewest that every "yes, we met" can be about.

Each yes is about a meeting since the one that was told of last when its letter was sent, so that what two people say of
one meeting, at whichever letters, counts once. A further yes never makes it fewer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from datetime import date

from schemas.meeting_told import MeetingTold


def meetings_told(told: Collection[MeetingTold]) -> int:
    """Return how many meetings these answers tell of: one for each booked day, and one for each time in which none of
    the others can have been."""
    in_order = sorted(told, key=lambda one: (one.at, one.day))
    moments = [one.at for one in in_order]
    booked = sorted({one.about for one in told if one.about})
    count, latest = len(booked), None
    for one in in_order:
        before_its_letter = bisect_left(moments, one.asked)
        last = in_order[before_its_letter - 1] if before_its_letter else None
        if one.about or _may_be_on_one_of(booked, one, last):
            continue
        since = one.asked if one.back else last and last.at
        if latest is None or (since and since >= latest):
            count, latest = count + 1, one.at
    return count


def _may_be_on_one_of(booked: Sequence[date], one: MeetingTold, last: MeetingTold | None) -> bool:
    """Whether a yes may be about a booked meeting: the latest day until then is since the one that was told of last."""
    until_then = bisect_right(booked, one.day)
    if not until_then:
        return False
    day = booked[until_then - 1]
    return one.asked.date() <= day if one.back else last is None or last.day < day
