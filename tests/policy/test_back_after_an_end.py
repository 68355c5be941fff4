"""Somebody who was said to have left is back while a goodbye is under way: which end stays, and who is told what."""

from policy.reasons import sentence
from policy.told import decided_by
from schemas.failures import Failure
from schemas.names import PAIR, Outcome, Phase, Role
from schemas.reason import ReasonCode
from tests.policy.pairs import paired
from tests.policy.stories import Story, under_way

MENTEE, MENTOR, HR = Role.MENTEE, Role.MENTOR, Role.HR


def test_an_end_that_somebody_wished_for_stays_their_end_when_whoever_left_is_back() -> None:
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.learns(MENTOR, "left")
    assert story.tries(MENTEE, "adjust", "check_in/1", choice="continue") is Failure.TOO_LATE
    story.learns(MENTOR, "back")
    assert decided_by(story.shown, MENTEE) == "reader"
    story.hears(MENTEE, "adjust", "check_in/1", choice="continue")
    assert story.shown.phase is Phase.ACTIVE


def test_an_end_that_hr_decided_after_somebody_left_stays() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    story.hears(HR, "close", outcome=Outcome.ENDED_EARLY)
    story.learns(MENTOR, "back")
    assert story.shown.phase is Phase.CLOSING
    assert decided_by(story.shown, MENTEE) == "programme"


def test_whoever_is_back_once_the_mentee_has_another_mentorship_hears_of_the_end_too() -> None:
    """Nobody decided it, so nobody is said to have."""
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    story.learns(MENTOR, "back", begun_anew=True)
    assert {decided_by(story.shown, role) for role in PAIR} == {""}
    assert set(story.takes("closing").to) == set(PAIR)
    story.learns(MENTOR, "left")
    assert story.takes("farewell").to == (MENTEE,)
    assert story.state.outcome is Outcome.LEFT


def test_a_wish_to_end_it_outlives_a_leaving_that_was_a_mistake() -> None:
    """It was confirmed on the page, and forgotten when the other one was back."""
    story = under_way(Story(paired()))
    story.takes("check_in")
    story.learns(MENTOR, "left")
    story.hears(MENTEE, "adjust", "check_in/1", choice="close")
    story.learns(MENTOR, "back")
    assert (story.shown.phase, decided_by(story.shown, MENTEE)) == (Phase.CLOSING, "reader")


def test_an_end_that_stays_is_not_taken_back_by_a_later_return_from_leave() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    story.learns(MENTOR, "back", begun_anew=True)
    story.takes("closing")
    story.learns(MENTEE, "back")
    assert story.shown.phase is Phase.CLOSING


def test_a_slip_about_a_pair_that_got_its_last_notice_is_told_as_a_question_that_is_settled() -> None:
    """Both once read that it would have ended, and were waited for until a day on which nothing happened."""
    story = under_way(Story(paired()))
    story.goes_on_until("last_notice")
    story.hears(HR, "close")
    story.hears(HR, "resume")
    assert story.takes("reopened").reason.code is ReasonCode.END_OVERTAKEN
    assert story.state.active
    assert story.state.active.mentee.question is None


def test_a_wish_beside_a_leaving_keeps_the_minutes_in_which_it_can_turn_out_to_be_a_mistake() -> None:
    story = Story(paired())
    story.takes("agreement")
    story.learns(MENTOR, "left")
    before = story.next.due
    story.hears(MENTEE, "adjust", "agreement/1", choice="close")
    assert story.next.due == before


def test_whoever_read_that_the_other_one_had_left_reads_that_they_have_not_after_all() -> None:
    """They once read that the people who run the programme had taken the end back."""
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    assert story.takes("closing").to == (MENTEE,)
    story.learns(MENTOR, "back")
    step = story.takes("reopened")
    assert (step.to, step.reason.code, step.reason.who) == ((MENTEE,), ReasonCode.NOT_LEFT, (MENTOR,))
    assert sentence(step.reason) == "{mentor} has not left after all"
    assert story.state.active
    assert story.state.active.not_left is None
    assert story.state.active.missed[MENTEE].not_left is MENTOR


def test_an_end_that_hr_takes_back_later_has_its_own_reason_again() -> None:
    story = under_way(Story(paired()))
    story.learns(MENTOR, "left")
    story.takes("closing")
    story.learns(MENTOR, "back")
    story.hears(HR, "close")
    story.takes("closing")
    story.hears(HR, "resume")
    assert story.takes("reopened").reason.code is ReasonCode.END_TAKEN_BACK
