"""A workflow that forgot its end (a restored backup) writes to nobody and does not open its mentorship again."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from activities.state_row import show
from policy.lifecycle import after, expected
from schemas.failures import Failure
from schemas.names import PAIR, Phase, StepKind
from stack.catcher.server import Catcher
from store.pool import within
from tests.activities.pair_fixture import StepRunner


async def test_no_step_of_a_mentorship_that_postgres_has_as_closed_is_taken(
    runner: StepRunner, catcher: Catcher
) -> None:
    await _close(runner)
    with pytest.raises(ApplicationError, match="closed in Postgres") as raised:
        await runner.steps.take_step(runner.check_in())
    assert raised.value.type == Failure.UNKNOWN_MENTORSHIP
    assert await runner.do("SELECT count(*) FROM timeline WHERE step = 'check_in/1'") == 0
    assert await runner.rows() == []
    assert catcher.mailbox.mails == []


async def test_a_state_of_before_the_end_does_not_open_it_again(runner: StepRunner) -> None:
    await _close(runner)
    later = runner.pair.state.with_(revision=runner.pair.state.revision + 9)
    async with within(runner.pool, runner.pair.organisation) as connection:
        await show(connection, later, runner.pair.now)
    assert await runner.do("SELECT phase FROM mentorships") == Phase.CLOSED


async def test_the_step_that_closes_it_can_be_taken_again(runner: StepRunner, catcher: Catcher) -> None:
    """Its worker was killed after the commit: what it found is still told, and its letters still leave."""
    closing = runner.pair.state.with_(phase=Phase.CLOSING)
    order = runner.order(StepKind.FAREWELL, "farewell/1", state=closing)
    assert after(closing, order.step, expected(closing, order.step), order.now + timedelta(1)).phase is Phase.CLOSED
    await runner.crash(order)
    assert await runner.do("SELECT phase FROM mentorships") == Phase.CLOSED
    assert (await runner.steps.take_step(order)).written == PAIR
    assert len(catcher.mailbox.mails) == 2


async def _close(runner: StepRunner) -> None:
    await runner.do("UPDATE mentorships SET phase = 'closed'")
