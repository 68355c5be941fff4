"""Reminders of one open question: each at most once, and only the latest of those that are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

LEAVES = timedelta(hours=12)  # time left to answer; a later reminder would come too late to be useful


def reminder_due(
    asked: datetime, days: Sequence[int], sent: int, now: datetime, limit: datetime
) -> tuple[int, datetime] | None:
    """Return the number of the next reminder and when it is due; None if there is none left before the limit.

    `days` are ascending and count from `asked`. After an outage, only the latest reminder
    that is due is sent; the earlier ones are skipped.
    """
    waiting = [(number, asked + timedelta(days=day)) for number, day in enumerate(days, 1) if number > sent]
    overdue = [entry for entry in waiting if entry[1] <= now]
    number, due = overdue[-1] if overdue else waiting[0] if waiting else (0, limit)
    return (number, due) if max(due, now) + LEAVES <= limit else None
