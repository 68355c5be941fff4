"""A mentorship's own time, which passes only by time skipping."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from chaos.driver import Driver
from chaos.records import Records

Got = TypeVar("Got")
A_MOMENT = timedelta(seconds=30)
PATIENCE = 150.0


@dataclass(frozen=True)
class Clock:
    """Skips time for one mentorship after another."""

    client: Client
    driver: Driver
    records: Records

    def handle(self, id: str) -> WorkflowHandle[Any, Any]:
        """Return the workflow of a mentorship."""
        return self.client.get_workflow_handle(f"mentorship/{id}")

    async def described(self, id: str) -> DescribeWorkflowExecutionResponse:
        """Return Temporal's description of a workflow."""
        return (await _again(lambda: self.handle(id).describe())).raw_description

    async def settled(self, id: str) -> None:
        """Wait until a workflow is idle."""
        limit = monotonic() + PATIENCE
        while monotonic() < limit:
            told = await self.described(id)
            if not told.pending_activities and not told.HasField("pending_workflow_task"):
                return
            await asyncio.sleep(0.1)
        raise TimeoutError(f"mentorship {id} does not become idle")

    async def is_over(self, id: str) -> bool:
        """Whether a workflow has ended."""
        found = await _again(lambda: self.handle(id).describe())
        return found.status is not None and found.status.name != "RUNNING"

    async def now(self, id: str) -> datetime:
        """Return the time on a mentorship's own clock."""
        return await _again(lambda: TimeSkipper(self.client).get_current_time(self.handle(id)))

    async def forward(self, id: str, span: timedelta, patience: float = 30) -> bool:
        """Skip time; False if the workflow could not follow within `patience` seconds."""
        try:
            await asyncio.wait_for(TimeSkipper(self.client).fast_forward(self.handle(id), span), patience)
        except (RPCError, TimeoutError, RuntimeError):
            return False
        return True

    async def skip_to(self, id: str, due: datetime) -> None:
        """Skip time until just after `due`."""

        async def skip() -> None:
            span = due - await self.now(id)
            if span > timedelta(0):
                await TimeSkipper(self.client).fast_forward(self.handle(id), span + A_MOMENT)

        await _again(skip)
        await self.settled(id)

    async def to_next(self, id: str, *, deliver: bool = True) -> str:
        """Skip time to the step that the API names next, and return its key; empty if there is none."""
        await self.records.heard(id)  # in reality, days pass between an answer and the next step
        if deliver:
            await self.records.delivered(id)
        coming = (await self.driver.view(id)).get("next")
        if not coming:
            return ""
        await self.skip_to(id, datetime.fromisoformat(coming["when"]))
        return str(coming["step"])


async def _again(ask: Callable[[], Awaitable[Got]]) -> Got:
    limit = monotonic() + PATIENCE
    while True:
        try:
            return await asyncio.wait_for(ask(), 30)
        except (RPCError, TimeoutError, RuntimeError):
            if monotonic() > limit:
                raise
            await asyncio.sleep(0.4)
