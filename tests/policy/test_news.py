"""What becomes known about people, in every phase: kindly, and without blaming anybody."""

from datetime import timedelta

import pytest

from activities.time_zones import clock_of
from policy.lifecycle import expected, next_step
from policy.participants import participants
from schemas.failures import Failure
from schemas.messages import StepOutcome
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from tests.policy.pairs import START, paired, person, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR


def asked() -> Story:
    story = Story(seeking())
    story.takes("request")
    return story


def agreeing(searched: bool = True) -> Story:
    story = asked() if searched else Story(paired())
    if searched:
        story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    return story


def active() -> Story:
    return under_way(Story(paired()))


def silent_until(kind: str) -> Story:
    """Return a pair whose mentor stays silent up to this rung."""
    story = active()
    for _ in range(20):
        step = story.takes()
        if step.kind == kind:
            return story
        if step.kind in (StepKind.CHECK_IN, StepKind.NUDGE):
            story.hears(MENTEE, "check_in", step.key, met="no")
    raise AssertionError(kind)


def test_when_the_mentee_leaves_nobody_else_is_asked_and_the_mentor_hears_kindly() -> None:
    story = asked()
    story.learns(MENTEE, "left")
    step = story.takes("withdrawn")
    assert (step.to, step.reason) == ((MENTOR,), Reason(code=ReasonCode.HAS_LEFT, who=(MENTEE,)))
    assert (story.shown.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LEFT)


def test_when_the_mentee_leaves_before_anybody_was_asked_nobody_is_written_to() -> None:
    story = Story(seeking())
    story.learns(MENTEE, "left")
    assert story.takes("withdrawn").to == ()
    assert story.shown.phase is Phase.CLOSED


def test_when_the_mentee_leaves_while_agreeing_the_mentor_hears_kindly() -> None:
    story = agreeing()
    story.learns(MENTEE, "left")
    assert story.takes("withdrawn").to == (MENTOR,)
    assert story.state.outcome is Outcome.LEFT


@pytest.mark.parametrize(("who", "partner"), [(MENTEE, MENTOR), (MENTOR, MENTEE)])
def test_when_one_of_a_pair_leaves_the_other_is_told_goodbye_and_nobody_reopens_it(who: Role, partner: Role) -> None:
    story = active()
    story.takes("check_in")
    story.learns(who, "left")
    assert story.tries(partner, "adjust", "check_in/1", choice="continue") in (Failure.TOO_LATE, Failure.NOT_ASKED)
    assert story.takes("closing").to == (partner,)
    assert story.takes("farewell").to == (partner,)
    assert story.state.outcome is Outcome.LEFT


def test_when_one_of_a_pair_leaves_during_a_break_it_ends_now() -> None:
    story = active()
    story.hears(HR, "pause", until=story.now + timedelta(days=200))
    story.takes("paused")
    story.learns(MENTOR, "left")
    assert story.shown.pause is None
    assert story.takes("closing").due < START + timedelta(days=9)


def test_when_a_mentor_who_was_asked_leaves_the_next_one_is_asked() -> None:
    story = asked()
    story.learns(MENTOR, "left")
    assert participants(story.state) == (MENTEE,)
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    step = story.takes("request")
    assert (step.key, step.to, step.reason.code) == ("request/2", (MENTOR, MENTEE), ReasonCode.LEFT_NEXT)
    assert story.state.gone == ()
    assert story.state.mentor == person("Asia/Tokyo")


def test_when_a_mentor_who_has_accepted_leaves_the_search_goes_on_with_the_next_one() -> None:
    story = agreeing()
    story.learns(MENTOR, "left")
    assert story.takes("request").key == "request/2"


def test_when_the_given_mentor_leaves_before_they_begin_the_mentee_hears_kindly() -> None:
    story = agreeing(searched=False)
    story.learns(MENTOR, "left")
    assert story.takes("withdrawn").to == (MENTEE,)
    assert story.state.outcome is Outcome.LEFT


def test_a_mentor_who_declined_and_left_changes_nothing() -> None:
    story = asked()
    story.hears(MENTOR, "decline", "request/1")
    before = story.next
    story.learns(MENTOR, "left")
    assert story.next == before


def test_when_somebody_leaves_during_the_goodbye_the_goodbye_goes_on_with_the_other() -> None:
    story = active()
    story.hears(HR, "close", outcome="completed")
    story.takes("closing")
    story.learns(MENTEE, "left")
    assert story.takes("farewell").to == (MENTOR,)
    assert story.state.outcome is Outcome.COMPLETED


def test_when_somebody_leaves_after_the_last_notice_it_is_not_their_silence_that_ended_it() -> None:
    story = silent_until("last_notice")
    story.learns(MENTOR, "left")
    story.takes("closing")
    story.takes("farewell")
    assert story.state.outcome is Outcome.LEFT


def test_without_a_coordinator_the_ladder_leaves_their_rung_out() -> None:
    """Once a letter to somebody who had left was followed by 14 idle days and the last notice."""
    story = silent_until("rhythm")
    story.learns(COORDINATOR, "left")
    assert story.next.kind is StepKind.LAST_NOTICE
    assert COORDINATOR not in story.state.readers


def test_a_new_coordinator_takes_the_place_of_the_one_who_left() -> None:
    story = silent_until("rhythm")
    story.learns(COORDINATOR, "left")
    step = next_step(story.state, story.now)
    assert step
    clocks = {COORDINATOR: clock_of("Europe/Rome", START)}
    stale = expected(story.state, step).with_(readers=clocks)
    assert isinstance(stale, StepOutcome)
    story.learns(COORDINATOR, "moved", reader=clocks[COORDINATOR])
    assert story.next.kind is StepKind.TASK
    assert story.state.readers[COORDINATOR] == clocks[COORDINATOR]


def test_a_step_brings_everybodys_new_clock_the_coordinators_as_well() -> None:
    story = active()
    clocks = {role: clock_of("Asia/Tokyo", START) for role in (*PAIR, COORDINATOR)}
    story.takes(readers=clocks)
    assert story.state.readers == clocks


def test_clocks_that_a_step_brings_never_bring_back_a_coordinator_who_left() -> None:
    story = active()
    story.learns(COORDINATOR, "left")
    story.takes(readers={**story.state.readers, COORDINATOR: clock_of("Europe/London", START)})
    assert COORDINATOR not in story.state.readers


def test_without_a_coordinator_only_the_mentee_hears_that_nobody_is_left() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.takes("request")
    story.learns(COORDINATOR, "left")
    story.hears(MENTOR, "decline", "request/1")
    assert story.takes("no_mentor").to == (MENTEE,)
