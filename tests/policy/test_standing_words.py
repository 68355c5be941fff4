"""The words for how it stands: two who have not begun say no goodbye."""

import pytest

from policy.card import card_of
from schemas.names import Role
from schemas.state import State
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way


@pytest.mark.parametrize("state", [seeking(), paired()])
def test_what_ends_before_it_began_is_being_ended(state: State) -> None:
    story = Story(state)
    story.takes()
    story.hears(Role.HR, "close")
    assert card_of(story.state, story.now).standing == "being ended"


def test_a_pair_that_had_begun_says_goodbye() -> None:
    story = under_way(Story(paired()))
    story.hears(Role.HR, "close")
    assert card_of(story.state, story.now).standing == "saying goodbye"
