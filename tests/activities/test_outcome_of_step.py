"""A step that was stopped between two tries: the workflow asks Postgres whether it was taken, and forgets nothing."""

import logging

import asyncpg
import pytest
from temporalio.exceptions import ApplicationError

from policy.lifecycle import after
from schemas.names import PAIR, StepResult
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import StepRunner


async def test_a_step_that_was_committed_has_the_outcome_that_it_would_have_reported(
    runner: StepRunner, catcher: Catcher
) -> None:
    order = runner.check_in()
    await runner.crash(order)
    outcome = await runner.steps.outcome_of_step(order)
    assert outcome
    assert (outcome.result, outcome.written) == (StepResult.TAKEN, PAIR)
    assert catcher.mailbox.mails == [], "the sweeper sends the letters"
    again = await runner.steps.take_step(order)
    assert again == outcome
    assert after(order.state, order.step, outcome, order.now) == after(order.state, order.step, again, order.now)


async def test_a_step_that_was_not_committed_leaves_nothing(runner: StepRunner, catcher: Catcher) -> None:
    assert await runner.steps.outcome_of_step(runner.check_in()) is None
    assert await runner.rows() == []
    assert await runner.do("SELECT count(*) FROM timeline WHERE step = 'check_in/1'") == 0
    assert catcher.mailbox.mails == []


async def test_it_is_asked_again_only_while_postgres_is_away(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault in the step itself must not hold up the answer that waits for it."""
    order = runner.check_in()
    await runner.crash(order)

    def failing(error: Exception) -> None:
        async def look(*_: object) -> None:
            raise error

        monkeypatch.setattr("activities.steps.look", look)

    failing(asyncpg.AdminShutdownError("Canary"))
    with pytest.raises(ApplicationError) as caught:
        await runner.steps.outcome_of_step(order)
    assert caught.value.type == "AdminShutdownError"
    assert not caught.value.non_retryable
    assert "Canary" not in str(caught.value)
    failing(ValueError("Canary"))
    with caplog.at_level(logging.ERROR):
        assert await runner.steps.outcome_of_step(order) is None
    assert "check_in/1" in caplog.text
    assert "Canary" not in caplog.text
