"""Times for people to read: in one time zone, which is always named."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from letters.voice import place, voice_of

TOLD, READ = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d) UTC"), "%d %B %Y, %H:%M"  # see policy.reasons.dated


@dataclass(frozen=True)
class Clock:
    """The clock of one IANA time zone; an unknown zone is UTC."""

    zone: str = "UTC"

    @property
    def place(self) -> str:
        """The name of the zone at present, as in "Singapore time"."""
        return self._place(datetime.now(UTC))

    def _place(self, instant: datetime) -> str:
        return place(voice_of("en", self.zone), instant)

    def moment(self, instant: datetime) -> str:
        """Return an instant to the minute, as in "5 Jan 2027, 17:00 (Singapore time)"."""
        return f"{self.plain(instant)} ({self._place(instant)})"

    def plain(self, instant: datetime) -> str:
        """Return an instant to the minute, for places that name the zone nearby, as in "5 Jan 2027, 17:00"."""
        return f"{instant.astimezone(_zone(self.zone)):%-d %b %Y, %H:%M}"

    def day(self, instant: datetime) -> str:
        """Return the date of an instant, as in "5 Jan 2027"."""
        return f"{instant.astimezone(_zone(self.zone)):%-d %b %Y}"

    def retold(self, sentence: str) -> str:
        """Return a sentence of the API with its times in UTC converted to this clock."""
        return TOLD.sub(lambda found: self.moment(datetime.strptime(found[1], READ).replace(tzinfo=UTC)), sentence)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
