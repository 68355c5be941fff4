"""What brought an end is told as it was: "left" without anybody who has left is a decision of whoever said it."""

import pytest

from policy.told import decided_by
from schemas.names import PAIR, Role
from schemas.reason import ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_closing import asked

MENTEE, MENTOR = PAIR
HR = Role.HR


@pytest.mark.parametrize("role", PAIR)
def test_hr_ends_with_left_and_nobody_has_left_so_both_read_that_the_programme_decided(role: Role) -> None:
    """Each of the two once read the sentence that is kept for a wish of the other one."""
    story = asked()
    story.hears(HR, "close", outcome="left")
    assert (story.next.reason.code, decided_by(story.shown, role)) == (ReasonCode.DECIDED_TO_END, "programme")
    story.takes("closing")
    story.hears(HR, "close", outcome="completed")
    story.hears(HR, "close", outcome="left")
    assert decided_by(story.shown, role) == "programme"


@pytest.mark.parametrize("role", PAIR)
def test_before_the_beginning_it_is_the_programme_as_well(role: Role) -> None:
    searching, given = Story(seeking()), Story(paired())
    searching.takes("request")
    given.takes("agreement")
    for story in (searching, given):
        story.hears(HR, "close", outcome="left")
        assert decided_by(story.shown, role) == "programme"


def test_where_somebody_has_left_that_is_the_reason() -> None:
    story = asked()
    story.learns(MENTOR, "left")
    assert (story.next.reason.code, decided_by(story.shown, MENTEE)) == (ReasonCode.HAS_LEFT, "")


def test_a_mentor_who_left_during_the_search_is_not_why_hr_ended_it_later() -> None:
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTOR, "left")
    story.hears(HR, "close", outcome="left")
    assert (story.next.reason.code, decided_by(story.shown, MENTEE)) == (ReasonCode.SEARCH_ENDED, "programme")
