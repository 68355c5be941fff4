"""One attempt of an activity: its clock, its heartbeats, and work that must run to its end."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import activity

HEARTBEAT = 5.0  # seconds; see STEP_HEARTBEAT in workflows/calls.py
Result = TypeVar("Result")


class Clock:
    """The mentorship's own clock during one attempt: the workflow's time when it ordered the step, plus the delay.

    Mentorships have clocks of their own, so that time can be skipped in tests and rehearsals.
    """

    def __init__(self, ordered: datetime) -> None:
        self._began = ordered + _lateness()
        self._since = time.monotonic()

    def now(self) -> datetime:
        """Return the current time."""
        return self._began + timedelta(seconds=time.monotonic() - self._since)


def _lateness() -> timedelta:
    """Return how long after the order this attempt started, earlier attempts included."""
    if not activity.in_activity():
        return timedelta(0)
    info = activity.info()
    return max(info.started_time - info.scheduled_time, timedelta(0))


@asynccontextmanager
async def heartbeats() -> AsyncIterator[None]:
    """Send heartbeats while a relay is slow; a step that finishes at once sends none, and costs nothing."""
    if not activity.in_activity():
        yield
        return

    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


async def to_the_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run work to its end even if the activity is cancelled meanwhile; its result is reported as usual."""
    task = asyncio.create_task(work)
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            continue
    return task.result()
