"""What different people and operators wish at the same time: none of it is lost."""

from datetime import timedelta

import pytest
from temporalio.bridge.proto.workflow_activation import WorkflowActivationJob

from policy.holding import shown_phase
from schemas.messages import StepOutcome
from schemas.names import AnswerKind, Phase
from tests.workflows.harness import Run, receipt_of
from tests.workflows.lives import HR, says, under_way
from workflows.calls import PENDING_ANSWER_WAITS


def test_answers_that_were_told_do_not_count_as_waiting_for_the_next_one() -> None:
    """Each wait was for another answer; once enough of them had come, the step overtook the last one."""
    run = under_way()
    while not run.steps:
        run.wake()
    for number in range(len(PENDING_ANSWER_WAITS) + 2):
        assert not run.order.ignore_pending
        run.finish(StepOutcome.answer_pending())
        if number % 2:
            receipt_of(run.send(says(HR, AnswerKind.RESUME)))
        else:
            receipt_of(run.send(says(HR, AnswerKind.PAUSE, until=run.now + timedelta(days=30))))
        while not run.steps:
            run.wake()


def renewed_and_cancelled(run: Run, first: str) -> None:
    """Ask for a new run and cancel this one in the same workflow task."""
    _, renew = run.update(None, "renew")
    cancel = WorkflowActivationJob()
    cancel.cancel_workflow.reason = "by hand"
    run.new_release = True
    run.activate(*((renew, cancel) if first == "renew" else (cancel, renew)))
    while not run.ended:
        if run.asked_to_stop & run.steps.keys():
            run.stop()
        else:
            run.wake()


@pytest.mark.parametrize("first", ["renew", "cancel"])
@pytest.mark.parametrize("in_hand", [False, True])
def test_a_cancel_that_comes_together_with_a_renewal_closes_the_mentorship(first: str, in_hand: bool) -> None:
    """The new run once began as if nobody had cancelled anything."""
    run = under_way()
    while in_hand and not run.steps:
        run.wake()
    renewed_and_cancelled(run, first)
    assert run.renewed
    assert shown_phase(run.renewed) is Phase.CLOSING
