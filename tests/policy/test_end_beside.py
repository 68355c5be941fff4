"""An end that no letter has told of stands beside the state, which stays as it is until the letter is sent."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from policy.ending import carried_out
from policy.kept_back import seen_by
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.state import State
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way
from tests.policy.test_closing import lapsing
from tests.policy.test_kept_back import on_a_break
from tests.policy.test_kept_back_unbegun import shown

MENTEE, MENTOR = PAIR
HR, COORDINATOR = Role.HR, Role.COORDINATOR


def but_for_the_end(state: State) -> dict[str, object]:
    """Return all of a state except the end, and what every message changes."""
    return state.model_dump(exclude={"ending", "revision", "heard", "postponed"})


def in_the_loop() -> Story:
    """Return two who are under way."""
    return under_way(Story(paired()))


@pytest.mark.parametrize("begun", [in_the_loop, on_a_break, lapsing])
def test_an_end_leaves_everything_else_as_it_is_until_its_letter_is_sent(begun: Callable[[], Story]) -> None:
    story = begun()
    before = but_for_the_end(story.state)
    story.hears(HR, "close", outcome=Outcome.ENDED_EARLY)
    assert but_for_the_end(story.state) == before
    assert story.is_in(Phase.CLOSING), "for whoever knows of it"
    assert story.takes().kind is StepKind.CLOSING
    assert (story.state.phase, story.state.pause, story.state.ending) == (Phase.CLOSING, None, None)


def test_who_knows_of_an_end_sees_what_the_letter_will_make_of_it() -> None:
    story = on_a_break()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    seen = seen_by(story.state, MENTEE)
    story.takes("closing")
    assert seen.active
    assert story.state.active
    assert seen.active.next_check_in == story.state.active.next_check_in
    assert carried_out(story.state) is story.state


def test_a_break_that_began_after_the_end_was_said_takes_no_time_from_anybody() -> None:
    story = in_the_loop()
    story.hears(HR, "close")
    story.passes(minutes=5)
    story.learns(MENTOR, "away", until=story.now + timedelta(days=30))
    seen = story.shown
    assert seen.active
    assert story.state.active
    assert seen.active.next_check_in == story.state.active.next_check_in
    assert seen.leave == {MENTOR: story.now + timedelta(days=30)}, "for which the farewell waits"


def test_a_mentor_who_is_lost_after_the_search_was_ended_gets_no_letter_about_it() -> None:
    story = shown(2)
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    story.learns(MENTOR, "unreachable")
    assert (story.next.kind, story.next.to) == (StepKind.WITHDRAWN, (MENTEE,))
    story.hears(MENTEE, "adjust", "agreement/1", choice="continue")
    assert (story.next.key, story.next.reason.code) == ("request/2", "unreached_next")


def test_a_task_is_handed_over_to_another_coordinator_while_an_end_waits_for_its_letter() -> None:
    story = in_the_loop()
    story.goes_on_until("task")
    story.hears(HR, "close")
    story.learns(COORDINATOR, "moved", reader=story.state.readers[COORDINATOR], replaced=True)
    story.hears(HR, "resume")
    assert story.takes("task").to == (COORDINATOR,)


def test_a_mentee_who_ends_a_search_does_not_see_the_mentors_no_that_can_still_be_taken_back() -> None:
    story = shown(2)
    story.hears(MENTOR, "adjust", "agreement/1", choice="rematch")
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    seen = seen_by(story.state, MENTEE)
    assert seen.closing
    assert (seen.phase, seen.closing.was) == (Phase.CLOSING, Phase.AGREEING)
    assert seen_by(story.state, MENTOR).phase is Phase.SEEKING
    assert story.shown.closing
    assert story.shown.closing.was is Phase.SEEKING, "as HR sees it"


def test_the_time_to_think_again_stands_still_while_the_programme_has_it_on_hold() -> None:
    story = in_the_loop()
    story.hears(MENTEE, "adjust", "agreed/1", choice="close")
    due = story.next.due
    story.hears(HR, "hold")
    story.passes(days=7)
    assert story.state.hold
    story.hears(HR, "lift", hold=story.state.hold.by[0])
    assert story.next.due >= due + timedelta(days=7)
