"""Delete what has expired: idempotency keys, thirty days after they were used."""

import asyncio
import logging

from activities.sweeper import rest
from intake.services import Services
from store import queries
from store.privileges import expiring

log = logging.getLogger(__name__)

PAUSE = 3600.0  # seconds between two passes


async def keep_forgetting(services: Services, stop: asyncio.Event, pause: float = PAUSE) -> None:
    """Delete what has expired, again and again, until `stop` is set."""
    while not stop.is_set():
        try:
            async with expiring(services.pool) as connection:
                await queries.access.forget(connection)
        except Exception as error:  # whatever it was, the next pass must run
            log.warning("old idempotency keys could not be deleted, trying again later: %s", type(error).__name__)
        await rest(stop, pause)
