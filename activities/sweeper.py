"""Picking up what was left lying, for as long as the process lives."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


async def sweep_on(sweep: Callable[[], Awaitable[int]], stop: asyncio.Event, pause: float) -> None:
    """Call `sweep` until `stop` is set: again at once while it finds work, else after `pause` seconds.

    A failing sweep is logged by its kind and tried again after ten pauses.
    """
    while not stop.is_set():
        try:
            found = await sweep()
            wait = 0.0 if found else pause
        except Exception as error:
            log.warning("a sweep failed and will be tried again: %s", type(error).__name__)
            wait = pause * 10
        try:
            await asyncio.wait_for(stop.wait(), wait or 0.001)
        except TimeoutError:
            continue
