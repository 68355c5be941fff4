"""Going through what was left undone, for as long as the process lives.

`sweep_on(backlog, stop, pause)` is the whole interface. A `Backlog` says how to read
one page of rows after a given row, how to deal with one row, and by which key a row
is known from pass to pass:

    async def page(after: Row | None) -> Sequence[Row]    in a fixed order; an empty page ends the pass
    async def take(row: Row) -> bool                      True: done. False, or any exception: later

A page may claim what it returns (an UPDATE with SKIP LOCKED); one that only reads is fine as well.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

log = logging.getLogger(__name__)

Row = TypeVar("Row")

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds before a row that failed is tried again
GRACE = 30.0  # seconds that what is under way gets once `stop` is set


@dataclass(frozen=True)
class Backlog(Generic[Row]):
    """One kind of work that may be left undone; `at_once` rows are dealt with side by side, each key once at a time."""

    name: str
    page: Callable[[Row | None], Awaitable[Sequence[Row]]]
    take: Callable[[Row], Awaitable[bool]]
    key: Callable[[Row], Hashable]
    at_once: int = 8


async def sweep_on(backlog: Backlog[Row], stop: asyncio.Event, pause: float, grace: float = GRACE) -> None:
    """Go through the backlog, pass after pass, until `stop` is set; then let what is under way end within `grace`.

    A row that could not be dealt with holds nobody up: it waits longer after each failure, and rows that failed
    before take at most half of the places.
    """
    sweep = Sweep(backlog, stop)
    try:
        await keep_at(sweep.go_through, stop, pause)
    finally:
        await sweep.end(grace)


async def sweep_once(backlog: Backlog[Row]) -> int:
    """Go through the backlog once and wait for everything; return how many rows were dealt with."""
    sweep = Sweep(backlog, asyncio.Event())
    await sweep.go_through()
    await sweep.end(None)
    return sweep.done


async def keep_at(work: Callable[[], Awaitable[int]], stop: asyncio.Event, pause: float) -> None:
    """Call `work` until `stop` is set: again at once while it finds something, else after about `pause` seconds.

    A call that fails is logged by its kind, for rows may hold what people said, and made again after a while.
    """
    failures = 0
    while not stop.is_set():
        try:
            wait = 0.0 if await work() else pause
            failures = 0
        except Exception as error:
            failures += 1
            log.warning("a sweep failed and will be tried again: %s", type(error).__name__)
            wait = waiting(failures, pause, 10 * pause)
        await rest(stop, wait)


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but no longer than until `stop` is set; always let others run."""
    try:
        await asyncio.wait_for(stop.wait(), seconds or 0.001)
    except TimeoutError:
        return


def waiting(failures: int, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT) -> float:
    """Return how long to wait after so many failures: doubled each time, and scattered so that no crowd comes back."""
    return min(longest, first * 2.0 ** min(failures - 1, 30)) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret


@dataclass
class _Failed:
    """How often a row failed, and from when on it may be tried again (on the loop's clock)."""

    times: int
    again_at: float


@dataclass
class Sweep(Generic[Row]):
    """One backlog being gone through: what is under way, and what failed before."""

    backlog: Backlog[Row]
    stop: asyncio.Event
    done: int = 0
    _under_way: dict[Hashable, asyncio.Task[None]] = field(default_factory=dict)
    _failed: dict[Hashable, _Failed] = field(default_factory=dict)

    async def go_through(self) -> int:
        """Begin with every row whose time has come, page by page, until `stop` is set; return with how many."""
        begun, after, seen = 0, None, set[Hashable]()
        while not self.stop.is_set() and (rows := await self.backlog.page(after)):
            for row in rows:
                seen.add(self.backlog.key(row))
                begun += await self._begin(row)
            after = rows[-1]
        if not self.stop.is_set():
            self._forget_all_but(seen)
        return begun

    def _forget_all_but(self, seen: set[Hashable]) -> None:
        """Forget failures of rows that somebody else has dealt with meanwhile."""
        self._failed = {key: failed for key, failed in self._failed.items() if key in seen or key in self._under_way}

    async def end(self, grace: float | None = GRACE) -> None:
        """Wait for what is under way, but no longer than `grace`; cancel what is not done by then."""
        tasks: list[asyncio.Task[Any]] = list(self._under_way.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _begin(self, row: Row) -> bool:
        """Deal with a row in a place of its own, as soon as one is free; False if it is not its turn."""
        key = self.backlog.key(row)
        if not self._has_turn(key):
            return False
        while len(self._under_way) >= self.backlog.at_once and not self.stop.is_set():
            # the timeout is for `stop` to be seen
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED, timeout=0.5)
        if self.stop.is_set():
            return False
        task = self._under_way[key] = asyncio.create_task(self._take(key, row))
        task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return True

    async def _take(self, key: Hashable, row: Row) -> None:
        try:
            done = await self.backlog.take(row)
        except Exception as error:
            log.warning("%s: %s failed and will be tried again: %s", self.backlog.name, key, type(error).__name__)
            done = False
        if done:
            self.done += 1
            self._failed.pop(key, None)
            return
        times = self._failed[key].times + 1 if key in self._failed else 1
        self._failed[key] = _Failed(times, _clock() + waiting(times))

    def _has_turn(self, key: Hashable) -> bool:
        """Whether nobody is at it and, where it failed before, its wait is over and half of the places are left."""
        failed = self._failed.get(key)
        if key in self._under_way or (failed and failed.again_at > _clock()):
            return False
        retries = sum(other in self._failed for other in self._under_way)
        return not failed or retries < max(1, self.backlog.at_once // 2)


def _clock() -> float:
    return asyncio.get_running_loop().time()
