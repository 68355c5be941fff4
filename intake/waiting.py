"""Wait at start until Postgres and Temporal are ready, and log what a process waits for."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError

from activities.sweeper import rest, waiting
from intake.temporal_setup import has_namespace
from settings import ConfigurationError, temporal_address, unusable
from store import encoding, queries
from store.migrate import versions
from store.pool import Pool, Role, open_pool, sweeping
from store.troubles import misconfigured

log = logging.getLogger(__name__)

T = TypeVar("T")
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0  # seconds between two tries
FAILURES = (OSError, RuntimeError, RPCError, asyncpg.PostgresError, asyncpg.InterfaceError)
# What the SDK says of our own variables; whatever else it says may be the server's or the network's fault.
UNREADABLE = (
    "PrivateKeyParseError",
    "failed to parse private key",
    "CertificateParseError",
    "InvalidUri",
    "HttpsUriWithoutTlsSupport",
)
CAUSE = re.compile(r'(?:message|error): "([^"]+)"')  # in the chain of errors that the SDK prints as code
NEEDS = {  # what an operator has not done yet, by Postgres's error
    "InvalidCatalogNameError": "the database does not exist yet; `rapport migrate` creates it",
    "InvalidParameterValueError": "our roles are missing or not granted to this login; see `rapport migrate --help`",
    "InsufficientPrivilegeError": "this login is not granted our roles; see `rapport migrate --help`",
}


class AwayError(Exception):
    """Postgres or Temporal was not ready in time; the message says which, and why."""


class NotThereError(RuntimeError):
    """The server answers, but something is missing; the message says what."""


async def until_there(
    what: str, look: Callable[[], Awaitable[T]], stop: asyncio.Event, seconds: float | None = None
) -> T | None:
    """Return what `look` returns once it succeeds; None once `stop` is set. Raises AwayError after `seconds`.

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
                log.info("%s is ready", what)
            return found
        if limit is not None and clock() >= limit:
            raise AwayError(f"{what} is not ready after {seconds:g} seconds: {reason}")
        tries += 1
        await rest(stop, waiting(tries, FIRST_WAIT, LONGEST_WAIT))
    return None


async def postgres(url: str, size: int, role: Role = "rapport_gateway") -> Pool:
    """Open a pool that can do what the service needs.

    Raises one of FAILURES if it cannot, or ConfigurationError if it never will with this DATABASE_URL.
    """
    try:
        pool = await open_pool(url, size, role)
    except Exception as error:
        if fault := misconfigured(error):
            raise ConfigurationError(fault) from None
        raise
    try:
        async with sweeping(pool):
            pass
        async with pool.acquire() as connection:
            if fault := encoding.fault_of(connection, url):
                raise NotThereError(fault)
            applied = {row["version"] async for row in queries.intake.migrated(connection)}
        if missing := sorted(versions() - applied):
            raise NotThereError(f"migrations are missing: {', '.join(missing)}; run `rapport migrate`")
    except BaseException:
        await pool.close()
        raise
    return pool


async def temporal(connect: Callable[[], Awaitable[Client]]) -> Client:
    """Connect to Temporal.

    Raises one of FAILURES if it is down or has no such namespace, or ConfigurationError if TEMPORAL_… cannot be used.
    """
    try:
        client = await connect()
    except (ValueError, RuntimeError) as error:
        if isinstance(error, ValueError) or any(word in str(error) for word in UNREADABLE):
            raise ConfigurationError(unusable("TEMPORAL_…", str(error))) from None
        raise
    if not await has_namespace(client):
        raise NotThereError(f"there is no namespace {client.namespace}; `rapport temporal setup` creates it")
    return client


async def check_temporal(connect: Callable[[], Awaitable[Client]], seconds: float) -> None:
    """Try Temporal briefly, whether it is there or not; raises ConfigurationError if TEMPORAL_… cannot be used."""
    with suppress(*FAILURES):
        async with asyncio.timeout(seconds):
            await temporal(connect)


def unreached(error: Exception) -> str:
    """Return where Temporal cannot be reached, and why; empty for any other error."""
    causes = CAUSE.findall(str(error)) if str(error).startswith("Failed client connect") else []
    return f"{temporal_address()} cannot be reached: {causes[-1][0].lower()}{causes[-1][1:]}" if causes else ""


def _why(error: Exception) -> str:
    kind = type(error).__name__
    return (
        NEEDS.get(kind)
        or unreached(error)
        or f"{kind}: {str(error).splitlines()[0][:300] if str(error) else 'no answer'}"
    )
