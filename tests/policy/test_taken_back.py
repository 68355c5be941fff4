"""What an end that is taken back leaves behind: time together, nobody blamed, and the truth in every letter."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Role
from tests.policy.pairs import paired
from tests.policy.stories import Story, a_good_pair, under_way
from tests.policy.test_closing import lapsing
from tests.policy.test_more_time import good_until

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def near_the_end(days: int) -> Story:
    """Return a pair that meets all the time, so many days before its time is over."""
    story = under_way(Story(paired()))
    assert story.state.ends
    while story.next.due < story.state.ends - days * DAY:
        for words in a_good_pair(story.takes(), story.state):
            story.hears(step=story.taken[-1].key, **words)  # type: ignore[arg-type]
    story.now = max(story.now, story.state.ends - days * DAY)
    return story


# Time together


@pytest.mark.parametrize("closes", [False, True])
def test_an_end_that_time_brought_and_hr_takes_back_is_not_over_again_the_next_day(closes: bool) -> None:
    story = good_until("closing")
    story.passes(days=1)
    if closes:
        story.hears(HR, "close")
    story.passes(days=1)
    story.hears(HR, "resume")
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY
    story.takes("reopened")
    assert story.takes().kind in ("check_in", "review")


def test_a_goodbye_that_lasted_into_the_last_days_leaves_more_time_once_it_is_taken_back() -> None:
    story = near_the_end(17)
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=10)
    story.hears(HR, "resume")
    story.takes("reopened")
    assert story.next.kind != "closing"
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY


def test_an_answer_to_a_last_notice_in_the_last_days_leaves_more_time() -> None:
    story = lapsing()
    story.state = story.state.with_(ends=story.now + 5 * DAY)
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice="continue")
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY


def test_a_slip_in_the_last_days_that_nobody_heard_of_leaves_the_time_as_it_was() -> None:
    story = near_the_end(15)
    before = story.state.ends
    story.hears(HR, "close")
    story.passes(days=2)
    story.hears(HR, "resume")
    assert story.state.ends == before
