"""A meeting that was reported by mistake is taken back at the same question, with all that followed from it."""

from datetime import timedelta

import pytest

from policy.engagement import judge, silent
from policy.reasons import all_of
from schemas.names import Health, Role, StepKind
from schemas.state import State
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
FIRST, SECOND = "check_in/1", "check_in/2"


def asked(kind: str = "check_in") -> Story:
    """Return a pair whose latest letter is of this kind."""
    story = under_way(Story(paired()))
    story.goes_on_until(kind)
    return story


def fares(story: Story) -> tuple[Health, str]:
    """Return how a pair fares, and why."""
    judgement = judge(story.state, story.now)
    return judgement.health, all_of(judgement.reasons)


def met(story: Story) -> tuple[object, object]:
    """Return when they last met, moved by breaks and by the calendar."""
    assert story.state.active
    return story.state.active.met, story.state.active.reported


def same(story: Story, instead: Story) -> bool:
    """Whether two lives stand alike but for the messages they remember."""
    bare = [one.state.with_(heard=(), revision=0) for one in (story, instead)]
    return bool(bare[0] == bare[1])


@pytest.mark.parametrize("instead", ["no", "booked"])
@pytest.mark.parametrize("kind", ["check_in", "nudge"])
def test_a_meeting_that_was_not_leaves_everything_as_if_it_had_never_been_reported(instead: str, kind: str) -> None:
    """A slip once had the coordinator sent to a pair about a bad meeting that never was."""
    story, never = asked(kind), asked(kind)
    key = story.taken[-1].key
    story.hears(MENTEE, "check_in", key, met="yes", rating=1)
    for one in (story, never):
        one.hears(MENTEE, "check_in", key, met=instead)
    assert fares(story) == fares(never)
    assert "meeting was last reported" not in fares(story)[1]
    assert same(story, never)


@pytest.mark.parametrize("kind", ["nudge", "rhythm", "task"])
def test_the_ladder_about_the_other_one_goes_on_where_it_was(kind: str) -> None:
    story, never = asked(kind), asked(kind)
    for one in (story, never):
        one.hears(MENTEE, "check_in", FIRST, met="no")
    story.passes(hours=1)
    never.passes(hours=1)
    before = never.next
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    assert story.next.due != before.due
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert (story.next.key, story.next.due, story.next.reason) == (before.key, before.due, before.reason)


def test_the_ladder_does_not_come_back_once_the_other_one_or_the_coordinator_has_spoken() -> None:
    for role, kind, step, words in (
        (MENTOR, "adjust", "rhythm/1", {"choice": "continue"}),
        (COORDINATOR, "decide", "task/1", {"choice": "continue"}),
    ):
        story = asked("task")
        story.hears(MENTEE, "check_in", FIRST, met="yes")
        story.hears(role, kind, step, **words)
        story.hears(MENTEE, "check_in", FIRST, met="no")
        assert story.state.active
        assert story.state.active.rung == 0
        assert story.next.kind in (StepKind.CHECK_IN, StepKind.NUDGE)


def test_what_the_other_one_reported_stands() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=5)
    first = met(story)
    story.passes(days=1)
    story.hears(MENTOR, "check_in", FIRST, met="yes", rating=1)
    second = met(story)
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert met(story) == second
    assert "rated low" in fares(story)[1]
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=5)
    again = met(story)
    story.hears(MENTOR, "check_in", FIRST, met="no")
    assert met(story) == again != first
    assert "rated low" not in fares(story)[1]
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert met(story) == (None, None)


def test_the_meeting_before_counts_again_with_its_rating() -> None:
    story = asked()
    story.hears(MENTOR, "check_in", FIRST, met="yes", rating=1)
    before = met(story)
    story.takes("check_in")
    story.hears(MENTEE, "check_in", SECOND, met="yes", rating=5)
    assert "rated low" not in fares(story)[1], "this was about another meeting"
    story.hears(MENTEE, "check_in", SECOND, met="no")
    assert met(story) == before
    assert "rated low" in fares(story)[1]


def test_a_meeting_of_an_earlier_question_is_not_taken_back_by_the_next_no() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    before = met(story)
    story.takes("check_in")
    story.hears(MENTEE, "check_in", SECOND, met="no")
    assert met(story) == before


def test_a_meeting_can_be_taken_back_from_the_letter_after_the_next_one_has_come() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", FIRST, met="yes", rating=1)
    story.takes("check_in")
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert met(story) == (None, None)
    assert "rated low" not in fares(story)[1]
    assert MENTOR in silent(story.state)


def test_a_meeting_that_was_reported_during_a_break_is_taken_back_with_both_its_dates() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", FIRST, met="yes")
    before = story.state.active
    story.takes("check_in")
    story.hears(MENTOR, "pause", until=story.now + timedelta(days=20))
    story.passes(days=5)
    story.hears(MENTEE, "check_in", SECOND, met="yes")
    assert met(story)[1] == story.now
    story.hears(MENTEE, "check_in", SECOND, met="booked")
    assert isinstance(story.state, State)
    assert before
    assert met(story) == (before.met, before.reported)


def test_the_later_of_two_meetings_that_were_reported_in_one_break_stays() -> None:
    """For decisions, both count from the beginning of the break; the calendar tells them apart."""
    story = asked()
    for role in (MENTEE, MENTOR):
        story.hears(role, "check_in", FIRST, met="no")
    story.passes(days=1)
    story.goes_on_until("check_in")
    second = story.taken[-1].key
    story.hears(MENTEE, "pause", "", until=story.now + timedelta(days=20))
    for role, step in ((MENTEE, second), (MENTEE, FIRST), (MENTOR, second)):
        story.passes(hours=30)
        story.hears(role, "check_in", step, met="yes")
    by_both = met(story)
    story.hears(MENTEE, "check_in", FIRST, met="no")
    assert met(story) == by_both
