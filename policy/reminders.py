"""Reminders of one open question: each at most once, and only the latest of those that are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from schemas.messages import Step
from schemas.names import Phase, StepKind
from schemas.state import State

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


def is_last(state: State, step: Step) -> bool:
    """Whether a letter is the last reminder; one that asks again at another address has all reminders after it."""
    asked, rules = state.seeking if state.phase is Phase.SEEKING else state.agreeing, state.rules
    if asked is None or asked.again:
        return False
    reminders = rules.reply_reminders if step.kind is StepKind.REQUEST_REMINDER else rules.agreement_reminders
    return step.key.nth - asked.numbered == len(reminders)


def nth_of(state: State, step: Step) -> int:
    """Return which of its kind a letter is: a request that is asked again is asked as if for the first time, and the
    reminders after it follow that letter."""
    asked = state.seeking if step.kind is StepKind.REQUEST_REMINDER else None
    if asked is None:
        return step.key.nth
    return step.key.nth - asked.numbered + (asked.numbered > 0 and not asked.again)
