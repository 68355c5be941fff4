"""HR takes an end back that one of the two had wished for: nobody is passed over."""

from datetime import timedelta

import pytest

from schemas.failures import Failure
from schemas.names import Phase, Role, StepKind
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def test_hr_makes_nobody_begin_who_has_just_said_that_they_would_rather_not() -> None:
    """Their earlier yes once stood again, or their silence counted, and the two began."""
    story = Story(paired())
    story.takes("agreement")
    story.hears(Role.MENTOR, "agree", "agreement/1")
    story.hears(Role.MENTOR, "adjust", "agreement/1", choice="close")
    assert story.tries(Role.HR, "resume") is Failure.TOO_LATE
    story.hears(Role.MENTOR, "adjust", "agreement/1", choice="continue")
    assert story.is_in(Phase.AGREEING)


def test_hr_can_take_back_an_end_before_the_beginning_that_hr_decided() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(Role.HR, "close")
    story.hears(Role.HR, "resume")
    assert story.is_in(Phase.AGREEING)


@pytest.mark.parametrize("both", [False, True])
def test_who_would_rather_not_begin_counts_also_after_hr_has_ended_it(both: bool) -> None:
    """They once began by silence, though both had read "It ends here" when they said so."""
    story = Story(paired())
    story.takes("agreement")
    story.hears(HR, "close")
    for role in (Role.MENTEE, Role.MENTOR)[: 2 if both else 1]:
        story.hears(role, "adjust", "agreement/1", choice="close")
    assert story.tries(HR, "resume") is Failure.TOO_LATE
    assert story.takes().kind is StepKind.WITHDRAWN


def test_who_wishes_for_an_end_after_hr_has_ended_it_hears_that_hr_takes_it_back() -> None:
    story = under_way(Story(paired()))
    story.goes_on_until("check_in")
    story.hears(HR, "close")
    story.hears(Role.MENTEE, "adjust", "check_in/1", choice="rematch")
    story.hears(HR, "resume")
    assert story.takes("reopened").to == (Role.MENTEE,)
    assert story.state.active
    assert not story.state.active.mentee.unanswered


@pytest.mark.parametrize("both", [False, True])
def test_whoever_wished_for_an_end_that_hr_takes_back_hears_of_it(both: bool) -> None:
    """They once heard nothing until the next question, three weeks later."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    wishing = (Role.MENTEE, Role.MENTOR) if both else (Role.MENTOR,)
    for role in wishing:
        story.hears(role, "adjust", "check_in/1", choice="close")
    story.hears(Role.HR, "resume")
    assert story.takes("reopened").to == wishing


def test_each_end_that_is_taken_back_is_told_by_a_letter_of_its_own() -> None:
    """The second letter once had the key of the first, so it was never sent."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(Role.MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(HR, "resume")
    first = story.takes("reopened").key
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.takes("reopened").key != first


@pytest.mark.parametrize("who", [HR, COORDINATOR])
def test_hr_makes_nobody_begin_against_their_word_by_ending_it_first(who: Role) -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(Role.MENTOR, "adjust", "agreement/1", choice="close")
    story.hears(who, "close")
    assert story.tries(HR, "resume") is Failure.TOO_LATE


def test_whoever_wished_for_an_end_that_hr_then_decided_hears_that_hr_took_it_back() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(Role.MENTOR, "adjust", "check_in/1", choice="close")
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.takes("reopened").to == (Role.MENTOR,)


def test_a_last_notice_is_settled_though_an_end_came_on_top_of_it() -> None:
    """Both were once told to answer it by a day on which nothing happened."""
    story = under_way(Story(paired()))
    key = story.goes_on_until("last_notice").key
    story.hears(Role.MENTEE, "adjust", key, choice="close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.state.active
    assert (story.state.active.mentee.question, story.state.active.mentor.question) == (None, None)


def test_thanks_are_a_sign_of_life_of_the_day_on_which_the_clock_stopped() -> None:
    """Taking the end back moves it by the goodbye: it once came to lie in the future."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=5)
    story.hears(Role.MENTOR, "thank", "closing/1", note=True)
    story.passes(days=1)
    story.hears(HR, "resume")
    assert story.state.active
    assert story.state.active.mentor.life <= story.now


def test_leave_that_waited_for_the_letter_is_a_break_though_another_break_came_first() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(HR, "close")
    story.takes("closing")
    story.learns(Role.MENTEE, "away", until=story.now + 30 * DAY)
    story.hears(HR, "resume")
    story.learns(Role.MENTOR, "away", until=story.now + 7 * DAY)
    story.takes("reopened")
    story.takes("paused")
    assert story.state.pause
    assert set(story.state.pause.leave) == {Role.MENTEE, Role.MENTOR}
    assert story.state.leave == {}


@pytest.mark.parametrize("way", ["a break is asked for", "leave begins", "a break is under way"])
def test_a_break_does_not_keep_from_them_that_hr_took_their_end_back(way: str) -> None:
    """They read of a break, and were welcomed back, and never learned who had decided that it goes on."""
    story = under_way(Story(paired()))
    story.goes_on_until("check_in")
    until = story.now + 30 * DAY
    if way == "a break is under way":
        story.hears(Role.MENTOR, "adjust", "check_in/1", choice="pause", until=until)
        story.takes("paused")
    story.hears(Role.MENTEE, "adjust", "check_in/1", choice="close")
    if way == "a break is asked for":
        story.hears(Role.MENTOR, "adjust", "check_in/1", choice="pause", until=until)
    if way == "leave begins":
        story.learns(Role.MENTOR, "away", until=until)
    story.hears(HR, "resume")
    assert story.takes("reopened").to == (Role.MENTEE,)
    step = story.takes()
    assert step.kind is (StepKind.RESUMED if way == "a break is under way" else StepKind.PAUSED)
    assert story.state.pause or step.kind is StepKind.RESUMED
