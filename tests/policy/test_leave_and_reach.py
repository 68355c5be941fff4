"""News of leave, of addresses and of other time zones changes what is sent, and blames nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.time_zones import clock_of
from policy.news import hear_news
from schemas.failures import Failure
from schemas.names import NewsKind, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from tests.policy.pairs import START, news, paired, seeking
from tests.policy.stories import Story
from tests.policy.test_news import active, agreeing, asked, silent_until

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR


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
    assert story.state.pause.away == {MENTOR: story.now + timedelta(days=60)}
    story.learns(MENTEE, "back")  # twice
    assert set(story.state.pause.away) == {MENTOR}


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
    assert story.shown.pause is None


def test_an_address_that_fails_passes_over_a_mentor_who_is_asked_and_nobody_else() -> None:
    story = asked()
    story.learns(MENTEE, "unreachable")
    assert story.takes("unreachable").to == (COORDINATOR,)
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
    assert story.takes("agreed").to == (MENTEE,), "the letter that they begin came back"
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
    assert story.shown.phase is Phase.ACTIVE
    story.takes("reopened")
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


def test_the_coordinator_hears_during_a_break_that_an_address_fails_so_that_it_works_when_they_are_back() -> None:
    """They once heard of it in the same hour in which both were to be welcomed back."""
    story = active()
    story.hears(MENTEE, "pause", until=story.now + timedelta(days=60))
    story.takes("paused")
    story.passes(days=3)
    story.learns(MENTOR, "unreachable")
    step = story.takes("unreachable")
    assert (step.to, step.reason.who) == ((COORDINATOR,), (MENTOR,))
    assert story.state.pause
    assert story.state.pause.until - step.due > timedelta(days=50)
    story.learns(MENTOR, "reachable")
    assert story.takes("paused").to == (MENTOR,), "the letter about the break came back"
    assert story.takes("resumed").to == (MENTEE, MENTOR)
    assert story.next.kind is not StepKind.UNREACHABLE
