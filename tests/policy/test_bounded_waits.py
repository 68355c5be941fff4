"""Leave postpones letters, but neither help nor an end for as long as it lasts."""

from datetime import timedelta

import pytest

from policy.lifecycle import after
from policy.verdict import World, verdict
from schemas.names import NewsKind, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import judged, silent_until

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def ended_by_hr() -> Story:
    """Return a pair that HR ended, when its farewell is due."""
    story = under_way(Story(paired()))
    story.hears(HR, "close", outcome="ended_early")
    story.takes("closing")
    story.now = story.next.due
    return story


def farewell_of(story: Story, leave: timedelta) -> timedelta:
    """Return how much later than named the farewell is taken, while the mentee is on leave for so long."""
    named, back = story.next.due, story.next.due + leave
    while True:
        step = story.next
        story.now = max(story.now, step.due)
        outcome = verdict(story.state, step, story.now, World(away={MENTEE: back}))
        if outcome is None:
            return story.now - named
        story.state = after(story.state, step, outcome, story.now)


def test_a_farewell_waits_for_somebody_on_leave_a_while_but_not_for_half_a_year() -> None:
    """The mentor's place was once taken until a mentee was back from parental leave."""
    usual = timedelta(days=Rules().closing_days)
    assert timedelta(days=4) <= farewell_of(ended_by_hr(), 5 * DAY) <= timedelta(days=8)
    assert usual - DAY <= farewell_of(ended_by_hr(), 180 * DAY) <= usual + 4 * DAY


def test_a_pair_that_needs_help_does_not_wait_for_half_a_year_of_the_coordinators_leave() -> None:
    story = silent_until("task")
    assert judged(story, away={COORDINATOR: story.next.due + 180 * DAY}) is None
    short = judged(silent_until("task"), away={COORDINATOR: story.next.due + 7 * DAY})
    assert short
    assert short.because
    assert short.because.code is ReasonCode.ON_LEAVE


def test_the_question_for_an_address_does_not_wait_for_the_coordinators_holiday() -> None:
    """A pair once ended for want of an address that nobody had been asked for."""
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    assert story.next.kind is StepKind.UNREACHABLE
    assert judged(story, away={COORDINATOR: story.next.due + 28 * DAY}) is None


def test_a_break_does_not_put_off_the_question_for_an_address() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, NewsKind.UNREACHABLE)
    lost = story.state.unreachable_since
    story.hears(HR, "pause", until=story.now + 60 * DAY)
    story.passes(minutes=1)
    story.hears(HR, "resume")
    assert story.state.unreachable_since == lost
    assert story.state.phase is Phase.ACTIVE


@pytest.mark.parametrize("kind", ["resume", "pause"])
def test_leave_that_hr_ends_here_postpones_nothing_any_more(kind: str) -> None:
    """They were once welcomed back, and then asked nothing for two months."""
    story = under_way(Story(paired()))
    leave, sooner = story.now + 90 * DAY, story.now + 10 * DAY
    story.learns(MENTEE, "away", until=leave)
    story.takes("paused")
    story.passes(days=5)
    story.hears(HR, kind, until=sooner if kind == "pause" else None)
    story.goes_on_until("resumed")
    assert judged(story, away={MENTEE: leave}) is None
    story.learns(MENTEE, "away", until=story.now + 5 * DAY)
    assert story.state.pause, "but a leave that is reported later is a break again"
