"""Saying goodbye: who may end a mentorship, who may take that back, and until when."""

from datetime import timedelta

import pytest

from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.rules import Rules
from schemas.state import State
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, a_good_pair, kinds, under_way

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def asked(**rules: object) -> Story:
    """Return a pair with its first check-in before it."""
    story = under_way(Story(paired(Rules.model_validate(rules))))
    story.takes("check_in")
    return story


def lapsing() -> Story:
    """Return a pair that has the last notice before it."""
    story = asked()
    story.goes_on_until("last_notice")
    return story


def test_hr_ends_a_search_at_once_and_says_so_to_those_concerned() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(HR, "close", outcome="withdrawn")
    step = story.takes("withdrawn")
    assert (step.to, step.reason.code) == (PAIR, ReasonCode.SEARCH_ENDED)
    assert story.state.outcome is Outcome.WITHDRAWN


def test_a_given_pair_is_never_told_that_a_search_was_ended() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.hears(HR, "close")
    assert story.takes("withdrawn").reason.code is ReasonCode.PAIR_ENDED


def test_hr_ends_a_pair_with_thanks_and_a_farewell() -> None:
    story = asked()
    story.hears(HR, "close", outcome="left")
    assert kinds([story.takes(), story.takes()]) == ["closing", "farewell"]
    assert story.state.outcome is Outcome.LEFT


@pytest.mark.parametrize("choice", ["continue", "extend", "cadence", "pause"])
@pytest.mark.parametrize("outcome", ["left", "completed", "ended_early"])
def test_what_hr_ended_stays_ended_whatever_the_pair_says(choice: str, outcome: str) -> None:
    story = asked()
    story.hears(HR, "close", outcome=outcome)
    said = {"choice": choice, "cadence_days": 7, "until": story.now + 5 * DAY}
    for role in PAIR:
        assert story.tries(role, "adjust", "check_in/1", **said) is Failure.TOO_LATE
        assert story.tries(role, "check_in", "check_in/1", met="yes") is Failure.TOO_LATE
    story.takes("closing")
    for role in PAIR:
        assert story.tries(role, "adjust", "check_in/1", **said) is Failure.TOO_LATE


def test_hr_has_the_last_say_over_an_end_that_one_of_them_wished() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(HR, "close", outcome="left")
    assert story.tries(MENTEE, "adjust", "check_in/1", choice="continue") is Failure.TOO_LATE
    assert story.shown.closing
    assert story.shown.closing.outcome is Outcome.LEFT


def test_what_a_coordinator_says_does_not_change_an_end_that_hr_has_set() -> None:
    story = asked()
    story.hears(HR, "close", outcome="left")
    story.hears(COORDINATOR, "close", outcome="completed")
    assert story.shown.closing
    assert (story.shown.closing.outcome, story.shown.closing.by) == (Outcome.LEFT, HR)


def test_hr_takes_an_end_back_before_the_farewell() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.shown.phase is Phase.ACTIVE
    story.takes("reopened")
    assert story.next.kind in (StepKind.NUDGE, StepKind.CHECK_IN)


def test_hr_takes_back_a_slip_at_once_and_all_is_as_it_was() -> None:
    story = asked()
    story.passes(days=5)
    before, following = story.state, story.next
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.state.active == before.active
    assert story.next == following


def test_the_closing_letter_waits_for_second_thoughts() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    assert story.next.due >= story.now + timedelta(minutes=10)


def test_hr_takes_back_the_end_of_a_search() -> None:
    story = Story(seeking())
    story.takes("request")
    following = story.next
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.next == following


def test_hr_takes_back_an_end_that_time_brought_and_it_is_not_over_again_at_once() -> None:
    story = Story(paired())
    while story.takes().kind is not StepKind.CLOSING:
        for words in a_good_pair(story.taken[-1], story.state):
            story.hears(step=story.taken[-1].key, **words)  # type: ignore[arg-type]
    story.hears(HR, "resume")
    assert story.next.kind is not StepKind.CLOSING
    assert story.state.ends
    assert story.state.ends > story.now + 60 * DAY


def test_hr_gives_a_lapsing_pair_another_rhythm() -> None:
    story = lapsing()
    story.hears(HR, "resume")
    story.takes("reopened")
    assert story.next.kind is StepKind.NUDGE
    assert story.next.due - story.now >= 20 * DAY


def test_nobody_but_hr_takes_back_by_resuming() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    assert story.tries(MENTEE, "resume") is Failure.NOT_PAUSED


@pytest.mark.parametrize("kind", ["check_in", "adjust"])
def test_whoever_wished_to_end_may_think_again_until_the_letter_is_out(kind: str) -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(MENTOR, kind, "check_in/1", met="yes", choice="continue")
    assert story.shown.phase is Phase.CLOSING, "the wish of one is not taken back by the other"
    undone = story.tries(MENTEE, kind, "check_in/1", met="yes", choice="continue")
    assert isinstance(undone, State)
    assert undone.phase is Phase.ACTIVE
    story.takes("closing")
    assert story.tries(MENTEE, kind, "check_in/1", met="yes", choice="continue") is Failure.TOO_LATE


def test_a_coordinators_slip_can_be_undone_while_its_letter_waits() -> None:
    story = asked()
    story.goes_on_until("task")
    story.hears(COORDINATOR, "decide", "task/1", choice="close")
    story.hears(MENTEE, "adjust", "nudge/2", choice="continue")
    assert story.shown.phase is Phase.CLOSING
    undone = story.tries(COORDINATOR, "decide", "task/1", choice="continue")
    assert isinstance(undone, State)
    assert undone.phase is Phase.ACTIVE
    story.takes("closing")
    assert story.tries(COORDINATOR, "decide", "task/1", choice="continue") is Failure.TOO_LATE


def test_an_end_wished_for_twice_is_no_mistake() -> None:
    story = asked()
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.hears(MENTOR, "adjust", "check_in/1", choice="rematch")
    assert story.shown.closing
    assert (story.shown.closing.by, story.shown.closing.outcome) == (None, Outcome.ENDED_EARLY)


@pytest.mark.parametrize("who", PAIR)
def test_a_lapse_is_undone_by_a_sign_of_life_of_either(who: Role) -> None:
    story = lapsing()
    story.hears(who, "adjust", story.taken[-1].key, choice="continue")
    assert story.shown.phase is Phase.ACTIVE
    assert story.next.due - story.now > 14 * DAY


def test_a_lapse_is_undone_by_the_coordinators_patience() -> None:
    story = lapsing()
    story.hears(COORDINATOR, "decide", "task/1", choice="continue")
    assert story.shown.phase is Phase.ACTIVE
    story.takes("reopened")
    assert story.next.due - story.now > 14 * DAY


@pytest.mark.parametrize("choice", ["close", "rematch"])
def test_whoever_answers_the_last_notice_with_an_end_gets_a_proper_goodbye(choice: str) -> None:
    story = lapsing()
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice=choice)
    closing = story.takes("closing")
    assert closing.key == "closing/2", "the last notice was the first goodbye that was announced"
    story.hears(MENTEE, "thank", "closing/2", note=True)
    assert story.takes("farewell").key == "farewell/2"
    assert story.state.outcome in (Outcome.ENDED_EARLY, Outcome.REMATCHED)
