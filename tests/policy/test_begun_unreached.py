"""Who cannot be reached by the very letter that it begins: the coordinator is asked for an address at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from schemas.names import PAIR, Phase, Role, StepKind
from schemas.state import State
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story

MENTEE, MENTOR = PAIR


def begun_without(role: Role, begins: Callable[[], State]) -> Story:
    """Return a pair that has begun by silence, with a letter that did not reach one of the two."""
    story = Story(begins())
    while story.next.kind is not StepKind.AGREED:
        if story.takes().kind is StepKind.REQUEST:
            story.hears(MENTOR, "accept", story.taken[-1].key)
    other = MENTEE if role is MENTOR else MENTOR
    story.takes("agreed", written=(other,), unreachable=(role,))
    return story


@pytest.mark.parametrize("begins", [seeking, paired])
@pytest.mark.parametrize("role", PAIR)
def test_the_coordinator_is_asked_for_the_address_of_whom_the_letter_that_it_begins_did_not_reach(
    role: Role, begins: Callable[[], State]
) -> None:
    """For a mentor whom a search had found, nobody was asked: the mentee read that they write to each other, the mentor
    knew nothing, and the coordinator learned of it two months later."""
    story = begun_without(role, begins)
    assert story.state.phase is Phase.ACTIVE
    step = story.takes("unreachable")
    assert (step.to, step.reason.who) == ((Role.COORDINATOR,), (role,))
    assert step.due - story.taken[-2].due < timedelta(days=1)


@pytest.mark.parametrize("begins", [seeking, paired])
@pytest.mark.parametrize("role", PAIR)
def test_once_mail_reaches_them_they_are_told_that_it_begins_and_nobody_is_asked_any_more(
    role: Role, begins: Callable[[], State]
) -> None:
    story = begun_without(role, begins)
    story.passes(minutes=10)
    story.learns(role, "reachable")
    step = story.takes("agreed")
    assert (step.key, step.to) == ("agreed/2", (role,))
    assert story.takes("check_in").to == PAIR
