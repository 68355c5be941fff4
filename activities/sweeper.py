"""Repeat background work for as long as the process runs."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds before a retry


async def keep_at(work: Callable[[], Awaitable[int]], stop: asyncio.Event, pause: float) -> None:
    """Call `work` until `stop` is set: again at once while it finds something, else after about `pause` seconds.

    A failed call is logged by its type only, because rows may hold what people said, and is retried after a while.
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
    """Wait until the time is over or `stop` is set; always let other tasks run."""
    try:
        await asyncio.wait_for(stop.wait(), seconds or 0.001)
    except TimeoutError:
        return


def waiting(failures: int, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT) -> float:
    """Return how long to wait after so many failures: doubled each time, with jitter to spread the retries."""
    return min(longest, first * 2.0 ** min(failures - 1, 30)) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
