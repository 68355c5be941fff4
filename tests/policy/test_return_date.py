"""HR changes the return date of a break: the break that is there, and not one of its own beside it."""

from datetime import datetime, timedelta

import pytest

from schemas.failures import Failure
from schemas.names import PAIR, Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_more_time import asked
from tests.policy.test_pausing import on_a_break

MENTEE, MENTOR = PAIR
HR, COORDINATOR = Role.HR, Role.COORDINATOR


def absences(story: Story) -> dict[Role, datetime]:
    """Return who is away, and until when."""
    return story.state.pause.absences if story.state.pause else {}


@pytest.mark.parametrize("role", [HR, COORDINATOR])
@pytest.mark.parametrize("days", [5, 90])
def test_hr_changes_the_date_of_one_persons_break_which_stays_theirs(role: Role, days: int) -> None:
    story = on_a_break(MENTEE, days=30)
    until = story.now + timedelta(days=days)
    story.hears(role, "pause", until=until)
    assert absences(story) == {MENTEE: until}
    step = story.takes("paused")
    assert (step.reason.code, step.reason.until) == (ReasonCode.BREAK_CHANGED, until)
    story.hears(MENTEE, "resume", "paused/2")
    assert story.next.kind is StepKind.RESUMED
    assert story.next.due < story.now + timedelta(days=4)


def test_where_both_are_away_the_date_is_that_of_the_last_one_back() -> None:
    story = on_a_break(MENTEE, days=10)
    story.hears(MENTOR, "pause", until=story.now + timedelta(days=25))
    begins = absences(story)[MENTEE]
    later, sooner = story.now + timedelta(days=40), story.now + timedelta(days=5)
    story.hears(HR, "pause", until=later)
    assert absences(story) == {MENTEE: begins, MENTOR: later}
    story.hears(HR, "pause", until=sooner)
    assert absences(story) == {MENTEE: sooner, MENTOR: sooner}
    story.hears(HR, "pause", until=later)
    assert absences(story) == {MENTEE: later, MENTOR: later}


def test_a_break_that_hr_began_stays_that_of_hr_and_ends_when_hr_says() -> None:
    story = on_a_break(HR, days=10)
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=20))
    mine = absences(story)[MENTEE]
    later, sooner = story.now + timedelta(days=40), story.now + timedelta(days=15)
    story.hears(HR, "pause", until=later)
    assert absences(story) == {HR: later, MENTEE: mine}
    story.hears(HR, "pause", until=sooner)
    assert absences(story) == {HR: sooner, MENTEE: sooner}


def test_a_second_break_of_the_other_one_is_a_break_of_their_own() -> None:
    story = on_a_break(MENTEE, days=10)
    story.hears(MENTOR, "pause", until=story.now + timedelta(days=5))
    assert set(absences(story)) == {MENTEE, MENTOR}


def test_a_date_that_is_changed_back_before_its_letter_leaves_is_told_nobody() -> None:
    """Both got a letter about a "changed" break, with the date that they had known from the beginning."""
    story = on_a_break(MENTEE, days=30)
    known = absences(story)[MENTEE]
    story.hears(HR, "pause", until=known + timedelta(days=10))
    story.hears(HR, "pause", until=known)
    assert story.next.kind is StepKind.RESUMED
    later = known + timedelta(days=5)
    story.hears(HR, "pause", until=later)
    assert story.takes("paused").reason == Reason(code=ReasonCode.BREAK_CHANGED, until=later)


def test_a_break_ended_by_mistake_and_set_to_the_same_date_again_is_told_nobody() -> None:
    story = on_a_break(MENTEE, days=30)
    known = absences(story)[MENTEE]
    story.hears(MENTEE, "resume", "paused/1")
    story.hears(MENTEE, "pause", until=known)
    assert story.next.kind is StepKind.RESUMED
    assert story.next.due >= known


def test_a_break_that_ends_at_a_weekend_ends_on_its_day_although_the_letter_comes_on_monday() -> None:
    """The agreed end once moved on by three days, and pages went on to speak of a break."""
    story = under_way(Story(paired()))
    since, ends = story.now, story.state.ends
    saturday = since + timedelta(days=(5 - since.weekday()) % 7 + 21)
    story.hears(Role.HR, "pause", until=saturday)
    story.takes("paused")
    assert story.takes("resumed").due > saturday + timedelta(hours=12)
    assert ends
    assert story.state.ends == ends + (saturday - since)


