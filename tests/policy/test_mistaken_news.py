"""News is about a person, may be mistaken, and is taken back: nobody pays for what somebody else did."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from policy.lifecycle import planned
from schemas.failures import Failure
from schemas.names import PAIR, NewsKind, Outcome, Phase, Role, StepKind, StepResult
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import paired, person, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


@pytest.mark.parametrize("kind", [NewsKind.UNREACHABLE, NewsKind.LEFT])
def test_late_news_of_an_earlier_candidate_does_not_pass_over_the_one_who_was_asked_since(kind: NewsKind) -> None:
    story = Story(seeking())
    story.takes("request", written=(MENTEE,), unreachable=(MENTOR,))
    story.takes("request")
    before = story.next
    story.learns(MENTOR, kind, person=person("Europe/Berlin"))
    assert story.next == before
    assert story.state.unreachable == story.state.gone == ()
    assert isinstance(story.tries(MENTOR, "accept", "request/2"), type(story.state))


def test_news_of_the_mentor_who_is_asked_counts() -> None:
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTOR, "unreachable", person=person("Europe/Berlin"))
    assert story.next.key == "request/2"


def test_another_coordinators_news_counts() -> None:
    story = under_way(Story(paired()))
    story.learns(Role.COORDINATOR, "left", person=person("somebody else"))
    assert Role.COORDINATOR not in story.state.readers


@pytest.mark.parametrize("who", PAIR)
def test_a_pair_goes_on_once_whoever_was_said_to_have_left_is_back(who: Role) -> None:
    """Both once read at once that the programme had decided to end it, and HR had to take that back as well."""
    story = under_way(Story(paired()))
    before = story.next
    story.learns(who, "left")
    assert story.tries(HR, "resume") is Failure.TOO_LATE
    story.passes(minutes=5)
    story.learns(who, "back")
    assert (story.state.gone, story.state.phase, story.next.key) == ((), Phase.ACTIVE, before.key)
    assert set(story.takes("check_in").to) == set(PAIR)


def test_whoever_was_told_that_somebody_left_is_told_that_it_goes_on() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    assert story.takes("closing").to == (MENTEE,)
    story.learns(MENTOR, "back")
    assert story.takes("reopened").to == (MENTEE,)


def test_a_search_goes_on_only_once_its_mentee_is_back() -> None:
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTEE, "left")
    assert story.tries(HR, "resume") is Failure.TOO_LATE
    story.learns(MENTEE, "back")
    assert story.state.phase is Phase.SEEKING


def searching() -> Story:
    story = Story(seeking())
    story.takes("request")
    return story


def accepted() -> Story:
    story = searching()
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    return story


def given() -> Story:
    story = Story(paired())
    story.takes("agreement")
    return story


NOT_BEGUN = [
    (searching, MENTEE),
    (searching, MENTOR),
    (accepted, MENTEE),
    (accepted, MENTOR),
    (given, MENTEE),
    (given, MENTOR),
]


@pytest.mark.parametrize(("begun", "who"), NOT_BEGUN)
def test_what_has_not_begun_goes_on_if_whoever_was_said_to_have_left_is_back_within_minutes(
    begun: Callable[[], Story], who: Role
) -> None:
    """A search once ended within the second, and its mentee never heard of it; a mentor was passed over for good."""
    story = begun()
    before = story.next
    story.learns(who, "left")
    assert story.next.kind in (StepKind.WITHDRAWN, StepKind.REQUEST)
    assert story.next.due >= story.now + timedelta(minutes=10)
    story.passes(minutes=9)
    story.learns(who, "back")
    assert story.next == before.with_(due=before.due + timedelta(minutes=9)), "in which nobody could answer"


@pytest.mark.parametrize("begun", [searching, given, lambda: under_way(Story(paired()))])
def test_a_break_goes_on_if_whoever_was_said_to_have_left_is_back_before_a_letter_told_of_it(
    begun: Callable[[], Story],
) -> None:
    """They were once asked at once, in a break of which both had been told."""
    story = begun()
    until = story.now + timedelta(days=40)
    story.hears(HR, "pause", until=until)
    story.takes("paused")
    story.passes(days=2)
    before = story.next
    story.learns(MENTEE, "left")
    story.passes(minutes=5)
    story.learns(MENTEE, "back")
    assert (story.next.key, story.next.due) == (before.key, before.due)
    story.takes("resumed")
    assert story.next.kind is not StepKind.PAUSED


def test_leave_is_over_for_whoever_was_said_to_have_left_in_it_and_is_back() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTEE, "away", until=story.now + timedelta(days=40))
    story.takes("paused")
    story.learns(MENTEE, "left")
    story.learns(MENTEE, "back")
    assert story.takes("resumed").due < story.now + timedelta(days=4)


def test_a_mentor_who_is_back_once_the_next_one_was_asked_stays_passed_over() -> None:
    story = searching()
    story.learns(MENTOR, "left", person=person("Europe/Berlin"))
    story.takes("request")
    before = story.next
    story.learns(MENTOR, "back", person=person("Europe/Berlin"))
    assert story.next == before


def test_a_mentor_who_said_no_before_they_were_said_to_have_left_stays_passed_over() -> None:
    story = searching()
    story.hears(MENTOR, "decline", "request/1")
    before = story.next
    story.learns(MENTOR, "left")
    story.learns(MENTOR, "back")
    assert story.next == before


def test_a_candidate_who_turns_out_to_have_left_before_they_were_asked_holds_nobody_up() -> None:
    story = searching()
    story.hears(MENTOR, "decline", "request/1")
    dropped = Reason(code=ReasonCode.LEFT_NEXT)
    story.takes("request", result=StepResult.DROPPED, written=(), because=dropped)
    assert story.next.kind is StepKind.NO_MENTOR
    assert planned(story.state, story.now) == story.now


def test_the_last_mentor_of_a_list_who_is_back_within_minutes_is_still_asked() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    before = story.next
    story.learns(MENTOR, "left")
    assert story.next.kind is StepKind.NO_MENTOR
    story.learns(MENTOR, "back")
    assert story.next == before
    story.hears(MENTOR, "accept", "request/1")
    assert story.state.phase is Phase.AGREEING


def test_an_end_by_news_is_told_once_the_minutes_are_over() -> None:
    story = searching()
    story.learns(MENTEE, "left")
    assert story.takes("withdrawn").to == (MENTOR,)
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LEFT)


def test_a_last_notice_still_waits_after_a_mistake_that_nobody_read_of() -> None:
    """It was off as well, and both got a letter about it, though nobody had answered."""
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    story.passes(hours=30)
    before = story.state.closing
    assert before
    story.learns(Role.MENTOR, "left")
    story.passes(minutes=3)
    story.learns(Role.MENTOR, "back", reader=story.state.readers[Role.MENTOR])
    lost = timedelta(minutes=3)  # in which nobody could answer
    moved = {"since": before.since + lost, "asked": before.asked and before.asked + lost, "until": before.until + lost}
    assert story.state.closing == before.with_(**moved)
    assert story.takes().kind is StepKind.FAREWELL
    assert story.state.outcome is Outcome.LAPSED
