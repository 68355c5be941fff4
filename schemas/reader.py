"""A reader's UTC offsets as plain values, so that decisions need no time-zone database."""

from datetime import datetime

from schemas.value import Durable, Utc


class Offset(Durable):
    """From `since` on, local time is UTC plus `minutes`."""

    since: Utc
    minutes: int


class Reader(Durable):
    """The UTC offsets of one person's time zone, ascending; the first one also holds before it.

    An activity reads them from the time-zone database and the workflow keeps them,
    so a new release of that database cannot change the decisions of a replay.
    """

    offsets: tuple[Offset, ...]

    def minutes_at(self, instant: datetime) -> int:
        """Return the minutes that local time is ahead of UTC at `instant`."""
        minutes = self.offsets[0].minutes
        for offset in self.offsets:
            if offset.since > instant:
                break
            minutes = offset.minutes
        return minutes
