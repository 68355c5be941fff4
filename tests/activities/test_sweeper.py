"""The sweeper works for as long as the process lives: batch after batch, past failures, and stops when asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from activities.sweeper import sweep_on
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner

LONG = 3600.0


@asynccontextmanager
async def sweeping(sweep: Callable[[], Awaitable[int]], pause: float) -> AsyncIterator[asyncio.Event]:
    """Sweep in the background; the sweeper must stop within two seconds of being asked."""
    stop = asyncio.Event()
    task = asyncio.create_task(sweep_on(sweep, stop, pause))
    yield stop
    stop.set()
    await asyncio.wait_for(task, 2)


async def reached(enough: asyncio.Event) -> None:
    await asyncio.wait_for(enough.wait(), 10)


async def test_what_lies_in_the_outbox_is_sent_while_the_process_lives(runner: StepRunner, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    async with sweeping(runner.outbox.sweep, 0.02):
        await runner.do("UPDATE outbox SET try_at = now()")
        await catcher.mailbox.expect(ANA)
        await catcher.mailbox.expect(BEN)
    assert set(catcher.mailbox.arrivals().values()) == {1}


async def test_while_there_is_work_it_does_not_pause() -> None:
    found, rested = [100, 100, 7, 0], asyncio.Event()

    async def sweep() -> int:
        if len(found) == 1:
            rested.set()
        return found.pop(0)

    async with sweeping(sweep, LONG):
        await reached(rested)
    assert found == []


async def test_it_rests_when_there_is_nothing_to_do_and_stops_in_the_middle_of_its_rest() -> None:
    calls, called = 0, asyncio.Event()

    async def sweep() -> int:
        nonlocal calls
        calls += 1
        called.set()
        return 0

    async with sweeping(sweep, LONG):
        await reached(called)
    assert calls == 1


async def test_a_failing_sweep_is_told_by_its_kind_only_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    calls, again = 0, asyncio.Event()

    async def sweep() -> int:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise ConnectionError("ana@example.com could not be written")
        again.set()
        return 0

    async with sweeping(sweep, 0.001):
        await reached(again)
    assert caplog.messages[:2] == ["a sweep failed and will be tried again: ConnectionError"] * 2
    assert "ana@" not in caplog.text


async def test_it_finishes_the_sweep_in_hand_before_it_stops() -> None:
    begun, go_on, finished = asyncio.Event(), asyncio.Event(), False

    async def sweep() -> int:
        nonlocal finished
        begun.set()
        await go_on.wait()
        finished = True
        return 100

    async with sweeping(sweep, LONG) as stop:
        await reached(begun)
        stop.set()
        go_on.set()
    assert finished


async def test_it_goes_on_after_postgres_has_ended_its_sessions(runner: StepRunner, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    async with sweeping(runner.outbox.sweep, 0.02):
        await runner.do(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await runner.do("UPDATE outbox SET try_at = now()")
        await catcher.mailbox.expect(ANA)
        await catcher.mailbox.expect(BEN)
    assert set(catcher.mailbox.arrivals().values()) == {1}
