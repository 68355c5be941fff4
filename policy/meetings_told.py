"""How many meetings the two told of: the fewest that every "yes, we met" can be about.

Each yes is about a meeting since the one that was told of last when its letter was sent, so that what two people say of
one meeting, at whichever letters, counts once. A further yes never makes it fewer.
"""

from collections.abc import Collection
from datetime import date

from schemas.meeting_told import MeetingTold


def meetings_told(told: Collection[MeetingTold]) -> int:
    """Return how many meetings these answers tell of: one for each booked day, and one for each time in which none of
    the others can have been."""
    booked = {one.about for one in told if one.about}
    others = [one for one in told if not one.about and not any(_may_be_on(day, one, told) for day in booked)]
    count, latest = len(booked), None
    for one in sorted(others, key=lambda one: one.at):
        last = _told_before(one, told)
        since = one.asked if one.back else last and last.at
        if latest is None or (since and since >= latest):
            count, latest = count + 1, one.at
    return count


def _may_be_on(day: date, one: MeetingTold, told: Collection[MeetingTold]) -> bool:
    """Whether a yes may be about the meeting that was booked for a day."""
    last = _told_before(one, told)
    is_since = one.asked.date() <= day if one.back else last is None or last.day < day
    return is_since and day <= one.day


def _told_before(one: MeetingTold, told: Collection[MeetingTold]) -> MeetingTold | None:
    """Return the meeting that had been told of last when a letter was sent."""
    return max((each for each in told if each.at < one.asked), key=lambda each: each.at, default=None)
