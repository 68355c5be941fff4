"""What happened keeps its date: a break moves what is due, not the past."""

from datetime import timedelta

from policy.engagement import judge
from schemas.names import Health, Role
from schemas.reason import ReasonCode
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, HR = Role.MENTEE, Role.HR
DAY = timedelta(days=1)


def met() -> Story:
    """Return a pair that has just reported a meeting."""
    story = under_way(Story(paired()))
    story.goes_on_until("check_in")
    story.hears(MENTEE, "check_in", story.taken[-1].key, met="yes")
    return story


def days_ago(story: Story) -> int | None:
    reason = judge(story.state, story.now).reasons[0]
    assert reason.code is ReasonCode.MET_AGO
    return reason.days


def test_a_meeting_stays_as_long_ago_as_it_was_when_a_break_ends() -> None:
    """After a break of sixty days it was once said to have been reported five days ago."""
    story = met()
    reported = story.now
    story.passes(days=5)
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.passes(days=20)
    assert days_ago(story) == 25
    story.goes_on_until("resumed")
    assert days_ago(story) == (story.now - reported).days
    assert judge(story.state, story.now).health is Health.ON_TRACK, "but the break is not held against them"
    assert story.state.active
    assert story.state.active.reported == reported


def test_a_meeting_reported_in_a_break_has_the_date_on_which_it_was_reported() -> None:
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.passes(days=20)
    story.hears(MENTEE, "check_in", step.key, met="yes")
    assert story.state.active
    assert story.state.active.reported == story.now
