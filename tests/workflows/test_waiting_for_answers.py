"""A step waits for an answer that is on its way, for up to an hour."""

from datetime import timedelta

from activities.time_zones import clock_of
from schemas.messages import StepOutcome
from schemas.names import AnswerKind, Phase, StepKind
from tests.policy.pairs import START, paired
from tests.workflows.harness import receipt_of
from tests.workflows.lives import MENTEE, MENTOR, due, says, under_way
from tests.workflows.test_answers_and_steps import reminding
from workflows.calls import PENDING_ANSWER_WAITS


def test_a_step_waits_for_an_answer_that_is_on_its_way_and_then_is_decided_again() -> None:
    run = reminding()
    run.finish(StepOutcome.answer_pending())
    assert due(run) == run.now + PENDING_ANSWER_WAITS[0]
    run.send(says(MENTOR, AnswerKind.ACCEPT, "request/1"))
    run.pass_until(run.now + timedelta(days=3))
    assert run.order.step.kind is StepKind.AGREEMENT


def test_an_answer_that_the_step_found_pending_and_that_waits_for_it_costs_no_timer() -> None:
    run = reminding()
    answer = says(MENTOR, AnswerKind.ACCEPT, "request/1")
    run.send(answer)
    run.finish(StepOutcome.answer_pending())
    assert receipt_of(run.replies[str(answer.id)]).state.phase is Phase.AGREEING
    assert len(run.timers) == 1  # the agreement's


def test_a_step_does_not_wait_for_ever() -> None:
    """An answer that nobody tells does not stop a mentorship: after about an hour the step is taken."""
    run = reminding()
    began = run.now
    while not run.order.ignore_pending:
        run.finish(StepOutcome.answer_pending())
        run.wake()
    assert timedelta(minutes=50) < run.now - began < timedelta(minutes=90)
    run.history = 0  # this is not about long histories
    run.finish()
    run.wake()
    assert not run.order.ignore_pending


def test_a_step_that_waited_for_one_answer_waits_as_long_for_the_next_one() -> None:
    """The first wait went on into the evening, and weeks later another answer had hardly any of the hour left."""
    state = paired()
    apart = {MENTEE: clock_of("America/Chicago", START), MENTOR: clock_of("Europe/Berlin", START)}
    run = under_way(state.with_(history_budget=2000, readers={**state.readers, **apart}))
    run.pass_until(run.now + timedelta(days=60))
    while run.steps:
        run.finish(StepOutcome.answer_pending())
        run.wake()
    run.now += timedelta(hours=3)
    run.send(says(MENTEE, AnswerKind.CHECK_IN, "agreed/1", met="no"))
    run.pass_until(run.now + timedelta(days=30))
    run.finish(StepOutcome.answer_pending())
    assert due(run) == run.now + PENDING_ANSWER_WAITS[0]
