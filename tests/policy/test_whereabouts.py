"""Who has left, who cannot be reached, who is away, and on which clock: what stays true of them afterwards."""

from datetime import timedelta

import pytest

from activities.time_zones import clock_of
from policy.engagement import last_question, side_of
from policy.lifecycle import addressee
from schemas.failures import Failure
from schemas.names import PAIR, NewsKind, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import START, paired, person, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def active() -> Story:
    return under_way(Story(paired()))


def accepted() -> Story:
    """Return a search whose first mentor has accepted and looks at the agreement."""
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    story.takes("agreement")
    return story


def partner(role: Role) -> Role:
    return MENTEE if role is MENTOR else MENTOR


# Left


def test_nobody_but_hr_says_otherwise_of_an_end_that_somebodys_leaving_brought() -> None:
    story = active()
    story.learns(MENTOR, "left")
    story.hears(COORDINATOR, "close", outcome="completed")
    assert story.shown.closing
    assert (story.shown.closing.outcome, story.shown.closing.by) == (Outcome.LEFT, HR)


@pytest.mark.parametrize("who", PAIR)
def test_an_end_that_one_wished_is_not_taken_back_once_the_other_has_left(who: Role) -> None:
    story = active()
    story.takes("check_in")
    story.hears(who, "adjust", "check_in/1", choice="close")
    story.learns(partner(who), "left")
    assert story.tries(who, "adjust", "check_in/1", choice="continue") is Failure.TOO_LATE
    story.hears(COORDINATOR, "close", outcome="completed")
    assert story.shown.closing
    assert story.shown.closing.outcome is Outcome.LEFT


def test_a_lapse_is_over_once_one_of_them_has_left() -> None:
    story = active()
    notice = story.goes_on_until("last_notice")
    story.learns(MENTOR, "left")
    assert story.tries(MENTEE, "adjust", notice.key, choice="continue") is Failure.TOO_LATE


def test_the_next_candidate_is_asked_because_the_mentor_has_left() -> None:
    story = accepted()
    story.learns(MENTOR, "left")
    assert (story.next.key, story.next.reason.code) == ("request/2", ReasonCode.LEFT_NEXT)


def test_when_they_thought_again_and_then_the_mentor_leaves_the_search_goes_on() -> None:
    story = accepted()
    before = story.state.seeking
    story.hears(MENTEE, "adjust", "agreement/1", choice="rematch")
    story.hears(MENTEE, "agree", "agreement/1")
    assert (story.shown.phase, story.state.seeking) == (Phase.AGREEING, before)
    story.learns(MENTOR, "left")
    assert story.next.key == "request/2"


# Out of reach


def test_a_coordinator_who_cannot_be_reached_is_asked_nothing() -> None:
    story = active()
    story.learns(COORDINATOR, "unreachable")
    assert set(story.state.readers) == set(PAIR)
    story.goes_on_until("farewell")
    assert not [step for step in story.taken if COORDINATOR in step.to]


@pytest.mark.parametrize("kind", ["unreachable", "reachable"])
def test_only_the_silence_of_whoever_is_in_reach_again_is_forgotten(kind: str) -> None:
    story = active()
    story.goes_on_until("nudge")
    story.learns(MENTEE, "unreachable")
    if kind == "reachable":
        story.learns(MENTEE, "reachable")
    assert story.state.active
    mine, other = side_of(story.state.active, MENTEE), side_of(story.state.active, MENTOR)
    assert (other.unanswered, other.letters, other.question is not None) == (2, 2, True)
    forgotten = (0, 0, None) if kind == "reachable" else (2, 2, mine.question)
    assert (mine.unanswered, mine.letters, mine.question) == forgotten
    assert story.state.active.quiet == (MENTOR,)


def test_an_address_that_works_again_after_the_last_notice_undoes_the_lapse_and_all_that_led_to_it() -> None:
    story = active()
    story.goes_on_until("last_notice")
    story.learns(MENTOR, "unreachable")
    story.learns(MENTOR, "reachable")
    assert (story.shown.phase, story.shown.closing) == (Phase.ACTIVE, None)
    assert story.state.active
    assert (story.state.active.rung, story.state.active.quiet) == (0, ())


def test_an_address_that_works_again_does_not_undo_an_end_that_was_wished() -> None:
    story = active()
    story.hears(HR, "close")
    story.learns(MENTOR, "unreachable")
    story.learns(MENTOR, "reachable")
    assert story.shown.phase is Phase.CLOSING


def test_a_coordinator_in_reach_again_changes_nothing_between_the_two() -> None:
    story = active()
    story.takes("check_in")
    before = story.state.active
    story.learns(COORDINATOR, "unreachable")
    story.learns(COORDINATOR, "reachable", reader=clock_of("Europe/London", START))
    assert story.state.active == before
    assert story.state.readers[COORDINATOR] == clock_of("Europe/London", START)


