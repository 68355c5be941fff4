"""Read a submitted form: cleaned texts, known choices, and sentences for what is missing."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from gateway.pages.speech import Speech, speech_of

LINE, TEXT = 300, 3000
HALF_A_DAY = timedelta(hours=12)


class Form:
    """The fields of one form; `problems` collects what the reader has to correct, by field, in their language."""

    def __init__(self, fields: Mapping[str, str], say: Speech | None = None) -> None:
        self.fields = dict(fields)
        self.say = say or speech_of("en")
        self.problems: dict[str, str] = {}

    def text(self, name: str, limit: int = TEXT) -> str:
        """Return a text as typed; if it is too long, add a problem, so that nothing is cut off unnoticed."""
        value = self.fields.get(name, "").strip()
        if len(value) > limit:
            self.problems[name] = self.say("wrong.long", most=self.say.number(limit), count=self.say.number(len(value)))
        return value

    def lines(self, name: str, most: int) -> tuple[str, ...]:
        """Return the lines of a text, without empty ones."""
        lines = tuple(line.strip() for line in self.fields.get(name, "").splitlines() if line.strip())
        if len(lines) > most or any(len(line) > LINE for line in lines):
            self.problems[name] = self.say("wrong.lines", most=most, length=LINE)
        return lines

    def one_of(self, name: str, known: Sequence[str], problem: str) -> str:
        """Return a choice; if it is unknown or missing, add the given problem."""
        value = self.fields.get(name, "")
        if value not in known:
            self.problems[name] = problem
        return value

    def maybe(self, name: str, known: Sequence[str]) -> str:
        """Return a choice that may be left out."""
        value = self.fields.get(name, "")
        return value if value in known else ""

    def number(self, name: str, least: int, most: int, problem: str = "") -> int:
        """Return a whole number within its bounds."""
        value = self.fields.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,4}", value) and least <= int(value) <= most:
            return int(value)
        self.problems[name] = problem or self.say("wrong.number", least=least, most=most)
        return least

    def day(self, name: str, bounds: tuple[date, date]) -> date | None:
        """Return a day within its bounds; if it is anything else or missing, add a problem."""
        first, last = bounds
        try:
            day = date.fromisoformat(self.fields.get(name, "").strip())
        except ValueError:
            day = date.min
        if first <= day <= last:
            return day
        self.problems[name] = self.say("wrong.day", first=self.say.date(first), last=self.say.date(last))
        return None

    def maybe_day(self, name: str, bounds: tuple[date, date]) -> date | None:
        """Return a day that may be left out."""
        return self.day(name, bounds) if self.fields.get(name, "").strip() else None


def from_noon(moment: datetime, zone: tzinfo) -> date:
    """Return the first day whose noon is not before a moment."""
    return (moment + HALF_A_DAY).astimezone(zone).date()


def until_noon(moment: datetime, zone: tzinfo) -> date:
    """Return the last day whose noon is not after a moment."""
    return (moment - HALF_A_DAY).astimezone(zone).date()


def noon(day: date, zone: tzinfo) -> datetime:
    """Return noon of a day in the reader's zone, in UTC: in nearly all time zones it is that same day."""
    return datetime.combine(day, time(12), zone).astimezone(UTC)
