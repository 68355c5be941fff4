"""What a hold kept back is told once it is lifted, to whom it did not reach."""

import pytest

from schemas.names import PAIR, Role, StepKind
from tests.policy.holds import held, lifted
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR = PAIR


@pytest.mark.parametrize("missed", [(MENTOR,), (MENTEE, MENTOR), ()])
def test_whoever_did_not_get_the_letter_that_they_begin_gets_it_after_the_hold(missed: tuple[Role, ...]) -> None:
    """Nobody told them how to begin, nor the address of the other one, for three weeks."""
    story = under_way(Story(paired()))
    hold = held(story)
    story.passes(days=9)
    lifted(story, hold, missed=missed)
    told: list[Role] = []
    while story.next.kind is StepKind.AGREED:
        told += story.takes().to
    assert sorted(told) == sorted(missed)
    assert story.next.kind is StepKind.CHECK_IN


def test_while_another_hold_lasts_nobody_is_told() -> None:
    story = under_way(Story(paired()))
    first, second = held(story), held(story)
    lifted(story, first, missed=(MENTOR,))
    assert story.state.hold
    lifted(story, second, missed=(MENTOR,))
    assert (story.next.kind, story.next.to) == (StepKind.AGREED, (MENTOR,))


def test_whoever_did_not_get_the_closing_letter_gets_it_after_the_hold() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "close")
    story.takes("closing")
    hold = held(story)
    story.passes(days=2)
    lifted(story, hold, missed=(MENTEE,))
    assert (story.next.kind, story.next.to) == (StepKind.CLOSING, (MENTEE,))
