"""What somebody can still take back is not yet told to anybody else."""

from datetime import timedelta

import pytest

from policy.lifecycle import next_step
from schemas.names import AnswerKind, Choice, Met, Role, StepKind
from tests.gateway.page_at import COORDINATOR, HR, MENTEE, MENTOR, At, began, seen, start
from tests.policy.pairs import seeking


def asked() -> At:
    """Return a search whose first mentor was asked."""
    return start(seeking()).goes_on()


def looking() -> At:
    """Return two who look at their agreement."""
    return asked().hears(MENTOR, AnswerKind.ACCEPT).goes_on()


def just_before(at: At) -> At:
    """Return the last minute before the next letter, which may be days later."""
    step = next_step(at.state, at.now)
    assert step
    return at._replace(now=max(at.now, step.due - timedelta(minutes=1)))


def test_a_no_after_a_yes_is_kept_back_like_a_first_no() -> None:
    at = asked().hears(MENTOR, AnswerKind.ACCEPT).hears(MENTOR, AnswerKind.DECLINE)
    for moment in (at, just_before(at)):
        for role in (MENTEE, COORDINATOR):
            page = seen(moment, role)
            assert "We asked Ruben to be" in page.text
            assert "cannot be" not in page.text
            assert "another mentor" not in page.text


def test_a_yes_is_kept_back_until_the_agreement_goes_out() -> None:
    """It was once shown at once: a mentee whose mentor thought again read "we asked Ruben" after "Ruben said yes"."""
    at = asked().hears(MENTOR, AnswerKind.ACCEPT)
    for moment in (at, just_before(at)):
        for role in (MENTEE, COORDINATOR):
            page = seen(moment, role)
            assert "We asked Ruben to be" in page.text
            assert "said yes" not in page.text
            assert "agreement" not in page.text
        assert "You said yes to Zoë." in seen(moment, MENTOR).text
    assert "are looking at your agreement" in seen(at.goes_on(), MENTEE).text


def test_a_yes_that_a_letter_about_a_break_has_told_of_is_not_kept_back_again() -> None:
    at = asked().hears(MENTOR, AnswerKind.ACCEPT).later(timedelta(minutes=5))
    at = at.hears(HR, AnswerKind.PAUSE, step=None, until=at.now + timedelta(days=20)).goes_on().goes_on()
    assert at.step.kind is StepKind.RESUMED
    assert "Ruben said yes" in seen(at, MENTEE).text


@pytest.mark.parametrize(("by", "other"), [(MENTOR, MENTEE), (MENTEE, MENTOR)])
def test_who_would_rather_not_begin_is_not_given_away_while_they_can_think_again(by: Role, other: Role) -> None:
    at = looking().chooses(by, Choice.REMATCH if by is MENTEE else Choice.CLOSE)
    for moment in (at, just_before(at)):
        page = seen(moment, other)
        assert "are looking at your agreement" in page.text
        assert "do not begin" not in page.text
        assert "cannot be" not in page.text
        assert "another mentor and" not in page.text
        assert "agree" in page.choices, "the question is still open"
    assert "are looking at your agreement" not in seen(at, by).text


@pytest.mark.parametrize("choice", [Choice.CLOSE, Choice.REMATCH])
def test_a_wish_to_end_is_not_shown_to_the_partner_before_the_letter_goes_out(choice: Choice) -> None:
    at = began().unanswered(StepKind.CHECK_IN).chooses(MENTOR, choice)
    for moment in (at, just_before(at)):
        page = seen(moment, MENTEE)
        assert "You and Ruben are working together." in page.text
        assert "saying goodbye" not in page.text
        assert "yes" in page.choices, "the question is still open"
        assert "nothing for you to do" not in page.text
        assert "You and Zoë are saying goodbye." in seen(moment, MENTOR).text
    told = at.goes_on()
    assert "You and Ruben are saying goodbye." in seen(told, MENTEE).text


def test_an_end_before_the_beginning_is_kept_back_as_well() -> None:
    at = looking()
    one_left = at._replace(state=at.state.with_(candidates=at.state.candidates[:1]))
    at = one_left.chooses(MENTEE, Choice.CLOSE)
    assert at.state.ending
    assert "are looking at your agreement" in seen(at, MENTOR).text
    assert "does not begin" in seen(at.goes_on(), MENTOR).text + seen(at, MENTEE).text


def test_an_end_by_the_programme_is_final_and_shown_at_once() -> None:
    at = began().unanswered(StepKind.CHECK_IN).hears(HR, AnswerKind.CLOSE, step=None)
    assert "You and Ruben are saying goodbye." in seen(at, MENTEE).text


def test_an_end_during_a_break_leaves_the_break_on_the_page_of_who_is_away() -> None:
    at = began().unanswered(StepKind.CHECK_IN)
    at = at.chooses(MENTOR, Choice.PAUSE, until=at.now + timedelta(days=40)).goes_on()
    before = seen(at.to("paused/1"), MENTOR)
    at = at.to("check_in/1").chooses(MENTEE, Choice.CLOSE).later(timedelta(minutes=5))
    page = seen(at.to("paused/1"), MENTOR)
    day = page.it.say.day(at.now + timedelta(days=40))
    assert f"There is a break until {day}" in page.text
    assert page.soup.select("form button") == before.soup.select("form button") != []
    assert "You and Ruben are saying goodbye." in seen(at, MENTEE).text


def test_a_task_stays_open_for_the_coordinator_while_one_of_them_can_take_the_end_back() -> None:
    at = began().unanswered(StepKind.TASK, [MENTEE])
    ended = at.to("rhythm/1").chooses(MENTEE, Choice.CLOSE).later(timedelta(minutes=5))
    page = seen(ended.to(at.step.key), COORDINATOR)
    assert page.choices == seen(at, COORDINATOR).choices
    assert "nothing for you to do" not in page.text


def test_what_the_other_one_says_meanwhile_is_shown_as_any_answer_is() -> None:
    at = began().unanswered(StepKind.CHECK_IN).chooses(MENTOR, Choice.CLOSE)
    at = at.hears(MENTEE, AnswerKind.CHECK_IN, met=Met.YES).later(timedelta(minutes=5))
    page = seen(at, MENTEE)
    assert "You and Ruben are working together." in page.text
    assert "saying goodbye" not in page.text
    assert "Please answer by" not in page.text
