"""A faster rhythm holds from the day on which it is chosen: nobody is late by it before."""

from datetime import datetime, timedelta

import pytest

from policy.engagement import health_changes, judge
from schemas.names import PAIR, Health, Role, StepKind
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way, up_to_review
from tests.policy.test_exact_moments import asked
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR = PAIR
DAY = timedelta(days=1)


def chosen(after: int, who: tuple[Role, ...] = PAIR) -> Story:
    """Return a pair that met each month, and so many days after a meeting chose to meet each week."""
    story = asked(cadence_days=28)
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", rating=5)
    story.passes(days=after)
    assert judge(story.state, story.now).health is Health.ON_TRACK
    for role in who:
        story.hears(role, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    return story


def fares(story: Story, at: datetime) -> Health:
    return judge(story.state, at).health


@pytest.mark.parametrize("who", [PAIR, (MENTEE,)])
@pytest.mark.parametrize("after", [10, 20, 27])
def test_a_pair_that_chooses_to_meet_more_often_is_not_quiet_or_at_risk_at_once(
    after: int, who: tuple[Role, ...]
) -> None:
    story = chosen(after, who)
    expected = {0: Health.ON_TRACK, 10: Health.ON_TRACK, 11: Health.LATE, 14: Health.QUIET, 21: Health.AT_RISK}
    assert {days: fares(story, story.now + days * DAY) for days in expected} == expected


def test_lists_turn_at_the_same_moments_and_the_reason_still_counts_from_the_meeting() -> None:
    story = chosen(20)
    changes = health_changes(story.state)
    assert changes == (story.now + 10.5 * DAY, story.now + 14 * DAY, story.now + 21 * DAY)
    assert judge(story.state, story.now).reasons[0].days == 20


def test_a_pair_that_never_met_is_late_by_a_faster_rhythm_as_well_only_from_then_on() -> None:
    story = asked(cadence_days=28)
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    assert fares(story, story.now + 10 * DAY) is Health.NEW
    assert fares(story, story.now + 11 * DAY) is Health.LATE


def test_a_slower_rhythm_makes_nobody_well_at_once() -> None:
    story = asked(cadence_days=28)
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", rating=5)
    story.passes(days=3 * 28 + 1)
    before = judge(story.state, story.now).health
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=29)
    assert before is Health.AT_RISK
    assert judge(story.state, story.now).health is not Health.ON_TRACK


@pytest.mark.parametrize("kind", ["nudge", "last_notice"])
def test_whoever_asks_for_a_slower_rhythm_is_not_asked_sooner(kind: str) -> None:
    """After a last notice, "every six weeks" once brought the next question in one."""
    slower, same = silent_until(kind), silent_until(kind)
    for story, words in ((slower, {"choice": "cadence", "cadence_days": 42}), (same, {"choice": "continue"})):
        step = story.takes(kind)
        story.passes(days=1)
        story.hears(Role.MENTOR, "adjust", step.key, **words)
    assert question(slower) >= question(same)


def question(story: Story) -> datetime:
    """Return when the next question is due."""
    while story.next.kind is StepKind.REOPENED:
        story.takes()
    return story.next.due


def reviewed() -> Story:
    """Return a pair that was asked to look back, of whom one chose to meet each week, and the other still has time."""
    story = under_way(Story(paired()))
    review = up_to_review(story)
    story.hears(MENTEE, "adjust", review.key, choice="cadence", cadence_days=7)
    return story


def test_a_faster_rhythm_counts_only_from_when_it_can_be_asked_for() -> None:
    """Both did all in time, and the pair was once late, quiet and at risk while nothing was asked."""
    story = reviewed()
    asked_on = story.next.due
    assert story.next.kind is StepKind.CHECK_IN
    assert asked_on - story.now > 14 * DAY
    assert fares(story, asked_on + 10 * DAY) is Health.ON_TRACK
    assert fares(story, asked_on + 11 * DAY) is Health.LATE


def test_it_counts_as_soon_as_the_other_one_has_answered() -> None:
    story = reviewed()
    story.passes(days=1)
    story.hears(MENTOR, "adjust", story.taken[-1].key, choice="continue")
    assert story.next.due - story.now < 7 * DAY
    assert fares(story, story.now + 11 * DAY) is Health.LATE
