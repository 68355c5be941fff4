"""From which day on a mentor who said no would like to be asked again, and what that means for whoever names them."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from schemas.messages import Step
from schemas.names import StepKind
from schemas.reason import Reason, ReasonCode

DAY = timedelta(days=1)
NOON = time(12, tzinfo=UTC)


def days(today: date) -> tuple[date, date]:
    """Return the first and the last day that can be wished for: from tomorrow, for a year."""
    try:
        return today + DAY, today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today + DAY, today.replace(year=today.year + 1, day=28)


def begins(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins for whoever named it."""
    return datetime.combine(day, time(0), zone)


def too_soon(step: Step, until: datetime | None, day: date | None, now: datetime) -> Reason | None:
    """Return why a mentor is not asked now: they wished not to be before `day`, which begins at `until` where they are.

    The reason has noon UTC of that day, and is read in UTC everywhere: others must read the day that the mentor named.
    """
    if step.kind is not StepKind.REQUEST or until is None or day is None or until <= now:
        return None
    return Reason(code=ReasonCode.NOT_BEFORE_NEXT, until=datetime.combine(day, NOON))
