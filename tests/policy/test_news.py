"""What becomes known about people, in every phase: kindly, and without blaming anybody."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.time_zones import clock_of
from policy.lifecycle import expected, next_step
from policy.news import hear_news
from policy.participants import participants
from schemas.failures import Failure
from schemas.messages import StepOutcome
from schemas.names import NewsKind, Outcome, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from tests.policy.pairs import START, news, paired, person, seeking
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
    assert (story.state.phase, story.state.outcome) == (Phase.CLOSED, Outcome.LEFT)


def test_when_the_mentee_leaves_before_anybody_was_asked_nobody_is_written_to() -> None:
    story = Story(seeking())
    story.learns(MENTEE, "left")
    assert story.takes("withdrawn").to == ()
    assert story.state.phase is Phase.CLOSED


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
    assert story.state.pause is None
    assert story.takes("closing").due < START + timedelta(days=9)


def test_when_a_mentor_who_was_asked_leaves_the_next_one_is_asked() -> None:
    story = asked()
    story.learns(MENTOR, "left")
    assert participants(story.state) == (MENTEE,)
    assert story.tries(MENTOR, "accept", "request/1") is Failure.TOO_LATE
    step = story.takes("request")
    assert (step.key, step.to, step.reason.code) == ("request/2", (MENTOR, MENTEE), ReasonCode.UNREACHED_NEXT)
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


@pytest.mark.parametrize("who", [MENTEE, MENTOR])
def test_somebodys_leave_is_a_break_without_bounds_and_they_may_be_back_earlier(who: Role) -> None:
    story = active()
    until = story.now + timedelta(days=300)
    story.learns(who, "away", until=until)
    assert story.state.pause
    assert story.state.pause.until == until
    assert story.takes("paused").to == (MENTEE, MENTOR)
    story.passes(days=100)
    story.learns(who, "back")
    assert story.takes("resumed").due < until - timedelta(days=150)


def test_one_who_is_back_does_not_end_the_leave_of_the_other() -> None:
    story = active()
    story.learns(MENTEE, "away", until=story.now + timedelta(days=30))
    story.learns(MENTOR, "away", until=story.now + timedelta(days=60))
    story.learns(MENTEE, "back")
    assert story.state.pause
    assert story.state.pause.absences == {MENTOR: story.now + timedelta(days=60)}
    story.learns(MENTEE, "back")  # twice
    assert set(story.state.pause.absences) == {MENTOR}


def test_a_leave_that_is_over_already_changes_nothing() -> None:
    story = active()
    story.learns(MENTEE, "away", until=story.now - timedelta(days=1))
    assert story.state.pause is None
    story.learns(COORDINATOR, "away", until=story.now + timedelta(days=30))
    assert story.state.pause is None


def test_a_mentor_who_is_away_for_long_is_not_waited_for_by_somebody_who_looks_for_one() -> None:
    story = asked()
    story.learns(MENTOR, "away", until=story.now + timedelta(days=60))
    assert story.state.pause is None
    assert story.next.reason.code is ReasonCode.AWAY_NEXT
    short = asked()
    short.learns(MENTOR, "away", until=short.now + timedelta(days=6))
    assert short.state.pause
    assert short.next.kind is StepKind.PAUSED


def test_a_leave_does_not_stop_a_goodbye() -> None:
    story = active()
    story.hears(HR, "close")
    story.learns(MENTEE, "away", until=story.now + timedelta(days=60))
    assert story.state.pause is None


def test_an_address_that_fails_passes_over_a_mentor_who_is_asked_and_nobody_else() -> None:
    story = asked()
    story.learns(MENTEE, "unreachable")
    assert story.next.kind is StepKind.REQUEST_REMINDER
    story.learns(MENTOR, "unreachable")
    assert story.next.reason.code is ReasonCode.UNREACHED_NEXT


def test_the_coordinator_hears_once_that_somebody_cannot_be_reached() -> None:
    story = active()
    story.learns(MENTOR, "unreachable")
    story.learns(MENTOR, "unreachable")
    step = story.takes("unreachable")
    assert (step.key, step.to) == ("unreachable/1", (COORDINATOR,))
    assert step.reason == Reason(code=ReasonCode.UNREACHABLE, who=(MENTOR,))
    assert story.next.kind is not StepKind.UNREACHABLE


def test_while_one_of_two_is_still_out_of_reach_the_coordinator_is_still_told() -> None:
    story = active()
    story.learns(MENTEE, "unreachable")
    story.learns(MENTOR, "unreachable")
    story.learns(MENTEE, "reachable")
    assert story.takes("unreachable").reason.who == (MENTOR,)
    story.learns(MENTOR, "reachable")
    assert story.state.unreachable_since is None


def test_a_step_without_a_letter_finds_nothing_out_about_addresses() -> None:
    story = active()
    story.learns(MENTOR, "unreachable")
    story.takes("unreachable", written=(), unreachable=(), skipped=(COORDINATOR,))
    assert story.state.unreachable == (MENTOR,)


def test_the_ladder_begins_anew_for_whoever_can_be_reached_again() -> None:
    """An address mended once brought the first letter and the rhythm question in the same minute."""
    story = active()
    for _ in range(8):
        step = story.next
        written = tuple(role for role in step.to if role is not MENTOR)
        story.takes(written=written, unreachable=(MENTOR,))
        if step.kind in (StepKind.CHECK_IN, StepKind.NUDGE):
            story.hears(MENTEE, "check_in", step.key, met="no")
    story.learns(MENTOR, "reachable")
    assert story.state.unreachable == ()
    assert story.state.active
    assert story.state.active.mentor.unanswered == 0
    assert story.next.kind in (StepKind.CHECK_IN, StepKind.REVIEW)
    story.takes()
    assert story.next.due - story.now >= timedelta(days=20)


def test_a_step_that_reaches_somebody_again_begins_anew_as_well() -> None:
    story = active()
    for _ in range(3):
        step = story.next
        story.takes(written=tuple(role for role in step.to if role is not MENTOR), unreachable=(MENTOR,))
        if step.kind is StepKind.CHECK_IN:
            story.hears(MENTEE, "check_in", step.key, met="no")
    while story.next.kind not in (StepKind.CHECK_IN, StepKind.REVIEW):
        story.takes()
    story.takes(written=(MENTEE, MENTOR), unreachable=())
    assert story.state.unreachable == ()
    assert story.state.active
    assert story.state.active.mentor.life == story.now
    assert story.state.active.mentor.unanswered == 1  # to the letter that has just reached them


def test_whoever_becomes_reachable_after_the_last_notice_keeps_the_pair() -> None:
    story = silent_until("last_notice")
    story.state = story.state.with_(unreachable=(MENTOR,))
    story.learns(MENTOR, "reachable")
    assert story.state.phase is Phase.ACTIVE
    assert story.next.due - story.now >= timedelta(days=14)


def test_a_move_to_another_zone_sets_the_clock_for_the_next_letter() -> None:
    story = active()
    tokyo = clock_of("Asia/Tokyo", START)
    for role in (MENTEE, MENTOR):
        story.learns(role, "moved", reader=tokyo)
    local = story.next.due + timedelta(hours=9)
    assert 9 <= local.hour < 17
    assert local.isoweekday() <= 5


def test_the_same_news_twice_changes_nothing() -> None:
    state = active().state
    word = news(1, MENTOR, "left")
    once = hear_news(state, word, START + timedelta(days=1))
    assert isinstance(once, State)
    assert once.revision == state.revision + 1
    assert hear_news(once, word, START + timedelta(days=9)) == once


@pytest.mark.parametrize("kind", NewsKind)
def test_news_after_the_end_is_too_late(kind: NewsKind) -> None:
    over = paired().with_(phase=Phase.CLOSED)
    word = news(1, MENTOR, kind, until=datetime(2027, 1, 1, tzinfo=UTC))
    assert hear_news(over, word, START) is Failure.CLOSED


@pytest.mark.parametrize("about", [MENTEE, MENTOR, COORDINATOR])
@pytest.mark.parametrize("kind", NewsKind)
def test_every_news_in_every_phase_leaves_something_to_do(kind: NewsKind, about: Role) -> None:
    paused = active()
    paused.hears(HR, "pause", until=paused.now + timedelta(days=30))
    closing = active()
    closing.hears(HR, "close")
    given_up = Story(seeking(zones=("Europe/Berlin",)))
    given_up.goes_on_until("no_mentor")
    for story in (Story(seeking()), asked(), given_up, agreeing(), agreeing(False), active(), paused, closing):
        until = story.now + timedelta(days=9)
        story.learns(about, kind, until=until, reader=clock_of("Asia/Tokyo", START))
        assert story.next.due >= story.now
        assert not set(story.next.to) & set(story.state.gone) or story.next.kind is StepKind.REQUEST
