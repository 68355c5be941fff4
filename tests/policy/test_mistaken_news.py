"""News is about a person, may be mistaken, and is taken back: nobody pays for what somebody else did."""

import pytest

from schemas.failures import Failure
from schemas.names import PAIR, NewsKind, Outcome, Phase, Role
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
def test_whoever_left_by_mistake_is_back_and_hr_may_let_the_pair_go_on(who: Role) -> None:
    story = under_way(Story(paired()))
    story.learns(who, "left")
    assert story.tries(HR, "resume") is Failure.TOO_LATE
    story.learns(who, "back")
    assert story.state.gone == ()
    story.hears(HR, "resume")
    assert story.state.phase is Phase.ACTIVE
    assert set(story.takes("check_in").to) == set(PAIR)


def test_a_search_goes_on_only_once_its_mentee_is_back() -> None:
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTEE, "left")
    assert story.tries(HR, "resume") is Failure.TOO_LATE
    story.learns(MENTEE, "back")
    story.hears(HR, "resume")
    assert story.state.phase is Phase.SEEKING


def test_whoever_is_back_during_the_goodbye_hears_it_too() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    story.learns(MENTOR, "back")
    assert set(story.takes("closing").to) == set(PAIR)
    story.learns(MENTOR, "left")
    assert story.takes("farewell").to == (MENTEE,)
    assert story.state.outcome is Outcome.LEFT
