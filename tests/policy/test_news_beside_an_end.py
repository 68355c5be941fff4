"""News of leave and of addresses that comes while nobody has read of an end yet: it counts if the end is taken back."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, Phase, Role, StepKind
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


def on_leave() -> Story:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.learns(MENTEE, "away", until=story.now.replace(year=story.now.year + 1))
    story.takes("paused")
    return story


@pytest.mark.parametrize("by_mistake", [False, True])
def test_whoever_is_back_from_leave_while_an_end_waits_for_its_letter_is_back_if_it_is_taken_back(
    by_mistake: bool,
) -> None:
    """The break once went on until its old date."""
    story = on_leave()
    story.learns(MENTOR, "left") if by_mistake else story.hears(HR, "close")
    story.learns(MENTEE, "back")
    story.learns(MENTOR, "back") if by_mistake else story.hears(HR, "resume")
    assert story.next.kind is StepKind.RESUMED
    assert story.next.due - story.now < timedelta(days=3)


def test_the_farewell_does_not_wait_for_somebody_who_came_back_before_its_letter() -> None:
    story = on_leave()
    story.hears(HR, "close")
    story.learns(MENTEE, "back")
    story.takes("closing")
    assert all(until <= story.now for until in story.state.leave.values())


def silent_without_letters() -> Story:
    """Return a pair whose mentor got no letter, as turned out later."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.learns(MENTOR, "unreachable")
    return story


@pytest.mark.parametrize("announced", [False, True])
def test_whoever_is_reached_again_during_an_end_that_is_taken_back_owes_no_answer_to_lost_letters(
    announced: bool,
) -> None:
    story = silent_without_letters()
    story.hears(HR, "close")
    if announced:
        story.takes("closing", written=(MENTEE,), unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    story.hears(HR, "resume")
    assert story.state.active
    assert (story.state.active.mentor.unanswered, story.state.active.mentor.question) == (0, None)


@pytest.mark.parametrize("announced", [False, True])
def test_whoever_has_another_address_is_asked_anew_once_an_end_is_taken_back(announced: bool) -> None:
    """The links in the letter to the old address do not work any more."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close")
    if announced:
        story.takes("closing")
    story.learns(MENTOR, "readdressed")
    story.hears(HR, "resume")
    assert story.state.active
    assert story.state.active.mentor.question is None
    assert story.state.active.mentee.question


def test_a_search_whose_two_were_said_to_have_left_goes_on_with_the_next_mentor_once_the_mentee_is_back() -> None:
    for first, second in (PAIR, PAIR[::-1]):
        for accepted in (False, True):
            story = Story(seeking())
            story.takes("request")
            if accepted:
                story.hears(MENTOR, "accept", "request/1")
            story.learns(first, "left")
            story.learns(second, "left")
            story.learns(MENTEE, "back")
            assert story.state.phase is Phase.SEEKING
            assert story.next.key == "request/2"
