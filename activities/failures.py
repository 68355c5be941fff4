"""What may be known of a failure outside the worker: its type and place, never its message, which may quote people.

Temporal and the log get every failed attempt. Postgres records which step keeps failing, so
that the API, the console and the metrics can say why a mentorship does not continue.
"""

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity
from temporalio.exceptions import ApplicationError

from schemas.messages import Order
from store import queries
from store.pool import AWAY, Pool, within

log = logging.getLogger(__name__)

TROUBLE = 3  # attempts; from this one on, a failing step is recorded as trouble


@asynccontextmanager
async def reported(pool: Pool, order: Order) -> AsyncIterator[None]:
    """Turn any failure of a step into an ApplicationError of the same name without its message; it is retried."""
    try:
        yield
    except Exception as error:
        if not activity.in_activity():
            raise
        kind = (error.type if isinstance(error, ApplicationError) else None) or type(error).__name__
        await _note(pool, order, kind)
        if isinstance(error, ApplicationError):
            raise
        _say(order, kind, error)
        raise ApplicationError(f"{kind}; the worker's log says where", type=kind) from None


def _say(order: Order, kind: str, error: Exception) -> None:
    """Log a failure: an outage in one line, anything else with its traceback, because it may be a bug."""
    which = order.step.key, order.state.mentorship, kind
    if isinstance(error, AWAY):
        log.warning("step %s of mentorship %s failed: %s", *which)
        return
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("step %s of mentorship %s failed: %s\n%s", *which, frames)


async def _note(pool: Pool, order: Order, kind: str) -> None:
    """Record that a step keeps failing; if Postgres is down, only log that."""
    info = activity.info()
    if info.attempt < TROUBLE:
        return
    since = info.scheduled_time.isoformat()
    trouble = {"step": order.step.key, "since": since, "kind": kind, "attempts": info.attempt}
    try:
        async with within(pool, order.state.organisation) as connection:
            await queries.steps.trouble(connection, mentorship=order.state.mentorship, trouble=trouble)
    except AWAY as error:
        log.warning("the trouble of mentorship %s is not recorded: %s", order.state.mentorship, type(error).__name__)
