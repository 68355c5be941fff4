"""Another coordinator is asked what the one before them was asked, and has the full time for it."""

import pytest

from policy.card import card_of
from schemas.names import Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story
from tests.policy.test_verdict import silent_until

MENTEE, MENTOR, COORDINATOR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR
READER = seeking().readers[COORDINATOR]


def replaced(story: Story, days: float = 1) -> Story:
    """Give the programme another coordinator some days later."""
    story.passes(days=days)
    story.learns(COORDINATOR, "moved", reader=READER, replaced=True)
    return story


def test_the_new_coordinator_gets_the_task_about_a_silent_pair() -> None:
    """They were once said to have been asked, and nobody had written to them."""
    story = silent_until("task")
    first = story.takes("task")
    again = replaced(story).takes("task")
    assert (again.to, again.reason.code) == ((COORDINATOR,), ReasonCode.SILENCE)
    assert again.key != first.key
    last = story.takes("last_notice")
    assert (last.due - again.due).days >= story.state.rules.task_days
    assert last.key.number >= again.key.number


def test_the_new_coordinator_is_asked_how_a_search_without_candidates_goes_on() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    first = story.goes_on_until("no_mentor")
    replaced(story)
    assert not card_of(story.state, story.now).waiting_for, "nobody has asked them yet"
    again = story.takes("no_mentor")
    assert card_of(story.state, story.now).waiting_for == (COORDINATOR,)
    assert (again.to, again.reason) == ((COORDINATOR,), first.reason)
    assert again.key != first.key
    story.hears(COORDINATOR, "decide", again.key, choice="continue")
    assert (story.takes("withdrawn").due - again.due).days >= story.state.rules.no_mentor_days
    assert story.is_in(Phase.CLOSED)


def test_the_new_coordinator_is_asked_for_an_address_that_does_not_work() -> None:
    story = Story(paired())
    story.takes("agreement", written=(MENTEE,), unreachable=(MENTOR,))
    first = story.takes("unreachable", unreachable=(MENTOR,))
    assert story.next.kind is not StepKind.UNREACHABLE
    again = replaced(story).takes("unreachable", unreachable=(MENTOR,))
    assert again.reason == first.reason
    assert again.key != first.key


def test_a_coordinator_who_takes_over_what_nobody_was_asked_about_is_asked_nothing() -> None:
    for story in (Story(seeking()), Story(paired()), silent_until("rhythm")):
        before = story.next.kind
        assert replaced(story, days=0).next.kind is before


def test_a_coordinator_who_moves_house_is_asked_nothing_twice() -> None:
    story = silent_until("task")
    story.takes("task")
    story.learns(COORDINATOR, "moved", reader=READER)
    assert story.next.kind is StepKind.LAST_NOTICE


def test_a_search_without_candidates_asks_no_coordinator_whom_mail_does_not_reach() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    first = story.goes_on_until("no_mentor")
    replaced(story).learns(COORDINATOR, "unreachable")
    assert story.next.kind is StepKind.WITHDRAWN
    assert (story.next.due - first.due).days <= story.state.rules.no_mentor_days + 4


@pytest.mark.parametrize(("lost", "there"), [("unreachable", "reachable"), ("left", "back")])
@pytest.mark.parametrize("before", [True, False])
def test_a_coordinator_whom_the_question_may_not_have_reached_is_asked_again_once_mail_reaches_them(
    lost: str, there: str, before: bool
) -> None:
    """It was once said that the search waits for them, nobody had asked them, and the search ran out."""
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(MENTOR, "decline", "request/1")
    if before:
        story.learns(COORDINATOR, lost)
    first = story.takes("no_mentor")
    if not before:
        story.learns(COORDINATOR, lost)
    story.passes(days=1)
    story.learns(COORDINATOR, there, reader=READER)
    again = story.takes("no_mentor")
    assert (again.to, again.reason) == ((COORDINATOR,), first.reason)
    assert again.key != first.key
    assert (story.takes("withdrawn").due - again.due).days >= story.state.rules.no_mentor_days


def test_a_coordinator_who_has_decided_how_a_search_goes_on_is_not_asked_again() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    first = story.goes_on_until("no_mentor")
    story.hears(COORDINATOR, "decide", first.key, choice="continue")
    story.learns(COORDINATOR, "unreachable")
    story.learns(COORDINATOR, "reachable", reader=READER)
    assert story.next.kind is StepKind.WITHDRAWN


def test_whoever_decides_from_the_old_letter_before_the_new_one_comes_is_not_asked_again() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    first = story.goes_on_until("no_mentor")
    replaced(story)
    story.hears(COORDINATOR, "decide", first.key, choice="continue")
    assert story.next.kind is StepKind.WITHDRAWN


def test_a_coordinator_who_has_decided_is_not_asked_again_at_another_address() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.hears(Role.MENTOR, "decline", "request/1")
    step = story.goes_on_until("no_mentor")
    story.hears(Role.COORDINATOR, "decide", step.key, choice="continue")
    story.learns(Role.COORDINATOR, "readdressed")
    assert story.next.kind is not StepKind.NO_MENTOR
