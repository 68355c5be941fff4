"""What an end that is taken back leaves behind: time together, nobody blamed, and the truth in every letter."""

from datetime import timedelta

import pytest

from policy.engagement import judge
from schemas.names import PAIR, Health, Outcome, Role, StepKind
from schemas.reason import ReasonCode
from tests.policy.pairs import paired
from tests.policy.stories import Story, a_good_pair, under_way
from tests.policy.test_closing import asked, lapsing
from tests.policy.test_more_time import good_until

MENTEE, MENTOR = PAIR
COORDINATOR, HR = Role.COORDINATOR, Role.HR
DAY = timedelta(days=1)


def near_the_end(days: int) -> Story:
    """Return a pair that meets all the time, so many days before its time is over."""
    story = under_way(Story(paired()))
    assert story.state.ends
    while story.next.due < story.state.ends - days * DAY:
        for words in a_good_pair(story.takes(), story.state):
            story.hears(step=story.taken[-1].key, **words)  # type: ignore[arg-type]
    story.now = max(story.now, story.state.ends - days * DAY)
    return story


# Time together


@pytest.mark.parametrize("closes", [False, True])
def test_an_end_that_time_brought_and_hr_takes_back_is_not_over_again_the_next_day(closes: bool) -> None:
    story = good_until("closing")
    story.passes(days=1)
    if closes:
        story.hears(HR, "close")
    story.passes(days=1)
    story.hears(HR, "resume")
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY
    story.takes("reopened")
    assert story.takes().kind in ("check_in", "review")


def test_a_goodbye_that_lasted_into_the_last_days_leaves_more_time_once_it_is_taken_back() -> None:
    story = near_the_end(17)
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=10)
    story.hears(HR, "resume")
    story.takes("reopened")
    assert story.next.kind != "closing"
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY


def test_an_answer_to_a_last_notice_in_the_last_days_leaves_more_time() -> None:
    story = lapsing()
    story.state = story.state.with_(ends=story.now + 5 * DAY)
    story.hears(MENTEE, "adjust", story.taken[-1].key, choice="continue")
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY


def test_a_slip_in_the_last_days_that_nobody_heard_of_leaves_the_time_as_it_was() -> None:
    story = near_the_end(15)
    before = story.state.ends
    story.hears(HR, "close")
    story.passes(days=2)
    story.hears(HR, "resume")
    assert story.state.ends == before


def test_a_last_notice_in_the_last_days_to_somebody_whom_mail_reaches_again_leaves_more_time() -> None:
    story = lapsing()
    story.state = story.state.with_(ends=story.now + 5 * DAY)
    story.learns(MENTEE, "unreachable")
    story.passes(days=1)
    story.learns(MENTEE, "reachable")
    assert story.state.ends
    assert story.state.ends > story.now + 91 * DAY
    story.takes("reopened")
    assert story.next.kind is not StepKind.CLOSING


# Nobody is blamed for silence during a goodbye


def test_a_question_that_a_goodbye_cut_short_may_be_answered_afterwards_for_as_long_as_was_left() -> None:
    story = asked(cadence_days=7)
    story.passes(days=1)
    before = story.next
    story.hears(HR, "close")
    story.takes("closing")
    since = story.state.closing.since if story.state.closing else story.now
    story.passes(days=12)
    story.hears(HR, "resume")
    length = story.now - since
    story.takes("reopened")
    assert story.next.kind is before.kind is StepKind.NUDGE
    assert before.due + length <= story.next.due < before.due + length + 4 * DAY
    assert story.state.active
    question = story.state.active.mentee.question
    assert question
    assert question.until > story.now + 5 * DAY


def test_a_pair_that_went_on_well_is_not_quiet_because_of_a_goodbye_that_was_taken_back() -> None:
    story = good_until("check_in", cadence_days=7)
    for role in PAIR:
        story.hears(role, "check_in", story.taken[-1].key, met="yes")
    health = judge(story.state, story.now).health
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=13)
    story.hears(HR, "resume")
    assert judge(story.state, story.now).health is health is Health.ON_TRACK


def test_the_letter_that_it_goes_on_comes_at_once_however_long_the_goodbye_was() -> None:
    story = asked()
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=13)
    story.hears(HR, "resume")
    assert story.takes("reopened").due - story.taken[-2].due < 17 * DAY


def test_the_time_together_began_when_it_began_whatever_was_taken_back() -> None:
    story = asked()
    before, ends = story.state.active, story.state.ends
    story.hears(HR, "close")
    story.takes("closing")
    story.passes(days=5)
    story.hears(HR, "resume")
    assert before
    assert story.state.active
    assert (story.state.active.agreed, story.state.ends) == (before.agreed, ends)


# An end keeps its name


def test_a_pair_that_had_all_its_time_is_not_told_that_it_ended_sooner_because_hr_closed_it_too() -> None:
    story = good_until("closing")
    story.passes(days=1)
    story.hears(HR, "close")
    assert story.state.closing
    assert story.state.closing.by is HR
    story.takes("farewell")
    assert story.state.outcome is Outcome.COMPLETED


def test_hr_may_give_an_end_that_is_under_way_another_name() -> None:
    story = good_until("closing")
    story.hears(HR, "close", outcome="left")
    story.takes("farewell")
    assert story.state.outcome is Outcome.LEFT


def test_a_last_notice_that_hr_turns_into_a_goodbye_did_not_lapse() -> None:
    story = lapsing()
    story.hears(HR, "close")
    story.goes_on_until("farewell")
    assert story.state.outcome is Outcome.ENDED_EARLY


# Whoever had the last notice hears that it is not the end


def test_a_last_notice_that_hr_turns_into_a_goodbye_and_takes_back_is_taken_back_in_words() -> None:
    story = lapsing()
    story.hears(HR, "close")
    story.passes(minutes=2)
    story.hears(HR, "resume")
    assert story.takes("reopened").to == PAIR
    assert story.next.kind is StepKind.NUDGE
    assert story.next.due - story.now >= 20 * DAY


def test_whoever_answers_a_last_notice_with_an_end_and_thinks_again_has_answered_it() -> None:
    story = lapsing()
    notice = story.taken[-1].key
    story.hears(MENTEE, "adjust", notice, choice="close")
    story.hears(MENTEE, "adjust", notice, choice="continue")
    assert story.next.kind is not StepKind.REOPENED


def test_both_hear_that_it_goes_on_once_mail_reaches_somebody_again_who_was_held_to_be_silent() -> None:
    story = lapsing()
    story.learns(MENTEE, "unreachable")
    story.passes(days=1)
    story.learns(MENTEE, "reachable")
    reason = story.takes("reopened").reason
    assert (reason.code, reason.who) == (ReasonCode.END_OVERTAKEN, ()), "nobody decided it"
    assert story.next.due - story.now > 14 * DAY
