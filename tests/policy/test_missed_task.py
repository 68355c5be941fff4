"""A coordinator whom a task did not reach is asked once mail reaches them again, or once more if it was never sent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from activities.letter_names import letter_name
from policy.card import card_of, waiting_for
from policy.unasked import questions
from schemas.names import Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way
from tests.policy.test_verdict import judged, settled

COORDINATOR = Role.COORDINATOR
LOST: dict[str, Any] = {"undelivered": {COORDINATOR}}


def tasked() -> Story:
    """Return a silent pair whose coordinator was asked to look after them."""
    story = under_way(Story(paired()))
    story.goes_on_until("task")
    return story


def test_they_are_asked_again_with_the_full_time() -> None:
    story = tasked()
    story.passes(hours=2)
    story.learns(COORDINATOR, "unreachable")
    story.passes(days=1)
    story.learns(COORDINATOR, "reachable", reader=paired().readers[COORDINATOR])
    step = story.takes("task")
    assert (step.to, step.key) == ((COORDINATOR,), "task/2")
    assert (story.next.due - story.now).days >= story.state.rules.task_days - 1


def test_whoever_has_decided_meanwhile_is_not_asked_again() -> None:
    story = tasked()
    story.hears(COORDINATOR, "decide", "task/1", choice="continue")
    story.learns(COORDINATOR, "unreachable")
    story.learns(COORDINATOR, "reachable", reader=paired().readers[COORDINATOR])
    assert story.next.kind is not StepKind.TASK


def test_a_slip_about_them_sends_no_second_task() -> None:
    story = tasked()
    story.learns(COORDINATOR, "left")
    story.learns(COORDINATOR, "back", reader=paired().readers[COORDINATOR])
    assert story.next.kind is not StepKind.TASK


def test_a_question_for_an_address_that_did_not_reach_them_is_asked_again() -> None:
    story = under_way(Story(paired()))
    story.learns(Role.MENTEE, "unreachable")
    story.takes("unreachable")
    story.learns(COORDINATOR, "unreachable")
    story.passes(days=1)
    story.learns(COORDINATOR, "reachable", reader=paired().readers[COORDINATOR])
    assert story.takes("unreachable").to == (COORDINATOR,)


def searching() -> Story:
    """Return a search whose coordinator was asked how it continues."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.goes_on_until("no_mentor")
    return story


ASKED = pytest.mark.parametrize(
    ("asked", "kind", "then", "days"),
    [(searching, "no_mentor", "withdrawn", "no_mentor_days"), (tasked, "task", "last_notice", "task_days")],
)


@ASKED
def test_a_coordinator_to_whom_the_question_was_never_sent_is_asked_once_more(
    asked: Callable[[], Story], kind: str, then: str, days: str
) -> None:
    """The search ended as if they had not decided, or the pair got its last notice, and nobody had asked them."""
    story = asked()
    first = story.taken[-1]
    assert story.next.kind == then
    dropped = judged(story, **LOST)
    assert dropped
    assert dropped.because == Reason(code=ReasonCode.NEVER_ARRIVED, who=(COORDINATOR,))
    again = settled(story, dropped).takes(kind)
    assert (again.to, again.reason.code) == (first.to, first.reason.code)
    assert again.key.number == first.key.number + 1
    assert card_of(story.state, story.now).waiting_for == (COORDINATOR,)
    assert (story.next.kind, judged(story)) == (then, None)
    assert (story.now - again.due).days >= getattr(story.state.rules, days)


@ASKED
def test_what_is_never_sent_to_them_the_second_time_either_holds_up_nothing_for_ever(
    asked: Callable[[], Story], kind: str, then: str, days: str
) -> None:
    story = asked()
    settled(story, judged(story, **LOST)).takes(kind)
    assert (story.next.kind, judged(story, **LOST)) == (then, None)


@ASKED
@pytest.mark.parametrize("reached", ["unreachable", "gone"])
def test_whom_no_letter_would_reach_is_not_asked_once_more(
    asked: Callable[[], Story], kind: str, then: str, days: str, reached: str
) -> None:
    story = asked()
    assert judged(story, **{**LOST, reached: {COORDINATOR}}) is None


@ASKED
def test_another_coordinator_is_asked_once_more_as_well(
    asked: Callable[[], Story], kind: str, then: str, days: str
) -> None:
    story = asked()
    settled(story, judged(story, **LOST)).takes(kind)
    story.learns(COORDINATOR, "moved", reader=paired().readers[COORDINATOR], replaced=True)
    story.takes(kind)
    assert settled(story, judged(story, **LOST)).next.kind == kind


def test_whoever_gave_a_search_more_time_is_not_asked_again_whatever_became_of_the_letter() -> None:
    story = searching()
    story.hears(COORDINATOR, "decide", "no_mentor/1", choice="continue")
    assert (story.next.kind, judged(story, **LOST)) == (StepKind.WITHDRAWN, None)


def test_mentors_who_are_named_after_it_was_asked_twice_are_asked_by_letters_of_their_own() -> None:
    story = searching()
    again = settled(story, judged(story, **LOST)).takes("no_mentor")
    named = seeking(zones=("Europe/Berlin", "Asia/Tokyo")).candidates[1:]
    story.hears(COORDINATOR, "name", again.key, named=named)
    story.takes("request")
    story.hears(Role.MENTOR, "decline", story.taken[-1].key)
    last = story.goes_on_until("no_mentor")
    assert last.key not in [step.key for step in story.taken[:-1]]
    assert settled(story, judged(story, **LOST)).takes("no_mentor").to == last.to


def test_the_mentee_reads_the_new_day_for_it_because_nobody_was_asked_by_the_one_that_they_know_of() -> None:
    story = searching()
    again = settled(story, judged(story, **LOST)).takes("no_mentor")
    assert again.to == (COORDINATOR, Role.MENTEE)
    assert letter_name(again, story.state, Role.MENTEE) == "nobody_yet"


def test_after_a_break_the_mentee_does_not_read_that_somebody_is_deciding_whom_nobody_has_asked() -> None:
    story = searching()
    story.hears(Role.HR, "pause", until=story.now + timedelta(days=20))
    story.takes("paused")
    welcome = settled(story, judged(story, **LOST)).takes("resumed")
    assert not waiting_for(story.state)
    again = story.takes("no_mentor")
    assert (again.to, again.due.date()) == ((COORDINATOR, Role.MENTEE), welcome.due.date())
    assert (story.next.due - again.due).days >= story.state.rules.no_mentor_days


def test_what_matters_is_the_latest_question_to_the_coordinator_beside_that_to_the_two() -> None:
    story = searching()
    assert questions(story.state) == ["request/1", "no_mentor/1"]
    story = tasked()
    assert questions(story.state)[1:] == ["task/1"]
    settled(story, judged(story, **LOST))
    assert questions(story.state)[1:] == []
    story.takes("task")
    assert questions(story.state)[1:] == ["task/2"]
