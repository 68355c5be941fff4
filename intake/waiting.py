"""Wait at start until what a process needs is there, and say in the log what it waits for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError

from activities.sweeper import rest, waiting
from intake.temporal_setup import has_namespace
from store import queries
from store.migrate import versions
from store.pool import Pool, Role, open_pool, sweeping

log = logging.getLogger(__name__)

T = TypeVar("T")
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0  # seconds between two tries
FAILURES = (OSError, RuntimeError, RPCError, asyncpg.PostgresError, asyncpg.InterfaceError)
NEEDS = {  # what an operator forgot, by what Postgres says of it
    "InvalidCatalogNameError": "the database is not there yet; `rapport migrate` creates it",
    "InvalidParameterValueError": "our roles are not there or not granted to this login; see `rapport migrate --help`",
    "InsufficientPrivilegeError": "this login is not granted our roles; see `rapport migrate --help`",
}


class AwayError(Exception):
    """What a process needs did not come within the time it had; the message says what, and why."""


class NotThereError(RuntimeError):
    """It answers, but lacks something; the message says what."""


async def until_there(
    what: str, look: Callable[[], Awaitable[T]], stop: asyncio.Event, seconds: float | None = None
) -> T | None:
    """Return what `look` brings, as soon as it does; None once `stop` is set. AwayError after so many seconds.

    Each reason for waiting is logged once, when it changes.
    """
    clock, reason, tries = asyncio.get_running_loop().time, "", 0
    limit = clock() + seconds if seconds is not None else None
    while not stop.is_set():
        try:
            found = await look()
        except FAILURES as error:
            if (why := _why(error)) != reason:
                reason = why
                log.warning("waiting for %s: %s", what, reason)
        else:
            if reason:
                log.info("%s is there", what)
            return found
        if limit is not None and clock() >= limit:
            raise AwayError(f"{what} is not there after {seconds:g} seconds: {reason}")
        tries += 1
        await rest(stop, waiting(tries, FIRST_WAIT, LONGEST_WAIT))
    return None


async def postgres(url: str, size: int, role: Role = "rapport_gateway") -> Pool:
    """Open a pool that can do what the service needs; raises one of FAILURES while it cannot."""
    pool = await open_pool(url, size, role)
    try:
        async with sweeping(pool):
            pass
        async with pool.acquire() as connection:
            applied = {row["version"] async for row in queries.intake.migrated(connection)}
        if missing := sorted(versions() - applied):
            raise NotThereError(f"it lacks the migrations {', '.join(missing)}; run `rapport migrate`")
    except BaseException:
        await pool.close()
        raise
    return pool


async def temporal(connect: Callable[[], Awaitable[Client]]) -> Client:
    """Connect to Temporal; raises one of FAILURES while it is away or lacks our namespace."""
    client = await connect()
    if not await has_namespace(client):
        raise NotThereError(f"there is no namespace {client.namespace}; `rapport temporal setup` creates it")
    return client


def _why(error: Exception) -> str:
    kind = type(error).__name__
    return NEEDS.get(kind) or f"{kind}: {str(error).splitlines()[0][:300] if str(error) else 'no answer'}"
