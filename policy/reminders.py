"""Reminders of one open question: each at most once, and none that a later one has overtaken."""

from collections.abc import Sequence
from datetime import datetime, timedelta

LEAVES = timedelta(hours=12)  # to answer in; a later reminder would only announce that it is too late


def reminder_due(
    asked: datetime, days: Sequence[int], sent: int, now: datetime, limit: datetime
) -> tuple[int, datetime] | None:
    """Return the number of the next reminder and when it is due; None when there is none left before the limit.

    `days` rise and count from `asked`. After an outage only the latest reminder
    that has come due is left; the ones before it have lost their meaning.
    """
    waiting = [(number, asked + timedelta(days=day)) for number, day in enumerate(days, 1) if number > sent]
    overdue = [entry for entry in waiting if entry[1] <= now]
    number, due = overdue[-1] if overdue else waiting[0] if waiting else (0, limit)
    return (number, due) if max(due, now) + LEAVES <= limit else None
