"""A meeting between the end of a break and the letter that says so: the pages of both ask about its day."""

from datetime import timedelta

from schemas.names import AnswerKind, Met, StepKind
from tests.gateway.page_at import HR, MENTEE, MENTOR, began, seen

DAY = timedelta(days=1)


def test_both_are_asked_about_the_same_meeting_also_once_one_of_them_has_told_of_it() -> None:
    """The letter came on Monday, and threw away the day of a meeting on Sunday."""
    at = began().unanswered(StepKind.CHECK_IN)
    friday = next(day for ahead in range(7, 14) if (day := at.now + ahead * DAY).isoweekday() == 5)
    sunday = (friday + 2 * DAY).date()
    at = at.hears(MENTOR, AnswerKind.CHECK_IN, met=Met.BOOKED, booked_on=sunday)
    at = at.hears(HR, AnswerKind.PAUSE, step=None, until=friday.replace(hour=20)).unanswered(StepKind.RESUMED)
    told = at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.YES, about=sunday)
    for stands in (at, told):
        field = seen(stands, MENTOR).soup.select_one("input[name=about]")
        assert field
        assert field["value"] == str(sunday)
