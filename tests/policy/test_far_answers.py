"""Days beyond all measure in an answer, also in one that is saved already, fail nothing and book nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from policy.hearing import hear
from policy.receipts import receipt
from schemas.failures import Failure
from schemas.names import AnswerKind, Choice, Met, Role
from schemas.rules import FURTHEST
from schemas.state import State
from tests.policy.booked import HR, MENTEE, MENTOR, active_of, asked, books, in_days, unanswered
from tests.policy.pairs import answer, paired, seeking
from tests.policy.stories import Story, under_way

DAY = timedelta(days=1)
DAYS = (date.min, date.min + DAY, date.max - DAY, date.max)
SAVED, OFF = "Your answer is saved.", "It was off already"
MOMENTS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def stories() -> dict[str, Story]:
    """Return a mentorship in each phase, in a break, and with a booked meeting."""
    found = {"seeking": Story(seeking()), "agreeing": Story(paired()), "active": unanswered(), "booked": asked()}
    found["seeking"].takes("request")
    found["agreeing"].goes_on_until("agreement")
    books(found["booked"], MENTEE, in_days(found["booked"], 12))
    away = found["away"] = unanswered()
    away.hears(MENTEE, "pause", until=away.now + 9 * DAY)
    found["closing"] = under_way(Story(paired()))
    found["closing"].hears(HR, "close", outcome="completed")
    found["closing"].goes_on_until("closing")
    return found


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("met", Met)
def test_a_booked_day_beyond_all_measure_books_nothing(day: date, met: Met, role: Role) -> None:
    for story in (unanswered(), asked()):
        key = story.taken[-1].key
        said = answer(1, role, AnswerKind.CHECK_IN, key, met=met, booked_on=day)
        after = hear(story.state, said, story.now)
        assert isinstance(after, State)
        assert after.active
        assert after.active.booked == ()
        assert receipt(said, story.state, after, story.now)


@pytest.mark.parametrize("role", [MENTEE, MENTOR])
@pytest.mark.parametrize(("day", "says"), [(day, SAVED if day < date(2000, 1, 1) else OFF) for day in DAYS])
def test_a_meeting_beyond_all_measure_is_called_off_and_the_booked_one_stays(day: date, says: str, role: Role) -> None:
    for days in (0, 12):
        story = asked()
        if days:
            books(story, MENTEE, in_days(story, days))
        said = answer(1, role, AnswerKind.ADJUST, story.taken[-1].key, choice=Choice.CALL_OFF, booked_on=day)
        after = hear(story.state, said, story.now)
        assert isinstance(after, State)
        assert after.active
        assert after.active.booked == active_of(story).booked
        assert receipt(said, story.state, after, story.now).startswith(says)


def test_a_meeting_within_ten_years_is_booked() -> None:
    story = asked()
    books(story, MENTEE, (story.now + FURTHEST).date())
    assert active_of(story).booked
    books(story, MENTEE, (story.now + FURTHEST).date() + DAY)
    assert not active_of(story).booked


@pytest.mark.parametrize("phase", stories())
def test_no_answer_fails_on_its_dates(phase: str) -> None:
    story = stories()[phase]
    ways = [(kind, choice) for kind in AnswerKind for choice in (None, *Choice)]
    for role in Role:
        for kind, choice in ways:
            for until, day in zip(MOMENTS, (date.min, date.max), strict=True):
                said = answer(
                    1,
                    role,
                    kind,
                    story.taken[-1].key,
                    choice=choice,
                    until=until,
                    booked_on=day,
                    draft=2,
                    met=Met.BOOKED,
                )
                after = hear(story.state, said, story.now)
                assert isinstance(after, Failure) or receipt(said, story.state, after, story.now)