def test_the_coordinator_hears_once_of_an_address_that_failed_before_a_break() -> None:
    story = active()
    story.learns(MENTOR, "unreachable")
    story.hears(HR, "pause", until=story.now + 30 * DAY)
    story.takes("paused", unreachable=(MENTOR,))
    story.takes("unreachable")
    story.takes("resumed", unreachable=(MENTOR,))
    assert story.state.unreachable_since is None
    assert story.next.kind is not StepKind.UNREACHABLE


def test_an_address_that_nobody_was_told_of_during_a_break_because_nothing_worked_is_told_of_right_after_it() -> None:
    story = active()
    story.learns(MENTOR, "unreachable")
    story.hears(HR, "pause", until=story.now + 30 * DAY)
    story.passes(days=10)
    story.hears(HR, "resume")
    assert story.state.pause is None
    step = story.takes()
    assert step.kind is StepKind.UNREACHABLE
    assert step.due - story.now < DAY


# Away


def test_a_leave_until_now_is_over() -> None:
    story = active()
    story.learns(MENTOR, "away", until=story.now)
    assert story.state.pause is None


def test_a_leave_that_turns_out_to_be_over_ends_the_break() -> None:
    story = active()
    story.learns(MENTOR, "away", until=story.now + 20 * DAY)
    story.takes("paused")
    story.learns(MENTOR, "away", until=story.now - DAY)
    assert story.state.pause
    assert story.state.pause.until == story.now
    assert story.takes().kind is StepKind.RESUMED


def test_a_mentor_who_is_away_for_as_long_as_they_have_to_answer_is_waited_for() -> None:
    story = Story(seeking())
    story.takes("request")
    story.learns(MENTOR, "away", until=story.now + 14 * DAY)
    assert story.state.pause
    story.learns(MENTOR, "away", until=story.now + 15 * DAY)
    assert story.next.reason.code is ReasonCode.AWAY_NEXT


def test_a_break_that_the_coordinator_asks_for_is_nobodys_own() -> None:
    story = active()
    until = story.now + 20 * DAY
    story.hears(COORDINATOR, "pause", until=until)
    assert story.state.pause
    assert story.state.pause.absences == {HR: until}


def test_both_hear_when_the_break_becomes_shorter_because_one_is_back() -> None:
    story = active()
    short, long = story.now + 20 * DAY, story.now + 40 * DAY
    story.hears(MENTEE, "pause", until=short)
    story.learns(MENTOR, "away", until=long)
    story.takes("paused")
    story.passes(days=5)
    story.learns(MENTOR, "back")
    changed = story.takes("paused")
    assert (changed.key, changed.reason.code, changed.reason.until) == ("paused/2", ReasonCode.BREAK_CHANGED, short)
    assert changed.due - story.state.last_letters[MENTEE] < 4 * DAY
    story.takes("resumed")
    story.hears(HR, "pause", until=story.now + 20 * DAY)
    assert story.takes("paused").key == "paused/3"


# Clocks


@pytest.mark.parametrize("kind", [NewsKind.BACK, NewsKind.REACHABLE, NewsKind.MOVED])
@pytest.mark.parametrize("who", PAIR)
def test_whoever_is_back_in_another_zone_is_written_to_in_its_hours(kind: NewsKind, who: Role) -> None:
    story, kiritimati = active(), clock_of("Pacific/Kiritimati", START)
    before = story.state.readers
    story.learns(who, kind, reader=kiritimati)
    assert story.state.readers == {**before, who: kiritimati}


# To whom


def test_a_request_concerns_the_candidate_whose_turn_it_is_and_all_else_the_mentor() -> None:
    story = Story(seeking())
    assert addressee(story.state, story.next) == person("Europe/Berlin")
    request = story.takes("request")
    assert addressee(story.state, request) == person("Europe/Berlin")
    assert addressee(story.state, story.next) == person("Europe/Berlin")
    story.hears(MENTOR, "decline", "request/1")
    assert addressee(story.state, story.next) == person("Asia/Tokyo")
    pair = active()
    assert addressee(pair.state, pair.next) == person("mentor")


def test_the_latest_question_is_the_one_whose_fate_matters() -> None:
    assert last_question(seeking()) is None
    story = active()
    assert last_question(story.state) is None
    story.takes("check_in")
    story.takes("nudge", written=(MENTEE,))
    assert last_question(story.state) == "nudge/2"
    story.hears(MENTEE, "check_in", "nudge/2", met="no")
    assert last_question(story.state) == "check_in/1"
    story.hears(MENTOR, "check_in", "check_in/1", met="no")
    assert last_question(story.state) is None
