"""Whoever is away while a last notice runs is not silent, and whoever leaves is bidden a proper goodbye."""

from datetime import timedelta

import pytest

from policy.receipts import receipt
from policy.verdict import World, verdict
from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from tests.policy.pairs import answer, paired
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import judged, settled

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAY = timedelta(days=1)


def noticed() -> Story:
    """Return a silent pair, a day after its last notice."""
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    story.passes(days=1)
    return story


@pytest.mark.parametrize("who", PAIR)
def test_leave_that_becomes_known_after_the_last_notice_is_a_break(who: Role) -> None:
    """The farewell once came in the minute in which they were back, because "nobody answered"."""
    story = noticed()
    back = story.now + 20 * DAY
    story.learns(who, "away", until=back)
    assert story.takes("paused").to == PAIR
    assert story.takes("resumed").due >= back
    assert story.state.phase is Phase.ACTIVE
    assert story.next.kind in (StepKind.CHECK_IN, StepKind.NUDGE, StepKind.REVIEW)
    assert story.next.due - back >= story.state.cadence_days * DAY


def test_news_of_two_who_are_away_is_one_break() -> None:
    story = noticed()
    for who in PAIR:
        story.learns(who, "away", until=story.now + 20 * DAY)
    assert story.takes("paused").key == "paused/1"
    story.takes("resumed")


def test_a_leave_of_some_hours_is_told_as_an_end_that_does_not_come() -> None:
    story = noticed()
    story.learns(MENTOR, "away", until=story.now + timedelta(hours=3))
    story.takes("resumed")
    assert story.state.phase is Phase.ACTIVE


def test_a_leave_that_is_over_already_takes_no_last_notice_back() -> None:
    story = noticed()
    story.learns(MENTOR, "away", until=story.now - DAY)
    assert story.state.phase is Phase.CLOSING


@pytest.mark.parametrize("who", [HR, MENTEE, Role.COORDINATOR])
def test_a_break_can_be_asked_for_after_the_last_notice(who: Role) -> None:
    story, until = noticed(), noticed().now + 30 * DAY
    before = story.state
    story.hears(who, "pause", until=until)
    assert story.state.pause
    said = receipt(answer(1, who, "pause", until=until), before, story.state, story.now)
    assert said.startswith("A break until")
    assert story.takes("paused").to == PAIR


def test_a_break_without_a_date_leaves_the_last_notice_as_it_is() -> None:
    assert noticed().tries(HR, "pause") is Failure.BAD_DATE


def test_a_goodbye_that_somebody_wished_for_knows_no_break() -> None:
    story = noticed()
    story.hears(HR, "close")
    assert story.tries(HR, "pause", until=story.now + 9 * DAY) is Failure.TOO_LATE


def test_leave_that_only_the_roster_knows_when_the_farewell_is_due_is_a_break_too() -> None:
    story = noticed()
    back = story.next.due + 20 * DAY
    settled(story, judged(story, away={MENTOR: back}))
    story.takes("paused")
    assert story.takes("resumed").due >= back
    assert story.state.phase is Phase.ACTIVE


def test_whoever_is_away_when_a_proper_farewell_is_due_gets_it_once_they_are_back() -> None:
    story = noticed()
    story.hears(HR, "close")
    story.takes("closing")
    back = story.next.due + 10 * DAY
    settled(story, judged(story, away={MENTOR: back}))
    assert story.takes("farewell").due >= back


def test_a_partner_who_leaves_after_the_last_notice_is_told_of_with_time_for_thanks() -> None:
    """The other one once heard of it in the farewell, while their "we go on" was refused."""
    story = noticed()
    story.learns(MENTOR, "left")
    step = story.takes("closing")
    assert (step.key, step.to, step.reason.code) == ("closing/2", (MENTEE,), ReasonCode.HAS_LEFT)
    left, until = story.now, story.next.due
    assert until - left >= Rules().closing_days * DAY - DAY
    story.hears(MENTEE, "thank", step.key, note=True)
    assert story.takes("farewell").due < until
    assert story.state.outcome is Outcome.LEFT


def test_a_goodbye_that_is_under_way_stays_as_it_is_when_one_of_them_leaves() -> None:
    story = under_way(Story(paired()))
    story.hears(HR, "close", outcome="completed")
    story.takes("closing")
    due = story.next.due
    story.learns(MENTOR, "left")
    assert (story.next.kind, story.next.due.date()) == (StepKind.FAREWELL, due.date())
    story.takes("farewell")
    assert story.state.outcome is Outcome.COMPLETED


def test_the_farewell_is_due_at_once_where_nobody_is_away() -> None:
    story = noticed()
    assert verdict(story.state, story.next, story.next.due, World()) is None
