"""In a worker's log a failing step has one traceback a try, and an outage of Postgres has none."""

import logging
from dataclasses import replace
from uuid import UUID

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.step_log import brief_failures
from schemas.names import StepKind
from store.pool import Pool, open_pool
from tests.activities.pair_fixture import open_runner
from tests.workflows.test_failing_step import Steps, begun


async def test_what_temporal_adds_to_our_own_line_is_one_line(temporal: str, caplog: pytest.LogCaptureFixture) -> None:
    brief_failures()
    caplog.handler.setFormatter(logging.Formatter("%(message)s"))
    async with begun(temporal, Steps(fails=lambda order: order.step.kind is StepKind.AGREEMENT)):
        pass
    lines = [line for line in caplog.text.splitlines() if "Completing activity as failed" in line]
    assert lines
    assert "by design" in lines[0]
    assert "Traceback" not in caplog.text


async def test_while_postgres_is_away_a_step_that_fails_is_one_line(
    database_url: str, pool: Pool, organisation: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_runner(database_url, pool, organisation, "smtp://127.0.0.1:1") as runner:
        away = await open_pool(database_url, 1, "rapport_worker")
        await away.close()
        with pytest.raises(ApplicationError):
            await ActivityEnvironment().run(replace(runner.steps, pool=away).take_step, runner.check_in())
    [record] = [one for one in caplog.records if one.name == "activities.failures"]
    assert (record.levelname, "\n" in record.getMessage()) == ("WARNING", False)
    assert f"step check_in/1 of mentorship {runner.pair.id} failed: InterfaceError" in record.getMessage()
