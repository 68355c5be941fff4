"""The sweeper works for as long as the process lives: past failures, and stops when asked."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from activities.sweeper import keep_at, waiting
from tests.patience import PATIENCE

LONG = 3600.0


@asynccontextmanager
async def running(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> AsyncIterator[asyncio.Event]:
    """Run something in the background that must stop when it is asked, and not only after a LONG rest."""
    stop = asyncio.Event()
    task = asyncio.create_task(work(stop))
    yield stop
    stop.set()
    await asyncio.wait_for(task, PATIENCE)


async def reached(enough: asyncio.Event) -> None:
    await asyncio.wait_for(enough.wait(), PATIENCE)


def test_waits_are_doubled_up_to_five_minutes_and_scattered() -> None:
    assert all(3.75 <= waiting(1) <= 6.25 for _ in range(50))
    assert all(15 <= waiting(3) <= 25 for _ in range(50))
    assert all(225 <= waiting(2000) <= 375 for _ in range(50))
    assert len({waiting(3) for _ in range(20)}) > 10


async def test_while_there_is_work_it_does_not_pause() -> None:
    found, rested = [100, 100, 7, 0], asyncio.Event()

    async def work() -> int:
        if len(found) == 1:
            rested.set()
        return found.pop(0)

    async with running(lambda stop: keep_at(work, stop, LONG)):
        await reached(rested)
    assert found == []


async def test_it_rests_when_there_is_nothing_to_do_and_stops_in_the_middle_of_its_rest() -> None:
    async def nothing() -> int:
        return 0

    async with running(lambda stop: keep_at(nothing, stop, LONG)):
        await asyncio.sleep(0.02)


async def test_a_failing_page_is_told_by_its_kind_only_and_read_again(caplog: pytest.LogCaptureFixture) -> None:
    calls, again = 0, asyncio.Event()

    async def work() -> int:
        nonlocal calls
        calls += 1
        if calls < 3:
            raise ConnectionError("ana@example.com could not be written")
        again.set()
        return 0

    async with running(lambda stop: keep_at(work, stop, 0.001)):
        await reached(again)
    assert caplog.messages[:2] == ["a sweep failed and will be tried again: ConnectionError"] * 2
    assert "ana@" not in caplog.text
