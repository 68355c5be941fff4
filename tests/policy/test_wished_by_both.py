"""An end that the coordinator decides and one of the two wishes for is not lost when one of them thinks again."""

from datetime import timedelta

import pytest

from policy.told import decided_by
from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR, COORDINATOR, HR = *PAIR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def at_a_task() -> Story:
    """Return a pair that the coordinator was asked about, in the evening, when no letter goes out any more."""
    story = silent_until("task")
    story.takes("task")
    story.now = story.now.replace(hour=22)
    return story


def ends(story: Story, role: Role, choice: str = "close") -> None:
    step = "task/1" if role is COORDINATOR else "rhythm/1"
    story.hears(role, "decide" if role is COORDINATOR else "adjust", step, choice=choice)


@pytest.mark.parametrize("first", [MENTEE, COORDINATOR])
@pytest.mark.parametrize("again", [MENTEE, COORDINATOR])
def test_neither_of_them_can_take_back_what_the_other_one_also_decided(first: Role, again: Role) -> None:
    """The coordinator read "We end it with a goodbye", and the pair went on when the other one thought again."""
    story = at_a_task()
    ends(story, first)
    ends(story, MENTEE if first is COORDINATOR else COORDINATOR)
    step, kind = ("task/1", "decide") if again is COORDINATOR else ("rhythm/1", "adjust")
    assert story.tries(again, kind, step, choice="continue") is Failure.TOO_LATE
    assert story.shown.phase is Phase.CLOSING
    assert [decided_by(story.shown, role) for role in PAIR] == ["programme", "programme"]
    assert story.takes("closing").to == PAIR


@pytest.mark.parametrize("first", [MENTEE, COORDINATOR])
def test_another_mentor_that_one_of_them_wishes_for_is_still_the_outcome(first: Role) -> None:
    story = at_a_task()
    for role in (first, MENTEE if first is COORDINATOR else COORDINATOR):
        ends(story, role, "rematch" if role is MENTEE else "close")
    assert story.shown.closing
    assert story.shown.closing.outcome is Outcome.REMATCHED


def test_hr_can_still_take_it_back() -> None:
    story = at_a_task()
    ends(story, MENTEE)
    ends(story, COORDINATOR)
    story.hears(HR, "resume")
    assert story.shown.phase is Phase.ACTIVE


@pytest.mark.parametrize("told", [False, True], ids=["before its letter", "after it"])
@pytest.mark.parametrize(("by_mentor", "by_mentee"), [("rematch", "close"), ("close", "rematch")])
@pytest.mark.parametrize("first", [MENTEE, MENTOR])
def test_whether_another_mentor_is_sought_is_the_mentees_wish_alone(
    told: bool, by_mentor: str, by_mentee: str, first: Role
) -> None:
    """A mentee who asked to end it once read of another search, and so that the mentor had asked for another match."""
    story = under_way(Story(paired()))
    step = story.goes_on_until("check_in")
    wishes = {MENTEE: by_mentee, MENTOR: by_mentor}
    story.hears(first, "adjust", step.key, choice=wishes.pop(first))
    if told:
        story.takes("closing")
    ((second, choice),) = wishes.items()
    story.hears(second, "adjust", step.key, choice=choice)
    story.goes_on_until("farewell")
    assert story.state.outcome is (Outcome.REMATCHED if by_mentee == "rematch" else Outcome.ENDED_EARLY)
