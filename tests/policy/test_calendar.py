"""What happened keeps its date: a break moves what is due, not the past."""

from datetime import timedelta

from policy.durations import length
from policy.engagement import judge
from policy.reasons import sentence
from schemas.names import PAIR, Health, Role
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
    reason = judge(story.state, story.now).reasons[0]
    assert reason.paused == story.taken[-1].due.toordinal() - (reported + 5 * DAY).toordinal()


def test_a_pair_on_a_break_is_said_to_be_on_one_and_a_pair_without_one_is_not() -> None:
    story = met()
    story.passes(days=5)
    assert judge(story.state, story.now).reasons[0].paused is None
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.passes(days=20)
    assert judge(story.state, story.now).reasons[0].paused == 20


def test_a_goodbye_is_no_break() -> None:
    story = met()
    story.hears(HR, "close")
    story.passes(days=5)
    assert judge(story.state, story.now).reasons[0].paused is None


def test_a_meeting_reported_in_a_break_has_the_date_on_which_it_was_reported() -> None:
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.passes(days=20)
    story.hears(MENTEE, "check_in", step.key, met="yes")
    assert story.state.active
    assert story.state.active.reported == story.now


def test_a_break_does_not_shorten_the_time_without_a_meeting() -> None:
    """A pair that began four weeks ago, two of them a break, was once said not to have met for two weeks."""
    story = under_way(Story(paired()))
    began = story.now
    story.passes(days=2)
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.goes_on_until("resumed")
    story.passes(days=20)
    reason = judge(story.state, story.now).reasons[0]
    assert (reason.code, reason.days) == (ReasonCode.NO_MEETING, (story.now - began).days)


def test_a_break_does_not_shorten_anybodys_silence() -> None:
    story = met()
    heard = story.now
    story.passes(days=5)
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    nudge = story.goes_on_until("nudge")
    assert nudge.reason.code is ReasonCode.SILENCE
    assert nudge.reason.days == (story.now - heard).days > 60


def test_whoever_reads_of_a_silence_reads_how_much_of_it_was_a_break() -> None:
    """The coordinator once read of four months without an answer, three of them a break and leave."""
    story = met()
    story.passes(days=5)
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    began = story.now
    over = story.goes_on_until("resumed").due
    nudge = story.goes_on_until("nudge")
    assert nudge.reason.paused == (over - began).days
    assert f"(paused for {length(nudge.reason.paused)})" in sentence(nudge.reason)


def test_a_silence_without_a_break_is_said_as_it_is() -> None:
    story = met()
    assert story.goes_on_until("nudge").reason.paused is None


def test_who_agrees_in_a_break_has_begun_on_that_day() -> None:
    story = Story(paired())
    story.goes_on_until("agreement")
    story.hears(HR, "pause", until=story.now + 30 * DAY)
    story.passes(days=10)
    for role in PAIR:
        story.hears(role, "agree", story.taken[-1].key)
    assert story.state.active
    assert story.state.active.began == story.now
