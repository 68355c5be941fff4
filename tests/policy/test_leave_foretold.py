"""Leave that HR reports beforehand is in every date that is named, not only in the letter that then comes later."""

from datetime import datetime, timedelta

import pytest

from policy.card import card_of
from schemas.names import PAIR, Phase, Role
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_closing import asked
from tests.policy.test_verdict import judged, silent_until

MENTEE, MENTOR, COORDINATOR, HR = *PAIR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def parting() -> Story:
    """Return a pair in its goodbye."""
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=1)
    return story


def until(story: Story) -> datetime:
    """Return until when thanks can be written."""
    by = card_of(story.state, story.now).answer_by
    assert by
    return by


@pytest.mark.parametrize("who", PAIR)
def test_a_farewell_waits_for_leave_from_the_day_on_which_it_is_reported(who: Role) -> None:
    """Whoever came home a week later once read all the time that it would be too late for their thanks."""
    story = parting()
    back = until(story) + 9 * DAY
    story.learns(who, "away", until=back)
    assert until(story) == back
    assert story.next.due >= back
    assert judged(story, away={who: back}) is None, "and comes then"


def test_it_waits_as_long_again_as_a_goodbye_takes_at_most() -> None:
    story = parting()
    latest = until(story) + story.state.rules.closing_days * DAY
    story.learns(MENTOR, "away", until=latest + 50 * DAY)
    story.learns(MENTEE, "away", until=latest + 60 * DAY)
    assert until(story) == latest
    assert story.next.due - latest < 4 * DAY
    assert judged(story, away={MENTOR: latest + 50 * DAY}) is None


@pytest.mark.parametrize("how", ["back", "shorter", "over"])
def test_it_comes_as_before_once_they_are_back(how: str) -> None:
    story = parting()
    before = (until(story), story.next)
    story.learns(MENTOR, "away", until=before[0] + 9 * DAY)
    kind = "back" if how == "back" else "away"
    story.learns(MENTOR, kind, until=story.now + {"back": 0, "shorter": 3, "over": -1}[how] * DAY)
    assert (until(story), story.next) == before


def test_once_both_have_said_thanks_it_waits_for_nobody() -> None:
    story = parting()
    story.learns(MENTOR, "away", until=until(story) + 9 * DAY)
    for role in PAIR:
        story.hears(role, "thank", "closing/1", note=True)
    assert story.next.due - story.now < 4 * DAY


def test_leave_that_a_break_stood_for_counts_in_the_goodbye_that_ends_the_break() -> None:
    by_hr, by_mentee = asked(), asked()
    for story in (by_hr, by_mentee):
        back = story.now + 40 * DAY
        story.learns(MENTOR, "away", until=back)
        story.takes("paused")
    by_hr.hears(HR, "close")
    by_mentee.hears(MENTEE, "adjust", "check_in/1", choice="close")
    for story in (by_hr, by_mentee):
        story.takes("closing")
        assert until(story) > story.now + story.state.rules.closing_days * DAY


def test_leave_is_over_for_a_goodbye_that_is_taken_back() -> None:
    story = parting()
    story.learns(MENTOR, "away", until=until(story) + 9 * DAY)
    story.hears(HR, "resume")
    assert story.state.phase is Phase.ACTIVE
    story.learns(MENTOR, "back")
    story.hears(HR, "close")
    story.takes("closing")
    assert until(story) - story.now <= story.state.rules.closing_days * DAY


def test_a_task_waits_for_the_coordinators_leave_from_the_day_on_which_it_is_reported() -> None:
    story = silent_until("task")
    due = story.next.due
    story.learns(COORDINATOR, "away", until=due + 6 * DAY)
    assert story.next.due >= due + 6 * DAY
    assert judged(story, away={COORDINATOR: due + 6 * DAY}) is None


@pytest.mark.parametrize("then", ["back", "another", "long"])
def test_it_does_not_wait_for_a_coordinator_who_is_back_or_replaced_or_away_for_too_long(then: str) -> None:
    story = silent_until("task")
    before = story.next
    days = story.state.rules.task_days + 1 if then == "long" else 6
    story.learns(COORDINATOR, "away", until=before.due + days * DAY)
    if then == "back":
        story.learns(COORDINATOR, "back")
    if then == "another":
        story.learns(COORDINATOR, "moved", replaced=True, reader=story.state.readers[COORDINATOR])
    assert story.next == before


def test_leave_of_the_coordinator_stops_nobody_elses_clock() -> None:
    story = under_way(Story(paired()))
    before = story.next
    story.learns(COORDINATOR, "away", until=story.now + 60 * DAY)
    assert (story.next, story.state.pause) == (before, None)
