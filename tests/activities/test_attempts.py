"""A try of an activity: what has begun is finished, and its clock tells how late it is."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.attempts import Clock, to_the_end
from schemas.names import PAIR
from tests.activities.outbox_fixture import counted, slow_worker, until
from tests.activities.pair_fixture import StepRunner

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


async def test_a_step_that_is_cancelled_while_the_relay_thinks_is_settled_and_reported(
    runner: StepRunner,
) -> None:
    async def at_the_relay() -> bool:
        return await counted(runner) == {"sending": 2}

    async with slow_worker(runner) as (outbox, _, gate):
        step = asyncio.create_task(replace(runner.steps, outbox=outbox).take_step(runner.check_in()))
        await until(at_the_relay)
        for _ in range(3):
            step.cancel()
            await asyncio.sleep(0.02)
        gate.set()
        assert (await step).written == PAIR
    assert set((await runner.states()).values()) == {"accepted"}


async def test_what_fails_after_a_cancellation_fails() -> None:
    async def work() -> None:
        await asyncio.sleep(0.02)
        raise ZeroDivisionError

    doing = asyncio.create_task(to_the_end(work()))
    await asyncio.sleep(0.01)
    doing.cancel()
    with pytest.raises(ZeroDivisionError):
        await doing


@pytest.mark.parametrize(
    ("scheduled", "started", "late"),
    [
        (NOW, NOW + timedelta(hours=3), timedelta(hours=3)),
        (NOW, NOW, timedelta(0)),
        (NOW + timedelta(days=300), NOW, timedelta(0)),  # time was skipped: the order lies ahead of this machine
    ],
)
def test_the_clock_of_a_try_is_the_orders_plus_its_lateness(
    scheduled: datetime, started: datetime, late: timedelta
) -> None:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, scheduled_time=scheduled, started_time=started)
    assert timedelta(0) <= environment.run(lambda: Clock(NOW).now() - NOW) - late < timedelta(seconds=1)


def test_the_clock_goes_on_during_a_try() -> None:
    clock = Clock(NOW)
    assert clock.now() < clock.now()
