"""One timer that stays through many answers: it is set again only when the due time really changes."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow


class UpdatableTimer:
    """Waits for a point in time or for an update, whichever comes first; each reset costs two events."""

    def __init__(self) -> None:
        self._due: datetime | None = None
        self._timer: asyncio.Task[None] | None = None

    def is_set_for(self, due: datetime) -> bool:
        """Whether a timer for this point in time is already running."""
        return self._timer is not None and not self._timer.done() and self._due == due

    async def wait(self, due: datetime, label: str, spoken: Callable[[], bool]) -> None:
        """Return when `due` is reached or `spoken()` is true; at once if either already holds."""
        left = due - workflow.now()
        if spoken() or left <= timedelta(0):
            return
        timer = self._set(due, left, label)
        await workflow.wait_condition(lambda: timer.done() or spoken())

    def _set(self, due: datetime, left: timedelta, label: str) -> asyncio.Task[None]:
        if self._timer and self.is_set_for(due):
            return self._timer
        if self._timer and not self._timer.done():
            self._timer.cancel()
        self._due, self._timer = due, self._start(left, label)
        return self._timer

    def _start(self, left: timedelta, label: str) -> asyncio.Task[None]:
        return asyncio.create_task(workflow.sleep(left, summary=label))
