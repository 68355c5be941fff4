"""Pairs whose next meeting is booked."""

from datetime import UTC, date, datetime, timedelta

from schemas.messages import Step
from schemas.names import Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from schemas.state import Active
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)
RHYTHM = 21
FRIDAY, SATURDAY, MONDAY = 5, 6, 1


def asked(**rules: object) -> Story:
    """Return a pair that has just got its first check-in, which the mentor has answered."""
    story = unanswered(**rules)
    story.hears(MENTOR, "check_in", story.taken[-1].key, met="no")
    return story


def unanswered(**rules: object) -> Story:
    """Return a pair that has just got its first check-in."""
    story = under_way(Story(paired(Rules.model_validate(rules))))
    story.takes("check_in")
    return story


def in_days(story: Story, days: int) -> date:
    """Return the day in so many days."""
    return (story.now + days * DAY).date()


def on(story: Story, weekday: int, after: int) -> date:
    """Return the first such day of the week, at least so many days from now."""
    return next(day for ahead in range(7) if (day := in_days(story, after + ahead)).isoweekday() == weekday)


def books(story: Story, role: Role, day: date, met: str = "booked", step: str = "") -> None:
    """Let somebody say that a meeting is booked for a day."""
    story.hears(role, "check_in", step or story.taken[-1].key, met=met, booked_on=day)


def why(story: Story) -> ReasonCode:
    """Return why the next step comes."""
    return story.next.reason.code


def local_day(step: Step) -> date:
    """Return the day of a step in New York, where the mentee lives."""
    return (step.due - timedelta(hours=5)).date()


def active_of(story: Story) -> Active:
    """Return the loop."""
    assert story.state.active
    return story.state.active


def noon(day: date) -> datetime:
    """Return the moment that stands for a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def kind_of(story: Story) -> StepKind:
    """Return what comes next."""
    return story.next.kind
