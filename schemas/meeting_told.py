"""A meeting that one of the two told of."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from schemas.value import Value


class MeetingTold(Value):
    """A "yes, we met" that holds, whoever of the two said it."""

    asked: datetime  # when the letter was sent whose page was answered
    back: bool  # that letter was a welcome back: it asks about the time since
    at: datetime  # when they first said so
    day: date  # the same by their own calendar
    about: date | None = None  # the booked day that their page asked about


def as_told(rows: Iterable[Mapping[str, Any]]) -> list[MeetingTold]:
    """Return what a query answers as values."""
    return [MeetingTold.model_validate(row) for row in rows]
