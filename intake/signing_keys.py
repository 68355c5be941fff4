"""Whether gateways can read the links that workers make: each signing key is known to others by its fingerprint."""

import asyncio
import hmac
import logging

from activities.sweeper import keep_at
from intake.services import Services
from settings import Settings
from store import queries
from store.pool import PATIENCE, Pool

log = logging.getLogger(__name__)

PURPOSE = b"rapport/fingerprint/1"
EVERY = 60.0  # seconds
LATELY = 600.0  # seconds, in which each worker has said several times which key it uses
UNKNOWN = (
    "Workers sign links with a key that this gateway does not have: it shows “This link does not work” for each of "
    "them. Give workers and gateways the same RAPPORT_SECRETS. If you have just taken a key away because it leaked, "
    "this message ends by itself within ten minutes."
)
REPLACED = (
    "earlier letters carry links of a signing key that is not in RAPPORT_SECRETS here. Unless you took it away because "
    "it leaked, add it as the second one, at workers and gateways; without it, those links are dead"
)


async def keep_noting(pool: Pool, settings: Settings, stop: asyncio.Event) -> None:
    """Say which key this worker uses, again and again, until `stop` is set."""

    told = False

    async def noted() -> int:
        nonlocal told
        if not told and await replaced(pool, settings):
            log.warning("%s", REPLACED)
        told = True
        await note(pool, settings)
        return 0

    await keep_at(noted, stop, EVERY)


async def keep_looking(services: Services, stop: asyncio.Event) -> None:
    """See whether this gateway has the keys of all workers, again and again, until `stop` is set."""

    async def looked() -> int:
        await look(services)
        return 0

    await keep_at(looked, stop, EVERY)


async def note(pool: Pool, settings: Settings) -> None:
    """Say which key this worker signs with."""
    async with pool.acquire(timeout=PATIENCE) as connection:
        await queries.access.sign(connection, fingerprint=_fingerprints(settings)[0])


async def replaced(pool: Pool, settings: Settings) -> bool:
    """Whether the key that workers used last is none of this worker's."""
    async with pool.acquire(timeout=PATIENCE) as connection:
        used = [row["fingerprint"] async for row in queries.access.signing(connection, seconds=LATELY)]
    return bool(used) and used[0] not in _fingerprints(settings)


async def look(services: Services) -> None:
    """Log and keep, for the metrics, whether this gateway lacks a key; the log says so once."""
    lacks = await unknown(services.pool, services.settings)
    if lacks and not services.condition.key_unknown:
        log.error("%s", UNKNOWN)
    services.condition.key_unknown = lacks


async def unknown(pool: Pool, settings: Settings) -> bool:
    """Whether a worker has lately used a key that is none of this gateway's."""
    async with pool.acquire(timeout=PATIENCE) as connection:
        rows = [row async for row in queries.access.signing(connection, seconds=LATELY)]
    return bool({row["fingerprint"] for row in rows if row["lately"]} - set(_fingerprints(settings)))


def _fingerprints(settings: Settings) -> list[str]:
    return [hmac.digest(key.get_secret_value().encode(), PURPOSE, "sha256")[:8].hex() for key in settings.secrets]
