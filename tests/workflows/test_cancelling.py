"""A workflow that an operator cancels: it is closed kindly, until letters have told of its end."""

from datetime import timedelta

import pytest

from schemas.names import PAIR, AnswerKind, Choice, Outcome, Role, StepKind
from tests.workflows.lives import HR, MENTEE, MENTOR, saying_goodbye, says, searching, under_way


def test_a_cancelled_mentorship_is_closed_as_hr_would_close_it() -> None:
    run = under_way()
    run.cancel()
    kinds = []
    while not run.ended:
        run.pass_until(run.now + timedelta(days=20))
        kinds.append(run.finish().step.kind)
    assert kinds == [StepKind.CLOSING, StepKind.FAREWELL]
    assert run.over == "completed"


def test_a_search_that_is_cancelled_is_withdrawn() -> None:
    run = searching()
    run.cancel()
    run.pass_until(run.now + timedelta(days=4))
    assert run.order.step.kind is StepKind.WITHDRAWN
    run.finish()
    assert run.over == "completed"


def test_a_cancel_during_a_step_waits_for_it() -> None:
    run = under_way()
    run.wake()
    run.cancel()
    assert not run.ended
    run.finish()
    run.pass_until(run.now + timedelta(days=4))
    assert run.order.step.kind is StepKind.CLOSING
    assert run.order.state.ending
    assert run.order.state.ending.outcome is Outcome.ENDED_EARLY


def test_a_second_cancel_ends_it_at_once() -> None:
    run = under_way()
    run.cancel()
    run.cancel()
    assert run.over == "cancelled"


def test_a_goodbye_that_is_cancelled_ends_at_once() -> None:
    run = saying_goodbye()
    run.cancel()
    assert run.over == "cancelled"


@pytest.mark.parametrize("by", [MENTEE, MENTOR, HR])
def test_a_cancel_after_somebody_asked_for_an_end_sends_the_letters_that_they_were_promised(by: Role) -> None:
    """No letter has told of that end yet: it once ended without one, and the other of the two never heard of it."""
    run = under_way()
    run.wake()
    asked = run.finish().step
    run.send(says(HR, AnswerKind.CLOSE) if by is HR else says(by, AnswerKind.ADJUST, asked.key, choice=Choice.CLOSE))
    run.cancel()
    assert not run.ended
    run.pass_until(run.now + timedelta(days=4))
    told = run.finish().step
    assert (told.kind, told.to) == (StepKind.CLOSING, PAIR)
    run.cancel()
    assert run.over == "cancelled"


@pytest.mark.parametrize("wishing", [(MENTEE,), (MENTOR,), PAIR])
def test_a_cancel_promises_no_search_that_only_the_pair_has_asked_for(wishing: tuple[Role, ...]) -> None:
    """It was told as a decision of the programme, with the outcome that somebody of the pair had wished for: "They have
    decided to end it and to look for another mentor for you"."""
    run = under_way()
    run.wake()
    asked = run.finish().step
    for role in wishing:
        run.send(says(role, AnswerKind.ADJUST, asked.key, choice=Choice.REMATCH))
    run.cancel()
    run.pass_until(run.now + timedelta(days=4))
    assert run.order.step.kind is StepKind.CLOSING
    assert run.order.state.ending
    assert (run.order.state.ending.by, run.order.state.ending.outcome) == (HR, Outcome.ENDED_EARLY)


def test_a_cancel_after_the_last_notice_sends_the_letter_about_an_end_that_was_asked_for_since() -> None:
    run = under_way()
    while run.taken[-1][0] != "last_notice/1":
        run.wake()
        if run.steps:
            run.finish()
    run.send(says(MENTEE, AnswerKind.ADJUST, "last_notice/1", choice=Choice.CLOSE))
    run.cancel()
    assert not run.ended
    run.pass_until(run.now + timedelta(days=4))
    assert run.finish().step.kind is StepKind.CLOSING
