"""The sweeper works for as long as the process lives: page after page, past failures, and stops when asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from activities import sweeper
from activities.sweeper import Backlog, keep_at, sweep_on, sweep_once, waiting

LONG = 3600.0


@dataclass
class Rows:
    """Numbers left undone in pages of ten; some fail, some take for ever, and a done one is gone."""

    left: list[int]
    failing: set[int] = field(default_factory=set)
    hanging: set[int] = field(default_factory=set)
    tried: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    most_at_once: int = 0
    at_it: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def page(self, after: int | None) -> Sequence[int]:
        return [row for row in self.left if after is None or row > after][:10]

    async def take(self, row: int) -> bool:
        self.tried.append(row)
        self.at_it += 1
        self.most_at_once = max(self.most_at_once, self.at_it)
        self.changed.set()
        try:
            if row in self.hanging:
                await self.go_on.wait()
            await asyncio.sleep(0)
            if row in self.failing:
                raise ConnectionError("what ana@example.com said cannot be told")
            self.left.remove(row)
            self.done.append(row)
            return True
        finally:
            self.at_it -= 1
            self.changed.set()

    def backlog(self, at_once: int = 8) -> Backlog[int]:
        return Backlog("numbers", self.page, self.take, lambda row: row, at_once)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to be true of the rows."""
        async with asyncio.timeout(10):
            while not holds():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def running(work: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[asyncio.Event]:
    """Run something in the background that must stop within two seconds of being asked."""
    stop = asyncio.Event()
    task = asyncio.create_task(asyncio.wait_for(work(stop), 60))
    yield stop
    stop.set()
    await asyncio.wait_for(task, 2)


async def reached(enough: asyncio.Event) -> None:
    await asyncio.wait_for(enough.wait(), 10)


async def test_a_backlog_of_many_pages_is_gone_through_once_and_side_by_side() -> None:
    rows = Rows(list(range(95)))
    assert await sweep_once(rows.backlog(at_once=8)) == 95
    assert sorted(rows.done) == sorted(rows.tried) == list(range(95))
    assert 2 <= rows.most_at_once <= 8


async def test_rows_that_fail_hold_nobody_up_and_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first page full of stuck rows: all others are reached in the same pass."""
    monkeypatch.setattr(sweeper, "waiting", lambda failures: 0.001 * 2**failures)
    rows = Rows(list(range(40)), failing=set(range(15)))
    async with running(lambda stop: sweep_on(rows.backlog(), stop, 0.005)):
        await rows.until(lambda: len(rows.done) == 25)
        await rows.until(lambda: min(rows.tried.count(row) for row in range(15)) >= 3)
        rows.failing.clear()
        await rows.until(lambda: rows.left == [])


async def test_a_row_that_failed_waits_longer_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def wait(failures: int) -> float:
        asked.append(failures)
        return 0.001

    monkeypatch.setattr(sweeper, "waiting", wait)
    rows = Rows([1], failing={1})
    async with running(lambda stop: sweep_on(rows.backlog(), stop, 0.002)):
        await rows.until(lambda: len(rows.tried) >= 4)
    assert asked[:3] == [1, 2, 3]


def test_waits_are_doubled_up_to_five_minutes_and_scattered() -> None:
    assert all(3.75 <= waiting(1) <= 6.25 for _ in range(50))
    assert all(15 <= waiting(3) <= 25 for _ in range(50))
    assert all(225 <= waiting(2000) <= 375 for _ in range(50))
    assert len({waiting(3) for _ in range(20)}) > 10


async def test_a_row_that_waits_is_passed_by_until_its_time() -> None:
    rows = Rows(list(range(5)), failing={0})
    async with running(lambda stop: sweep_on(rows.backlog(), stop, 0.001)):
        await rows.until(lambda: len(rows.done) == 4)
        await asyncio.sleep(0.1)
    assert rows.tried.count(0) == 1


async def test_a_slow_row_is_not_begun_twice_and_does_not_stop_the_passes() -> None:
    rows = Rows([0], hanging={0})
    async with running(lambda stop: sweep_on(rows.backlog(), stop, 0.001)):
        await rows.until(lambda: rows.at_it == 1)
        rows.left.append(1)
        await rows.until(lambda: rows.done == [1])
        rows.go_on.set()
        await rows.until(lambda: rows.done == [1, 0])
    assert rows.tried == [0, 1]


async def test_rows_that_failed_before_leave_half_of_the_places_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeper, "waiting", lambda failures: 0.0)
    rows = Rows(list(range(6)), failing=set(range(6)))
    async with running(lambda stop: sweep_on(rows.backlog(at_once=4), stop, 0.001)):
        await rows.until(lambda: set(rows.tried) == set(range(6)))
        rows.hanging = set(range(6))
        await rows.until(lambda: rows.at_it == 2)
        rows.left.append(6)
        await rows.until(lambda: rows.done == [6])
        rows.go_on.set()


async def test_what_is_under_way_ends_before_it_stops() -> None:
    rows = Rows([0, 1], hanging={0})
    async with running(lambda stop: sweep_on(rows.backlog(), stop, LONG)) as stop:
        await rows.until(lambda: rows.done == [1])
        stop.set()
        rows.go_on.set()
    assert rows.done == [1, 0]


async def test_what_never_ends_is_cancelled_after_a_grace() -> None:
    rows = Rows([0], hanging={0})
    async with running(lambda stop: sweep_on(rows.backlog(), stop, LONG, grace=0.05)):
        await asyncio.sleep(0.02)
    assert rows.tried == [0]
    assert rows.at_it == 0


async def test_a_stop_is_seen_while_all_places_are_taken() -> None:
    rows = Rows(list(range(3)), hanging={0, 1, 2})
    async with running(lambda stop: sweep_on(rows.backlog(at_once=1), stop, LONG, grace=0.05)):
        await asyncio.sleep(0.02)
    assert rows.tried == [0]


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
    rows = Rows([])
    async with running(lambda stop: sweep_on(rows.backlog(), stop, LONG)):
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


async def test_a_failing_row_is_told_by_its_key_and_kind_only(caplog: pytest.LogCaptureFixture) -> None:
    assert await sweep_once(Rows([4], failing={4}).backlog()) == 0
    assert caplog.messages == ["numbers: 4 failed and will be tried again: ConnectionError"]
