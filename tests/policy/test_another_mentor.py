"""Whom a mentee can write to for another mentor, where it ends before it began."""

import pytest

from policy.another_mentor import may_want_another
from schemas.names import PAIR, Role
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story

MENTEE, MENTOR = PAIR


@pytest.mark.parametrize(("by", "wants"), [(MENTOR, True), (MENTEE, False), (Role.HR, True)])
def test_a_mentee_who_was_given_a_mentor_and_did_not_end_it_may_want_another(by: Role, wants: bool) -> None:
    story = Story(paired())
    story.takes("agreement")
    if by is Role.HR:
        story.hears(by, "close")
    else:
        story.hears(by, "adjust", "agreement/1", choice="close")
    story.goes_on_until("withdrawn")
    assert may_want_another(story.state, MENTEE) is wants
    assert not may_want_another(story.state, MENTOR)


def test_a_search_that_ended_is_no_reason() -> None:
    story = Story(seeking())
    story.hears(Role.HR, "close")
    story.goes_on_until("withdrawn")
    assert not may_want_another(story.state, MENTEE)
