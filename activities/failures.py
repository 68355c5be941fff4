"""What is known of a failure outside of the worker: its kind and place, never its message, which may quote people.

Temporal and the log learn of every failed try. Postgres learns which step keeps failing, so
that API, console and metrics can say why a mentorship stands still.
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

TROUBLE = 3  # tries; from this one on a failing step counts as trouble


@asynccontextmanager
async def reported(pool: Pool, order: Order) -> AsyncIterator[None]:
    """Turn any failure of a step into an ApplicationError of the same name without its message; it is tried again."""
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
    """Log a failure, with its place where it may be a fault of ours: one line says all about an outage."""
    which = order.step.key, order.state.mentorship, kind
    if isinstance(error, AWAY):
        log.warning("step %s of mentorship %s failed: %s", *which)
        return
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("step %s of mentorship %s failed: %s\n%s", *which, frames)


async def _note(pool: Pool, order: Order, kind: str) -> None:
    """Write down that a step keeps failing, as far as Postgres lets us; it never fails itself."""
    info = activity.info()
    if info.attempt < TROUBLE:
        return
    since = info.scheduled_time.isoformat()
    trouble = {"step": order.step.key, "since": since, "kind": kind, "attempts": info.attempt}
    try:
        async with within(pool, order.state.organisation) as connection:
            await queries.steps.trouble(connection, mentorship=order.state.mentorship, trouble=trouble)
    except AWAY as error:
        log.warning(
            "the trouble of mentorship %s is not written down: %s", order.state.mentorship, type(error).__name__
        )
