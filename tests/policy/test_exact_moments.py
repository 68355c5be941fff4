"""Exact moments and numbers: when a health changes, how letters are spread, which letter says that it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from policy.card import card_of
from policy.courtesy import decent
from policy.engagement import judge
from schemas.failures import Failure
from schemas.names import PAIR, Health, Role, StepResult
from schemas.reader import Offset, Reader
from schemas.reason import Reason, ReasonCode
from schemas.rules import Courtesy, Rules
from tests.policy.pairs import paired, seeking
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, COORDINATOR, HR = Role.MENTEE, Role.MENTOR, Role.COORDINATOR, Role.HR
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY_AT_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONDON = Reader(offsets=(Offset(since=SUNDAY - 30 * DAY, minutes=0),))


def asked(**rules: object) -> Story:
    """Return a pair with its first check-in before it."""
    story = under_way(Story(paired(Rules.model_validate(rules))))
    story.takes("check_in")
    return story


# Letters that waited for an opening hour


def test_letters_that_waited_for_the_same_hour_do_not_leave_in_the_same_minute() -> None:
    moments = [decent(SUNDAY, [LONDON], Courtesy(), str(seed)) for seed in range(40)]
    assert moments == [decent(SUNDAY, [LONDON], Courtesy(), str(seed)) for seed in range(40)], "each by its own minutes"
    assert len(set(moments)) > 15
    assert min(moments) >= MONDAY_AT_NINE
    assert max(moments) <= MONDAY_AT_NINE + timedelta(minutes=30)


def test_a_programme_may_let_all_leave_at_once() -> None:
    assert {decent(SUNDAY, [LONDON], Courtesy(jitter_minutes=0), str(seed)) for seed in range(5)} == {MONDAY_AT_NINE}


def test_the_last_minute_in_which_letters_may_be_spread_counts_as_well() -> None:
    moments = {decent(SUNDAY, [LONDON], Courtesy(jitter_minutes=1), str(seed)) for seed in range(20)}
    assert moments == {MONDAY_AT_NINE, MONDAY_AT_NINE + timedelta(minutes=1)}


def test_a_letter_waits_for_the_full_hour_whenever_it_was_due() -> None:
    due = SUNDAY + timedelta(seconds=7, microseconds=5)
    assert decent(due, [LONDON], Courtesy(jitter_minutes=0), "") == MONDAY_AT_NINE


def test_an_hour_that_a_change_of_clocks_leaves_out_is_no_opening_hour() -> None:
    change = datetime(2027, 3, 28, 1, tzinfo=UTC)  # a Sunday, on which two o'clock is three
    berlin = Reader(offsets=(Offset(since=change - 90 * DAY, minutes=60), Offset(since=change, minutes=120)))
    early = Courtesy(working_days=(7,), from_hour=2, to_hour=3, jitter_minutes=0)
    assert decent(change - timedelta(hours=1), [berlin], early, "") == change + 7 * DAY - timedelta(hours=1)


def test_no_letter_is_spread_beyond_the_hour_in_which_it_may_arrive() -> None:
    narrow = Courtesy(from_hour=9, to_hour=10, jitter_minutes=600)
    moments = [decent(SUNDAY, [LONDON], narrow, str(seed)) for seed in range(40)]
    assert all(MONDAY_AT_NINE <= moment < MONDAY_AT_NINE + timedelta(hours=1) for moment in moments)
    assert moments.count(MONDAY_AT_NINE) > 20


# Health


@pytest.mark.parametrize(
    ("times", "before", "after"), [(1.5, "on_track", "late"), (2, "late", "quiet"), (3, "quiet", "at_risk")]
)
def test_health_changes_at_a_multiple_of_the_rhythm(times: float, before: str, after: str) -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes")
    story.hears(MENTOR, "check_in", "check_in/1", met="yes")
    turn = story.now + times * timedelta(days=21)
    assert judge(story.state, turn - SECOND).health == before
    assert judge(story.state, turn).health == after


def test_a_pair_that_met_within_two_rhythms_is_not_at_risk_whoever_is_silent() -> None:
    story = asked()
    story.goes_on_until("nudge")
    story.hears(MENTEE, "check_in", "nudge/2", met="yes")
    question = story.state.active and story.state.active.mentor.question
    assert question
    moment = max(question.until, story.now) + SECOND
    assert moment < story.now + 21 * DAY
    assert judge(story.state, moment).health is Health.ON_TRACK
    assert judge(story.state, story.now + 42 * DAY - SECOND).health is Health.LATE
    assert judge(story.state, story.now + 42 * DAY).health is Health.AT_RISK


def test_a_low_rating_counts_until_the_next_meeting() -> None:
    story = asked()
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", rating=1)
    story.hears(MENTOR, "check_in", "check_in/1", met="yes", rating=5)
    story.takes("check_in")
    story.hears(MENTEE, "check_in", "check_in/2", met="no")
    assert judge(story.state, story.now).health is Health.AT_RISK
    story.hears(MENTEE, "check_in", "check_in/2", met="yes", rating=4)
    assert judge(story.state, story.now).health is Health.ON_TRACK


def test_whoever_has_left_is_named_in_how_a_pair_fares() -> None:
    story = asked()
    story.learns(MENTOR, "left")
    assert Reason(code=ReasonCode.HAS_LEFT, who=(MENTOR,)) in judge(story.state, story.now).reasons


def test_a_goodbye_keeps_the_health_with_which_it_began() -> None:
    story = asked(cadence_days=30)
    story.goes_on_until("rhythm")
    story.now = story.next.due - SECOND
    assert judge(story.state, story.now).health is Health.AT_RISK
    story.hears(HR, "close")
    story.takes("closing")
    before = story.state.health
    for role in PAIR:
        story.learns(role, "unreachable")
        story.learns(role, "reachable")
    story.learns(MENTOR, "left")
    assert (story.state.health, card_of(story.state, story.now).health) == (before, before)


# Before it begins


def test_the_mentor_of_a_given_pair_was_not_asked_whether_they_take_it_on() -> None:
    story = Story(paired())
    story.takes("agreement")
    for kind in ("accept", "decline"):
        assert story.tries(MENTOR, kind) is Failure.NOT_ASKED


def test_nobody_but_the_mentor_takes_back_what_a_mentor_said() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(MENTOR, "accept", "request/1")
    for kind in ("accept", "decline"):
        assert story.tries(MENTEE, kind, "request/1") is Failure.NOT_ASKED
    before = story.state.agreeing
    story.hears(MENTOR, "accept", "request/1")
    assert story.state.agreeing == before


def test_an_end_before_it_began_is_over_at_once_and_is_said_by_the_first_letter_of_its_kind() -> None:
    story = Story(seeking())
    story.takes("request")
    story.hears(HR, "close")
    assert story.shown.closing
    assert story.shown.closing.until == story.now
    assert story.takes().key == "withdrawn/1"


def test_without_a_coordinator_nothing_goes_to_one() -> None:
    story = Story(seeking(zones=("Europe/Berlin",)))
    story.learns(COORDINATOR, "left")
    story.takes("request")
    assert story.goes_on_until("no_mentor").to == (MENTEE,)


# A sign of life


def test_whoever_answers_without_being_reached_is_alive_and_still_not_reached() -> None:
    story = asked()
    story.learns(MENTOR, "unreachable")
    since = story.state.unreachable_since
    story.hears(MENTOR, "check_in", "check_in/1", met="no")
    assert since
    assert (story.state.unreachable, story.state.unreachable_since) == ((MENTOR,), since)
    assert story.state.active
    assert story.state.active.mentor.life == story.now
    story.learns(MENTOR, "reachable")
    assert (story.state.unreachable, story.state.unreachable_since) == ((), None)


def test_an_answer_settles_all_letters_before_it_and_the_next_letter_is_open_again() -> None:
    story = asked()
    story.goes_on_until("nudge")
    until = story.state.active and story.state.active.mentor.question and story.state.active.mentor.question.until
    assert (
        Reason(code=ReasonCode.ASKED_AGAIN, who=(MENTOR,), count=1, until=until)
        in judge(story.state, story.now).reasons
    )
    story.hears(MENTOR, "check_in", "nudge/2", met="no")
    assert story.state.active
    side = story.state.active.mentor
    assert (side.unanswered, side.letters, side.question, side.answered) == (0, 0, None, True)
    story.hears(MENTEE, "check_in", "nudge/2", met="no")
    story.takes("check_in")
    side = story.state.active.mentor
    assert (side.unanswered, side.letters, side.answered) == (1, 1, False)


def test_a_sign_of_life_after_a_lost_last_notice_ends_the_ladder_with_all_that_belongs_to_it() -> None:
    story = asked()
    story.goes_on_until("last_notice")
    because = Reason(code=ReasonCode.NEVER_ARRIVED, who=PAIR)
    story.takes(result=StepResult.DROPPED, because=because)
    assert story.state.active
    assert story.state.active.again
    for role in PAIR:
        story.hears(role, "adjust", "rhythm/1", choice="continue")
    active = story.state.active
    assert (active.rung, active.climbed, active.again, active.unsent_notices, active.quiet) == (0, None, None, 0, ())


def test_words_are_passed_on_once_for_each_prompt_and_later_words_with_the_next_letter() -> None:
    story = asked()
    for role in PAIR:
        story.hears(role, "check_in", "check_in/1", met="yes", note=True)
    thanks = story.takes("thanks")
    assert story.state.active
    assert (story.state.active.thanks_since, story.state.active.thanked) == (None, "check_in/1")
    story.hears(MENTEE, "check_in", "check_in/1", met="yes", note=True)
    assert (thanks.key, story.next.key) == ("check_in/1/thanks", "check_in/2")
    story.takes()
    assert story.state.active.mentee.note is None
