"""Skip time: advance the virtual clock of every running mentorship, on the local server."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

RUNNING = 'WorkflowType="Mentorship" AND ExecutionStatus="Running"'
AT_ONCE = 8  # workflows advanced at the same time
DAY = timedelta(days=1)
# Servers up to 1.32.2 sometimes go on to the next timer if the end of a span passes while a step runs. A step is often
# due whole days after somebody pressed a button, so no span ends right then.
A_LITTLE_MORE = timedelta(minutes=1)
AT_REST_WITHIN = 60  # seconds for a workflow to come to rest
AT_REST_BEFORE = 5  # seconds that its time waits for it to come to rest
STILL_BUSY = (
    "{late} of {count} mentorships have not come to rest within a minute: a step of theirs may keep failing. "
    "The console says which, and why. The others are where you wanted them."
)


async def _settled(handle: WorkflowHandle[Any, Any]) -> None:
    """Wait until a workflow is idle, without an activity or a workflow task; then everything it sends was sent."""
    while True:
        told = (await handle.describe()).raw_description
        if not told.pending_activities and not told.HasField("pending_workflow_task"):
            return
        await asyncio.sleep(0.02)


async def _skip(skipper: TimeSkipper, handle: WorkflowHandle[Any, Any], span: timedelta) -> bool:
    """Skip a span and return once the workflow is at rest; whether it still lives."""
    with suppress(TimeoutError):  # it may have heard an answer just now
        await asyncio.wait_for(_settled(handle), min(AT_REST_WITHIN, AT_REST_BEFORE))
    lives = await skipper.fast_forward(handle, span + A_LITTLE_MORE)
    await asyncio.wait_for(_settled(handle), AT_REST_WITHIN)
    return lives


async def _carry(
    skipper: TimeSkipper, handle: WorkflowHandle[Any, Any], span: timedelta, gate: asyncio.Semaphore
) -> bool:
    async with gate:
        try:
            return await _skip(skipper, handle, span)
        except RPCError:  # it ended in the meantime
            return False


async def forward_one(client: Client, id: str, span: timedelta) -> None:
    """Skip `span` for one workflow, whose clock is then ahead of the others'; return when it is at rest."""
    await _skip(TimeSkipper(client), client.get_workflow_handle(id), span)


async def forward(client: Client, span: timedelta) -> int:
    """Skip `span` for every running mentorship, and return how many there were.

    Each has its own clock, so their times stay equal only if all of them are always advanced
    together. Raises RPCError if the server does not respond or does not allow it, and TimeoutError,
    once all the others were carried on, if some do not come to rest.
    """
    skipper, gate = TimeSkipper(client), asyncio.Semaphore(AT_ONCE)
    handles = [client.get_workflow_handle(found.id) async for found in client.list_workflows(RUNNING)]
    carried = await asyncio.gather(*(_carry(skipper, handle, span, gate) for handle in handles), return_exceptions=True)
    for failure in (one for one in carried if isinstance(one, BaseException) and not isinstance(one, TimeoutError)):
        raise failure
    if late := sum(isinstance(one, TimeoutError) for one in carried):
        raise TimeoutError(STILL_BUSY.format(late=late, count=len(carried)))
    return len(carried)


async def forward_until(
    client: Client, happened: Callable[[], bool], most: int = 120, quiet: Callable[[], Awaitable[int]] | None = None
) -> int:
    """Skip whole days until `happened()` is true, at most `most` days; return how many days it took.

    `quiet()` says how many days nothing happens; those are skipped together with the day after them.
    """
    days = 0
    while days < most:
        span = min((await quiet() if quiet else 0) + 1, most - days)
        days += span
        if not await forward(client, span * DAY) or happened():
            break
    return days
