"""Leave by the roster beside a break that somebody asked for: the later date counts, and neither ends the other."""

from datetime import datetime, timedelta

import pytest

from policy.card import card_of, live_card
from schemas.names import PAIR, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.stories import Story
from tests.policy.test_news import asked
from tests.policy.test_pausing import active, on_a_break

MENTEE, MENTOR = PAIR
HR = Role.HR
DAY = timedelta(days=1)


def until(story: Story) -> datetime | None:
    """Return when the break is over; None where there is none."""
    return story.state.pause.until if story.state.pause else None


def test_a_short_leave_within_a_break_that_she_asked_for_changes_nothing() -> None:
    """The mentee asked for seven weeks; HR noted five days of leave, and both heard that she is back in five days."""
    story = on_a_break(MENTEE, days=50)
    asked_for = until(story)
    story.learns(MENTEE, "away", until=story.now + 5 * DAY)
    assert until(story) == asked_for
    assert story.next.kind is StepKind.RESUMED


def test_a_short_leave_does_not_cut_a_date_that_hr_has_set() -> None:
    story = on_a_break(MENTEE, days=10)
    story.hears(HR, "pause", until=story.now + 50 * DAY)
    chosen = until(story)
    story.takes("paused")
    story.learns(MENTEE, "away", until=story.now + 5 * DAY)
    assert until(story) == chosen
    assert story.next.kind is StepKind.RESUMED


@pytest.mark.parametrize("news", [{"kind": "back"}, {"kind": "away"}])
def test_whoever_is_back_from_a_leave_still_has_the_break_that_they_asked_for(news: dict[str, str]) -> None:
    """She said "I am back" in her other mentorship, and her break in this one was over."""
    story = on_a_break(MENTEE, days=50)
    asked_for = until(story)
    story.learns(MENTEE, "away", until=story.now + 5 * DAY)
    story.passes(days=3)
    story.learns(MENTEE, **news)
    assert until(story) == asked_for
    assert story.next.kind is StepKind.RESUMED


def test_a_leave_that_is_longer_than_the_break_makes_it_longer_and_both_hear_of_it() -> None:
    story = on_a_break(MENTEE, days=10)
    asked_for, leave = until(story), story.now + 30 * DAY
    story.learns(MENTEE, "away", until=leave)
    step = story.takes("paused")
    assert (step.reason.code, step.reason.until) == (ReasonCode.BREAK_CHANGED, leave)
    story.learns(MENTEE, "back")
    assert until(story) == asked_for


def test_a_leave_that_hr_corrects_takes_the_place_of_the_one_before() -> None:
    story = active()
    story.learns(MENTEE, "away", until=story.now + 30 * DAY)
    shorter = story.now + 12 * DAY
    story.learns(MENTEE, "away", until=shorter)
    assert until(story) == shorter


def test_whoever_says_in_this_mentorship_that_they_are_back_ends_leave_and_break() -> None:
    story = on_a_break(MENTEE, days=50)
    story.learns(MENTEE, "away", until=story.now + 60 * DAY)
    story.takes("paused")
    story.hears(MENTEE, "resume", "paused/2")
    assert until(story) == story.now
    assert story.takes("resumed")


def test_a_break_asked_for_during_a_leave_outlasts_it() -> None:
    story = active()
    story.learns(MENTOR, "away", until=story.now + 5 * DAY)
    story.takes("paused")
    longer = story.now + 20 * DAY
    story.hears(MENTOR, "pause", until=longer)
    story.learns(MENTOR, "back")
    assert until(story) == longer


def test_hr_changes_the_date_of_a_leave_as_well_earlier_or_later() -> None:
    story = active()
    story.learns(MENTEE, "away", until=story.now + 20 * DAY)
    story.takes("paused")
    sooner, later = story.now + 5 * DAY, story.now + 40 * DAY
    story.hears(HR, "pause", until=sooner)
    assert until(story) == sooner
    story.hears(HR, "pause", until=later)
    assert until(story) == later
    story.learns(MENTEE, "away", until=story.now + 6 * DAY)
    assert until(story) == later


def test_a_mentor_on_leave_and_on_a_break_who_is_passed_over_leaves_no_break_behind() -> None:

    story = asked()
    story.hears(MENTOR, "pause", until=story.now + 5 * DAY)
    story.learns(MENTOR, "away", until=story.now + 3 * DAY)
    story.hears(MENTOR, "decline", "request/1")
    assert story.state.pause is None


def test_the_card_says_the_later_date_of_each() -> None:
    story = on_a_break(MENTEE, days=10)
    asked_for, leave = until(story), story.now + 30 * DAY
    story.learns(MENTEE, "away", until=story.now + 2 * DAY)
    story.learns(MENTOR, "away", until=leave)
    card = card_of(story.state, story.now)
    assert (card.away, card.paused_until) == ({MENTEE: asked_for, MENTOR: leave}, leave)
    assert "the mentor is away until" in live_card(card)