def test_whoever_is_away_within_a_longer_break_can_change_their_own() -> None:
    """The longest break of the programme was once counted from the start of the other one's."""
    story = on_a_break(MENTOR, days=60)
    begun = story.now
    story.passes(days=50)
    story.hears(MENTEE, "pause", until=begun + timedelta(days=75))
    for days in (70, 76, 109):
        story.hears(MENTEE, "pause", until=begun + timedelta(days=days))
        assert absences(story)[MENTEE] == begun + timedelta(days=days)
    assert story.tries(MENTEE, "pause", until=begun + timedelta(days=111)) is Failure.BAD_DATE


def test_the_end_before_more_time_moves_by_the_days_of_the_break_however_late_its_letter_is() -> None:
    story = asked()
    before = story.state.ends
    assert before
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    story.passes(hours=1)
    saturday = story.now + timedelta(days=19 + (5 - (story.now + timedelta(days=19)).weekday()) % 7)
    story.hears(MENTOR, "pause", until=saturday)
    away = saturday - story.now
    story.takes("paused")
    story.takes("resumed")
    assert story.now - saturday > timedelta(days=1), "it goes out on Monday"
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.state.ends == before + away


def test_a_date_that_hr_sets_once_all_are_back_is_hrs_own_break() -> None:
    """Nobody who said "I am back" is then said to be away."""
    story = under_way(Story(paired()))
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=40))
    story.takes("paused")
    story.hears(MENTEE, "resume", "paused/1")
    story.hears(HR, "pause", until=story.now + timedelta(days=30))
    assert story.state.pause
    assert set(story.state.pause.away) == {HR}
    assert story.takes("paused").reason.code is ReasonCode.BREAK_CHANGED
    assert story.takes("resumed").due >= story.taken[-2].due + timedelta(days=25)


def test_hrs_date_is_gone_once_the_one_whose_date_it_was_is_back() -> None:
    story = under_way(Story(paired()))
    begin = story.now
    story.hears(MENTEE, "pause", until=begin + timedelta(days=20))
    story.hears(MENTOR, "pause", until=begin + timedelta(days=30))
    story.takes("paused")
    story.hears(HR, "pause", until=begin + timedelta(days=45))
    assert story.state.pause
    assert story.state.pause.dated_by_hr
    story.hears(MENTOR, "resume", "paused/1")
    assert story.state.pause
    assert story.state.pause.until == begin + timedelta(days=20)
    assert not story.state.pause.dated_by_hr


@pytest.mark.parametrize("way", ["a shorter leave is reported", "the other one asks for a shorter break"])
def test_a_date_that_hr_set_stays_hrs_while_the_break_ends_on_it(way: str) -> None:
    """The day that both had been told was forgotten: the search went on weeks before it."""
    story = on_a_break(MENTEE, days=10)
    until = story.now + timedelta(days=40)
    story.hears(HR, "pause", until=until)
    story.takes("paused")
    if "leave" in way:
        story.learns(MENTOR, "away", until=story.now + timedelta(days=6))
    else:
        story.hears(MENTOR, "pause", until=story.now + timedelta(days=6))
    pause = story.state.pause
    assert pause
    assert (pause.until, pause.dated_by_hr) == (until, True)


def test_it_is_not_hrs_any_more_once_the_break_ends_on_another_day() -> None:
    story = on_a_break(MENTEE, days=10)
    story.hears(HR, "pause", until=story.now + timedelta(days=20))
    story.takes("paused")
    story.learns(MENTOR, "away", until=story.now + timedelta(days=30))
    assert story.state.pause
    assert not story.state.pause.dated_by_hr


def test_a_mentees_break_whose_day_hr_moved_is_still_theirs_after_the_no_of_a_mentor_on_leave() -> None:
    story = Story(seeking(zones=("Europe/Berlin", "Asia/Tokyo")))
    story.takes("request")
    began = story.now
    story.hears(MENTEE, "pause", until=began + timedelta(days=20))
    story.takes("paused")
    story.hears(HR, "pause", until=began + timedelta(days=40))
    story.takes("paused")
    story.learns(MENTOR, "away", until=story.now + timedelta(days=6))
    story.hears(MENTOR, "decline", "request/1")
    story.passes(days=2)
    story.hears(MENTEE, "resume")
    assert story.takes("resumed").due < began + timedelta(days=10)
