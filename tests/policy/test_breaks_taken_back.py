"""Going on as before also takes back a break that the same person asked for at the same question."""

from datetime import timedelta

import pytest

from policy.receipts import receipt
from schemas.names import Role, StepKind
from tests.policy.pairs import answer
from tests.policy.stories import Story
from tests.policy.test_more_time import asked

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR
DAYS = timedelta(days=30)


def goes_on(story: Story, role: Role = MENTEE, step: str = "check_in/1") -> str:
    """Have somebody go on as before, and return the receipt."""
    before = story.state
    story.hears(role, "adjust", step, choice="continue")
    return receipt(answer(1, role, "adjust", step, choice="continue"), before, story.state, story.now)


def away(story: Story, role: Role = MENTEE, **more: object) -> None:
    """Have somebody ask for a break at the check-in."""
    story.hears(role, "adjust", "check_in/1", **{"choice": "pause", "until": story.now + DAYS, **more})


def test_a_break_by_mistake_is_taken_back_before_its_letter_and_nobody_hears_of_it() -> None:
    """The page once said "Everything stays as it is" while the break began."""
    story, never = asked(), asked()
    away(story)
    assert goes_on(story).startswith("There is no break any more. We ask you both every 3 weeks, and you have")
    assert story.state.pause is None
    never.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert (story.next, story.state.ends) == (never.next, never.state.ends)


def test_a_break_that_both_know_of_is_ended_as_by_whoever_is_back() -> None:
    story = asked()
    away(story)
    story.takes("paused")
    story.passes(days=3)
    assert goes_on(story).startswith("There is no break any more.")
    assert story.next.kind is StepKind.RESUMED
    assert story.next.due - story.now < timedelta(days=3)


def test_rhythm_time_and_break_are_taken_back_together() -> None:
    story = asked()
    before = story.state
    story.hears(MENTEE, "adjust", "check_in/1", choice="extend")
    story.hears(MENTEE, "adjust", "check_in/1", choice="cadence", cadence_days=7)
    away(story)
    goes_on(story)
    assert (story.state.ends, story.state.cadence_days, story.state.pause) == (before.ends, 21, None)


@pytest.mark.parametrize("whose", [MENTOR, HR])
def test_the_break_of_somebody_else_stays_and_the_receipt_says_so(whose: Role) -> None:
    story = asked()
    until = story.now + DAYS
    story.hears(whose, "pause", "check_in/1" if whose is MENTOR else "", until=until)
    assert goes_on(story) == f"The break until {until:%-d %B %Y} stays; after that we ask you both every 3 weeks."
    assert story.state.pause


def test_while_the_other_one_is_away_as_well_the_break_goes_on() -> None:
    story = asked()
    away(story, MENTOR)
    away(story, until=story.now + 2 * DAYS)
    until = story.now + DAYS
    assert goes_on(story) == f"The break still lasts until {until:%-d %B %Y}; on that day everything goes on."


def test_leave_and_a_break_from_another_question_stay() -> None:
    story = asked()
    away(story)
    story.learns(MENTEE, "away", until=story.now + 2 * DAYS)
    goes_on(story)
    assert story.state.pause
    assert story.state.pause.away == {MENTEE: story.now + 2 * DAYS}
    story = asked()
    away(story)
    goes_on(story, step="agreed/1")
    assert story.state.pause


def test_an_end_and_the_break_that_it_cut_short_are_both_taken_back() -> None:
    story = asked()
    away(story)
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    assert goes_on(story).startswith("The end is taken back")
    assert story.state.pause is None
