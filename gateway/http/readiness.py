"""Readiness checks of what the gateway needs, each with a name and a sentence that says what is wrong."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic

import asyncpg
from temporalio.service import RPCError

from intake.condition import is_misconfigured, refusal_of
from intake.services import Services
from intake.signing_keys import UNKNOWN, unknown
from intake.temporal_setup import has_namespace, unknown_names
from intake.workers import workers_of
from schemas.serving import Check
from store import queries
from store.migrate import versions
from store.pool import AWAY

Look = Callable[[Services], Awaitable[str]]

CHECKED_WITHIN = 3.0  # seconds for one check
SAVED_WITHIN = 2.0  # seconds for a commit
TRUSTED_FOR = 5.0  # seconds in which a commit is not tried again, however often somebody looks
FAILURES = (*AWAY, RuntimeError, RPCError, asyncpg.PostgresError)
FINE = "ok"
# What is no reason to send requests elsewhere: without a worker, answers are saved all the same, and while a key is
# replaced because it leaked, no gateway can read every link.
NOT_OURS = ("signing_key", "workers")
NOT_LOOKED_AT = "not checked, because {} cannot be reached"
READ_ONLY = "Postgres accepts no writes: it is a standby or set to read only. No answers can be saved."
UNFINISHED = (
    "Postgres does not finish writes: a table is locked, or a synchronous standby is lost. No answers can be saved."
)
LOGIN_REFUSED = "Postgres refuses our login. Check the user and password in DATABASE_URL."
NOT_MIGRATED = "Postgres lacks {}. Run `rapport migrate`."
NO_NAMESPACE = "Temporal has no namespace {}. Run `rapport temporal setup`, or correct TEMPORAL_NAMESPACE."
NO_NAMES = "Temporal lacks the search attributes {}; no mentorship starts. Run `rapport temporal setup`."


async def checks(services: Services) -> tuple[Check, ...]:
    """Check everything that a gateway needs."""
    groups: tuple[tuple[tuple[str, Look], ...], ...] = (
        (
            *(("postgres", _postgres), ("writable", _writable), ("migrations", _migrations)),
            ("signing_key", _signing_key),
        ),
        (
            *(("temporal", _temporal), ("namespace", _namespace)),
            *(("search_attributes", _search_attributes), ("workers", _workers)),
        ),
    )
    postgres, temporal = await asyncio.gather(*(_group(services, group) for group in groups))
    return (*postgres, *temporal)


async def _group(services: Services, looks: tuple[tuple[str, Look], ...]) -> list[Check]:
    """Run the checks of one server; if it cannot be reached, skip the rest."""
    found: list[Check] = []
    for name, look in looks:
        reached = not found or found[0].ok
        says = await _says(services, look) if reached else NOT_LOOKED_AT.format(found[0].name.title())
        found.append(Check(name=name, ok=not says, says=says or FINE))
    return found


async def _says(services: Services, look: Look) -> str:
    try:
        async with asyncio.timeout(CHECKED_WITHIN):
            return await look(services)
    except RPCError as error:
        return refusal_of(error) if is_misconfigured(error) else f"Temporal cannot be reached: {error.status.name}."
    except asyncpg.InvalidAuthorizationSpecificationError:
        return LOGIN_REFUSED
    except FAILURES as error:
        return f"It cannot be reached: {type(error).__name__}."


async def _postgres(services: Services) -> str:
    async with services.pool.acquire(timeout=CHECKED_WITHIN) as connection:
        await queries.access.alive(connection)
    return ""


async def _writable(services: Services) -> str:
    async with services.pool.acquire(timeout=CHECKED_WITHIN) as connection:
        if await queries.intake.read_only(connection):
            return READ_ONLY
        if monotonic() - services.condition.saved_at < TRUSTED_FOR:
            return ""
        try:
            async with asyncio.timeout(SAVED_WITHIN):
                await queries.intake.save_nothing(connection)
        except TimeoutError:
            return UNFINISHED
    services.condition.saved_at = monotonic()
    return ""


async def _migrations(services: Services) -> str:
    try:
        async with services.pool.acquire(timeout=CHECKED_WITHIN) as connection:
            applied = {row["version"] async for row in queries.intake.migrated(connection)}
    except (asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):  # a migration grants the right
        return NOT_MIGRATED.format("migrations")
    missing = sorted(versions() - applied)
    return NOT_MIGRATED.format(f"the migrations {', '.join(missing)}") if missing else ""


async def _signing_key(services: Services) -> str:
    try:
        return UNKNOWN if await unknown(services.pool, services.settings) else ""
    except asyncpg.UndefinedTableError:  # the check before this one says so
        return ""


async def _temporal(services: Services) -> str:
    client = await services.temporal()
    serves = await client.service_client.check_health(timeout=timedelta(seconds=CHECKED_WITHIN))
    return "" if serves else "Temporal can be reached, but its health check says that it is not serving."


async def _namespace(services: Services) -> str:
    client = await services.temporal()
    return "" if await has_namespace(client) else NO_NAMESPACE.format(client.namespace)


async def _search_attributes(services: Services) -> str:
    missing = await unknown_names(await services.temporal())
    return NO_NAMES.format(", ".join(missing)) if missing else ""


async def _workers(services: Services) -> str:
    return (await workers_of(await services.temporal())).trouble
