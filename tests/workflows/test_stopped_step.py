"""A step that was stopped between two tries is asked for in Postgres, and counts if it had been committed."""

from schemas.names import AnswerKind
from tests.workflows.harness import receipt_of
from tests.workflows.lives import HR, says, under_way


def test_a_step_that_had_been_committed_counts_though_it_was_stopped() -> None:
    """The workflow went on as if its letter had never been sent."""
    run = under_way()
    run.wake()
    close = says(HR, AnswerKind.CLOSE, outcome="left")
    assert run.send(close, "close") is None
    run.stop(committed=True)
    state = receipt_of(run.replies[str(close.id)]).state
    assert state.active
    assert state.active.prompt == "check_in/1"
