"""More mentors are named for a search under way: whom it then asks, when, and what becomes of other decisions."""

from datetime import timedelta

import pytest

from activities.time_zones import clock_of
from policy.card import NOBODY_LEFT, card_of
from policy.finding import finds_next
from policy.naming import MOST
from schemas.failures import Failure
from schemas.names import Choice, NewsKind, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from schemas.state import NOBODY, Candidate
from tests.policy.pairs import person, seeking
from tests.policy.stories import Story

UNDO = timedelta(minutes=Rules().undo_minutes)
COORDINATOR, MENTOR, HR = Role.COORDINATOR, Role.MENTOR, Role.HR


def candidates(*names: str) -> tuple[Candidate, ...]:
    """Return mentors in Berlin, as they are named."""
    return tuple(Candidate(person=person(name), reader=seeking().candidates[0].reader) for name in names)


def nobody_left() -> Story:
    """Return a search whose only mentor has not answered, and whose coordinator was asked."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.goes_on_until("no_mentor")
    return story


def asked(story: Story) -> object:
    """Take the next request, and return whom it went to."""
    story.takes("request")
    return story.state.mentor


def test_the_search_goes_on_with_those_named_one_after_another() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora", "Eve"))
    assert (story.next.key, story.next.reason.code) == ("request/2", ReasonCode.NAMED_NEXT)
    assert story.next.due >= story.now + UNDO
    assert asked(story) == person("Dora")
    story.hears(MENTOR, "decline", "request/2")
    assert asked(story) == person("Eve")
    story.hears(MENTOR, "accept", "request/3")
    assert story.is_in(Phase.AGREEING)


def test_once_they_have_said_no_the_coordinator_is_asked_again() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    asked(story)
    story.hears(MENTOR, "decline", "request/2")
    assert story.takes("no_mentor").key == "no_mentor/2"
    story.hears(COORDINATOR, "name", "no_mentor/2", named=candidates("Eve"))
    assert asked(story) == person("Eve")


def test_the_same_press_twice_changes_nothing() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    before = story.next
    story.said -= 1
    story.passes(minutes=1)
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    assert story.next == before


def test_another_list_replaces_the_first_until_the_next_one_is_asked() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora", "Eve"))
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Eve"))
    assert asked(story) == person("Eve")
    assert story.tries(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora")) is Failure.NOT_ASKED
    story.hears(MENTOR, "decline", "request/2")
    assert story.next.kind is StepKind.NO_MENTOR


@pytest.mark.parametrize("choice", [Choice.CONTINUE, Choice.CLOSE])
def test_another_decision_takes_it_back(choice: Choice) -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    story.hears(COORDINATOR, "decide", "no_mentor/1", choice=choice)
    assert story.next.kind is StepKind.WITHDRAWN
    assert len(story.state.candidates) == 1


def test_naming_takes_an_end_back_that_nobody_was_told_of() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "decide", "no_mentor/1", choice=Choice.CLOSE)
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    assert asked(story) == person("Dora")


def test_whoever_is_named_counts_once_and_the_one_who_was_asked_last_not_at_all() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Europe/Berlin", "Dora", "Dora"))
    assert [one.person for one in story.state.candidates[1:]] == [person("Dora")]
    alone = nobody_left()
    alone.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Europe/Berlin"))
    assert alone.next.kind is StepKind.WITHDRAWN


def test_hr_names_mentors_while_another_one_is_asked() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    assert story.tries(COORDINATOR, "name", named=candidates("Dora")) is Failure.NOT_ASKED
    assert story.tries(MENTOR, "name", "request/1", named=candidates("Dora")) is Failure.NOT_ASKED
    story.hears(HR, "name", named=candidates("Dora"))
    assert story.next.kind is StepKind.REQUEST_REMINDER
    story.hears(MENTOR, "decline", "request/1")
    assert asked(story) == person("Dora")


def test_hr_names_mentors_where_nobody_was_left_and_they_are_asked_at_once() -> None:
    story = nobody_left()
    story.hears(HR, "name", named=candidates("Dora"))
    assert story.next.due - story.now < timedelta(minutes=5)
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Eve"))
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Zoe"))
    assert asked(story) == person("Dora"), "what HR named is not for the coordinator to replace"
    assert [one.person for one in story.state.candidates[1:]] == [person("Zoe")]


def test_whom_hr_named_stays_though_the_coordinator_names_them_too_and_then_others() -> None:
    story = nobody_left()
    story.hears(HR, "name", named=candidates("Dora"))
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Eve"))
    assert [one.person for one in story.state.candidates[1:]] == [person("Dora"), person("Eve")]


def test_hr_names_mentors_where_nobody_runs_the_programme() -> None:
    state = seeking(zones=("Europe/Berlin",))
    story = Story(state.with_(readers={Role.MENTEE: state.readers[Role.MENTEE]}))
    story.goes_on_until("no_mentor")
    assert card_of(story.state, story.now).standing == NOBODY_LEFT
    story.hears(HR, "name", named=candidates("Dora"))
    assert card_of(story.state, story.now).standing == "looking for a mentor"
    assert asked(story) == person("Dora")


def test_a_search_holds_so_many_at_most() -> None:
    story = Story(seeking())
    many = candidates(*(f"mentor {number}" for number in range(MOST - 1)))
    assert story.tries(HR, "name", named=many) is Failure.NOT_ASKED
    story.hears(HR, "name", named=many[1:])
    assert len(story.state.candidates) == MOST


def test_nobody_is_named_once_there_is_a_mentor_or_an_end() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    assert story.tries(HR, "name", named=candidates("Dora")) is Failure.NOT_ASKED
    ended = nobody_left()
    ended.hears(HR, "close")
    assert ended.tries(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora")) is Failure.TOO_LATE
    assert ended.tries(HR, "name", named=candidates("Dora")) is Failure.TOO_LATE
    ended.goes_on_until("withdrawn")
    assert ended.tries(HR, "name", named=candidates("Dora")) is Failure.CLOSED


def test_a_late_yes_of_the_mentor_before_changes_nothing() -> None:
    story = nobody_left()
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    asked(story)
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE


def test_the_letters_of_a_handed_over_task_keep_their_numbers() -> None:
    story = nobody_left()
    reader = story.state.readers[COORDINATOR]
    story.learns(COORDINATOR, NewsKind.MOVED, reader=reader, replaced=True)
    assert story.takes("no_mentor").key == "no_mentor/2"
    story.hears(COORDINATOR, "name", "no_mentor/2", named=candidates("Dora"))
    assert story.takes("request").key == "request/3"
    story.hears(MENTOR, "decline", "request/3")
    assert story.takes("no_mentor").key == "no_mentor/3"
    keys = [step.key for step in story.taken]
    assert len(keys) == len(set(keys))


def test_a_hold_keeps_what_was_named_until_it_is_lifted() -> None:
    story = nobody_left()
    story.hears(HR, "hold")
    hold = story.state.heard[-1]
    story.hears(COORDINATOR, "name", "no_mentor/1", named=candidates("Dora"))
    story.passes(days=30)
    story.hears(HR, "lift", hold=hold, choice=Choice.CONTINUE)
    assert asked(story) == person("Dora")


def test_in_a_search_that_finds_its_mentors_those_named_are_asked_although_nobody_is_found() -> None:
    state = seeking(zones=("Europe/Berlin",))
    nobody = Candidate(person=NOBODY, reader=clock_of("UTC", state.started))
    story = Story(state.with_(candidates=(*state.candidates, nobody), proposes=True))
    story.takes("request")
    story.hears(HR, "name", named=candidates("Dora"))
    story.hears(MENTOR, "decline", "request/1")
    because = Reason(code=ReasonCode.NOBODY_LEFT)
    story.takes("request", result=StepResult.DROPPED, because=because)
    assert story.next.reason.code is ReasonCode.NAMED_NEXT
    assert asked(story) == person("Dora")


def test_whom_a_search_may_find_later_is_asked_in_any_case_once_named() -> None:
    story = Story(seeking().with_(proposes=True))
    story.takes("request")
    story.hears(HR, "name", named=candidates("Asia/Tokyo"))
    assert [(one.person, one.named) for one in story.state.candidates[1:]] == [(person("Asia/Tokyo"), HR)]
    assert not finds_next(story.state)
