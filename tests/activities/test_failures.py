"""What goes wrong with people's data is said in the worker's log by kind and place, and to Temporal by kind alone."""

import logging

import pytest
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

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
