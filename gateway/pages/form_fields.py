"""Reading a pressed form: cleaned texts, known choices, and sentences for what is missing."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

LINE, TEXT = 300, 3000


class Form:
    """The fields of one press; `problems` collects what the reader has to put right, by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        self.problems: dict[str, str] = {}

    def text(self, name: str, limit: int = TEXT) -> str:
        """Return a text as typed; too long is a problem, so that nothing is cut off unnoticed."""
        value = self.fields.get(name, "").strip()
        if len(value) > limit:
            self.problems[name] = f"Please shorten this to {limit} characters; it has {len(value)} now."
        return value

    def lines(self, name: str, most: int) -> tuple[str, ...]:
        """Return the lines of a text, without empty ones."""
        lines = tuple(line.strip() for line in self.fields.get(name, "").splitlines() if line.strip())
        if len(lines) > most or any(len(line) > LINE for line in lines):
            self.problems[name] = f"Please give at most {most} lines of at most {LINE} characters each."
        return lines

    def one_of(self, name: str, known: Sequence[str], problem: str) -> str:
        """Return a choice; anything unknown, or nothing, is the given problem."""
        value = self.fields.get(name, "")
        if value not in known:
            self.problems[name] = problem
        return value

    def maybe(self, name: str, known: Sequence[str]) -> str:
        """Return a choice that may be left open."""
        value = self.fields.get(name, "")
        return value if value in known else ""

    def number(self, name: str, least: int, most: int) -> int:
        """Return a whole number within its bounds."""
        value = self.fields.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,4}", value) and least <= int(value) <= most:
            return int(value)
        self.problems[name] = f"Please give a number from {least} to {most}."
        return least

    def day(self, name: str, clock: datetime, zone: tzinfo, most_days: int) -> datetime:
        """Return noon of a day to come in the reader's zone, in UTC: for nearly everybody it is that same day."""
        first, last = day_bounds(clock, zone, most_days)
        try:
            day = date.fromisoformat(self.fields.get(name, "").strip())
        except ValueError:
            day = date.min
        if not first <= day <= last:
            self.problems[name] = f"Please choose a day from {first:%-d %B} to {last:%-d %B %Y}."
            return clock
        return datetime.combine(day, time(12), zone).astimezone(UTC)


def day_bounds(clock: datetime, zone: tzinfo, most_days: int) -> tuple[date, date]:
    """Return the first and the last day on which a break may end."""
    today, last = clock.astimezone(zone), (clock + timedelta(days=most_days, hours=-12)).astimezone(zone)  # noon counts
    return (today + timedelta(days=1)).date(), last.date()
