"""Times for people to read: in one time zone, which is always named."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

TOLD, READ = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d) UTC"), "%d %B %Y, %H:%M"  # see policy.reasons.dated


@dataclass(frozen=True)
class Clock:
    """The clock of one IANA time zone; an unknown zone is UTC."""

    zone: str = "UTC"

    @property
    def place(self) -> str:
        """The name of the zone, as in "Singapore time"."""
        return _place(self.zone)

    def moment(self, instant: datetime) -> str:
        """Return an instant to the minute, as in "5 Jan 2027, 17:00 (Singapore time)"."""
        return f"{self.plain(instant)} ({self.place})"

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


@lru_cache(maxsize=1024)
def _place(name: str) -> str:
    zone = _zone(name)
    if zone.utcoffset(datetime(2027, 1, 1, tzinfo=UTC)) is None or zone.key in ("UTC", "Etc/UTC"):
        return "UTC"
    city = get_timezone_location(zone.key, locale="en", return_city=True)
    return f"{city.rpartition('/')[2]} time"
