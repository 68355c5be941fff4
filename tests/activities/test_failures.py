"""What goes wrong with people's data is said in the worker's log by kind and place, and to Temporal by kind alone."""

import json
import logging
from dataclasses import replace
from datetime import datetime

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from store import queries
from tests.activities.pair_fixture import StepRunner

CANARY = "Canary O'Reilly"


async def test_a_row_that_cannot_be_read_tells_neither_temporal_nor_the_log_what_it_holds(
    runner: StepRunner, caplog: pytest.LogCaptureFixture
) -> None:
    await runner.do(
        f"""UPDATE mentorships SET request = '{{"objective": "", "secret": "{CANARY.replace("'", "")}"}}'"""
    )
    with caplog.at_level(logging.DEBUG), pytest.raises(ApplicationError) as caught:
        await ActivityEnvironment().run(runner.steps.take_step, runner.check_in())
    failure = Failure()
    await DataConverter.default.encode_failure(caught.value, failure)
    assert caught.value.type == "ValidationError"
    assert not caught.value.non_retryable
    assert "Canary" not in str(failure)
    assert "Canary" not in caplog.text
    assert f"{runner.pair.id}" in caplog.text
    assert "letter_data.py" in caplog.text


async def failing(runner: StepRunner, attempt: int) -> None:
    """Fail to take a step, at this try."""
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, attempt=attempt)
    with pytest.raises(ApplicationError):
        await environment.run(runner.steps.take_step, runner.check_in())


async def test_a_step_that_keeps_failing_shows_in_postgres_until_it_is_taken(runner: StepRunner) -> None:
    """Which step, since when, what kind of failure and how often; nothing of what it was about."""
    await runner.do("""UPDATE mentorships SET request = '{"objective": "", "secret": "Canary"}'""")
    await failing(runner, 2)
    assert await runner.do("SELECT trouble FROM mentorships") is None
    await failing(runner, 3)
    trouble = json.loads(await runner.do("SELECT trouble FROM mentorships"))
    assert (trouble["step"], trouble["kind"], trouble["attempts"]) == ("check_in/1", "ValidationError", 3)
    assert datetime.fromisoformat(trouble["since"]).tzinfo
    await runner.do("""UPDATE mentorships SET request = '{"objective": "lead"}'""")
    await runner.steps.take_step(runner.check_in())
    assert await runner.do("SELECT trouble FROM mentorships") is None


async def test_trouble_that_cannot_be_written_down_is_no_other_failure(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(queries.steps, "trouble", away)
    await runner.do("""UPDATE mentorships SET request = '{"objective": ""}'""")
    await failing(runner, 9)
