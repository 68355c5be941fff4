"""What Temporal and the log learn of a failure: its kind and place, never its message, which may quote people."""

import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity
from temporalio.exceptions import ApplicationError

from schemas.messages import Order

log = logging.getLogger(__name__)


@asynccontextmanager
async def discreet(order: Order) -> AsyncIterator[None]:
    """Turn any failure of a step into an ApplicationError of the same name without its message; it is tried again."""
    try:
        yield
    except Exception as error:
        if isinstance(error, ApplicationError) or not activity.in_activity():
            raise
        kind, frames = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
        log.error("step %s of mentorship %s failed: %s\n%s", order.step.key, order.mentorship, kind, frames)
        raise ApplicationError(f"{kind}; the worker's log says where", type=kind) from None
