"""A mentor who has left, or whom mail does not reach, is passed over: no change of mind begins with them."""

import pytest

from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import person, seeking
from tests.policy.stories import Story

MENTEE, MENTOR = PAIR
HR = Role.HR
FIRST = person("Europe/Berlin")
LOST = pytest.mark.parametrize("how", ["left", "unreachable"])


def asked() -> Story:
    story = Story(seeking())
    story.takes("request")
    return story


def bowed_out(who: Role) -> Story:
    story = asked()
    story.hears(MENTOR, "accept", "request/1")
    step = story.takes("agreement")
    story.hears(who, "adjust", step.key, choice="rematch")
    return story


@LOST
def test_a_yes_does_not_begin_what_no_agreement_could_reach(how: str) -> None:
    story = asked()
    story.learns(MENTOR, how, person=FIRST)
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    assert story.next.key == "request/2"


def test_a_yes_counts_once_mail_arrives_again() -> None:
    story = asked()
    story.learns(MENTOR, "unreachable", person=FIRST)
    story.learns(MENTOR, "reachable", person=FIRST)
    story.hears(MENTOR, "accept", "request/1")
    assert story.takes("agreement")


@LOST
@pytest.mark.parametrize("who", PAIR)
def test_whoever_would_rather_not_begin_cannot_begin_with_a_mentor_who_was_lost_since(who: Role, how: str) -> None:
    story = bowed_out(who)
    story.learns(MENTOR, how, person=FIRST)
    assert story.tries(who, "agree", "agreement/1") is Failure.TOO_LATE
    assert story.goes_on_until("request").key == "request/2"


def test_nothing_is_written_to_a_mentor_who_has_left() -> None:
    story = bowed_out(MENTEE)
    story.learns(MENTOR, "left", person=FIRST)
    assert story.next.kind is StepKind.REQUEST


@pytest.mark.parametrize(
    ("how", "because"), [("left", ReasonCode.LEFT_NEXT), ("unreachable", ReasonCode.UNREACHED_NEXT)]
)
def test_a_search_that_continues_after_all_does_not_wait_for_a_mentor_who_was_lost(
    how: str, because: ReasonCode
) -> None:
    story = asked()
    story.hears(HR, "close", outcome="withdrawn")
    story.learns(MENTOR, how, person=FIRST)
    story.hears(HR, "resume")
    assert story.is_in(Phase.SEEKING)
    assert (story.next.key, story.next.reason.code) == ("request/2", because)


def test_a_search_that_continues_waits_for_a_mentor_who_is_there() -> None:
    story = asked()
    story.hears(HR, "close", outcome="withdrawn")
    story.hears(HR, "resume")
    assert story.next.kind is StepKind.REQUEST_REMINDER


@LOST
def test_an_agreement_that_hr_lets_go_on_does_not_wait_for_a_mentor_who_was_lost(how: str) -> None:
    story = asked()
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    story.hears(HR, "close", outcome="withdrawn")
    story.learns(MENTOR, how, person=FIRST)
    story.hears(HR, "resume")
    assert story.next.key == "request/2"


@pytest.mark.parametrize("accepted", [False, True])
def test_a_search_that_hr_ended_is_not_called_ended_by_the_leaving_of_a_mentor(accepted: bool) -> None:
    story = asked()
    if accepted:
        story.hears(MENTOR, "accept", "request/1")
        story.takes("agreement")
    story.hears(HR, "close", outcome="withdrawn")
    story.learns(MENTOR, "left", person=FIRST)
    assert story.takes("withdrawn").to == (MENTEE,)
    assert story.state.outcome is Outcome.WITHDRAWN
