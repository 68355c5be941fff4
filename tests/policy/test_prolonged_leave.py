"""Leave that HR makes longer is still leave: nobody is said to have asked for it, and news of their return ends it."""

from datetime import datetime, timedelta

import pytest

from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR, DAY = Role.MENTEE, Role.MENTOR, Role.HR, timedelta(days=1)


def on_leave(role: Role, tell: bool = True) -> Story:
    """Return a pair of whom one is on leave, which HR has made longer; both were told of it first, or not."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.learns(role, "away", until=story.now + 20 * DAY)
    if tell:
        story.takes("paused")
    story.hears(HR, "pause", until=story.now + 40 * DAY)
    return story


def on_their_own_break(days: int) -> tuple[Story, datetime]:
    """Return a pair of whom the mentor asked for a break, and since when; both were told of it."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    began = story.now
    story.hears(MENTOR, "adjust", "check_in/1", choice="pause", until=began + days * DAY)
    story.takes("paused")
    return story, began


@pytest.mark.parametrize("role", PAIR)
def test_nobody_is_said_to_have_asked_for_it(role: Role) -> None:
    story = on_leave(role)
    assert story.state.pause
    assert (story.state.pause.wished, tuple(story.state.pause.away)) == ((), (role,))
    assert story.takes("paused").reason.code is ReasonCode.BREAK_CHANGED
    assert story.takes("resumed").due - story.now < DAY


def test_a_first_letter_gives_the_leave_as_its_reason() -> None:
    reason = on_leave(MENTOR, tell=False).takes("paused").reason
    assert (reason.code, reason.who) == (ReasonCode.ON_LEAVE, (MENTOR,))


def test_news_that_they_are_back_ends_it_as_it_ends_leave() -> None:
    story = on_leave(MENTOR)
    story.takes("paused")
    story.learns(MENTOR, "back")
    assert story.next.kind is StepKind.RESUMED
    assert story.next.due - story.now < 4 * DAY


def test_whoever_then_asks_for_a_break_of_their_own_has_asked_for_it() -> None:
    story = on_leave(MENTOR)
    story.takes("paused")
    story.hears(MENTOR, "adjust", "check_in/1", choice="pause", until=story.now + 50 * DAY)
    assert story.state.pause
    assert story.state.pause.wished == (MENTOR,)


def test_a_break_that_one_asked_for_and_hr_made_longer_is_still_theirs() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTEE, "adjust", "check_in/1", choice="pause", until=story.now + 20 * DAY)
    story.hears(HR, "pause", until=story.now + 40 * DAY)
    assert story.state.pause
    assert story.state.pause.wished == (MENTEE,)
    story.learns(MENTEE, "back")
    assert story.state.pause.until > story.now + 30 * DAY


def test_leave_that_outlasts_a_break_of_their_own_is_what_hr_makes_longer() -> None:
    story, began = on_their_own_break(10)
    story.learns(MENTOR, "away", until=began + 20 * DAY)
    story.takes("paused")
    story.now = began + 12 * DAY
    story.hears(HR, "pause", until=began + 40 * DAY)
    assert story.state.pause
    assert story.state.pause.wished == ()
    story.learns(MENTOR, "back")
    assert story.next.kind is StepKind.RESUMED


def test_they_may_ask_for_a_whole_break_of_their_own() -> None:
    story = on_leave(MENTOR)
    story.takes("paused")
    story.passes(days=30)
    story.hears(MENTOR, "adjust", "check_in/1", choice="pause", until=story.now + 59 * DAY)
    assert story.state.pause
    assert story.state.pause.wished == (MENTOR,)


def test_a_break_of_their_own_that_waits_for_its_letter_is_still_theirs() -> None:
    story, began = on_their_own_break(10)
    story.now = began + timedelta(days=10, hours=1)
    story.hears(HR, "pause", until=began + 40 * DAY)
    assert story.state.pause
    assert story.state.pause.wished == (MENTOR,)


def test_news_that_leave_is_over_leaves_a_break_of_their_own_that_goes_on() -> None:
    story, began = on_their_own_break(30)
    story.learns(MENTOR, "away", until=began + 33 * DAY)
    story.hears(HR, "pause", until=began + 40 * DAY)
    story.now = began + 5 * DAY
    story.learns(MENTOR, "back")
    assert story.state.pause
    assert story.state.pause.until >= began + 30 * DAY
