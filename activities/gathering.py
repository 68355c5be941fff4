"""Requests that arrive at about the same time share one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 100  # items in one transaction


@dataclass
class Gatherer(Generic[Item, Result]):
    """Runs `work` once for all items that arrived while the previous batch was running.

    The first batch waits `pause` seconds for more items. After a batch of more than one item, which shows that there is
    load, the next one waits `linger` seconds for more. Work continues even if its caller is cancelled.
    """

    work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]
    linger: float = 0.0
    pause: float = 0.0
    _waiting: list[tuple[Item, asyncio.Future[Result]]] = field(default_factory=list)
    _running: asyncio.Task[None] | None = None

    async def ask(self, item: Item) -> Result:
        """Return the result for one item; raises what the work raises."""
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, result))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await result

    async def end(self, seconds: float) -> None:
        """Wait for running work for at most `seconds`, then cancel it."""
        if self._running:
            _, late = await asyncio.wait([self._running], timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        try:
            if self.pause:
                await asyncio.sleep(self.pause)
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._serve(batch)
                if self.linger and len(batch) > 1:
                    await asyncio.sleep(self.linger)
        finally:
            self._running = None

    async def _serve(self, batch: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self.work([item for item, _ in batch])
        except BaseException as error:
            for _, result in batch:
                if not result.done():
                    result.set_exception(error) if isinstance(error, Exception) else result.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for (_, result), value in zip(batch, results, strict=True):
            if not result.done():
                result.set_result(value)
