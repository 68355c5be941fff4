"""Connections to Postgres that can only see one organisation at a time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast
from uuid import UUID
from weakref import WeakValueDictionary

import asyncpg
from pydantic import BaseModel

from store import queries
from store.hosts import Hosts

# Generic for type checkers only: asyncpg's own classes take no parameters.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Role: TypeAlias = Literal["rapport_gateway", "rapport_worker"]

# Errors that mean that Postgres is down, is shutting down, or cannot do it just now; a retry may succeed.
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,  # our login is refused, for example while its password is changed
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # raised by asyncpg for a session that was ended while idle
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby, in the middle of a failover
    asyncpg.LockNotAvailableError,  # a row is locked for too long
    asyncpg.TransactionRollbackError,  # a deadlock, or another transaction came first
    asyncpg.InvalidCachedStatementError,  # a migration has just changed a table
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process was frozen for a while
)
ENDED = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InternalClientError)
SWEEPERS = 2  # sessions in addition to a pool's own, opened when a sweeper first needs one
# A sweeper's statements read a few rows by index, however many wait: plan once, and never with a sequential scan.
ROW_BY_ROW = {"plan_cache_mode": "force_generic_plan", "enable_bitmapscan": "off", "enable_seqscan": "off"}
PATIENCE = 10.0  # seconds for a connection, and for each statement
CLOSED_WITHIN = 5.0  # seconds for all sessions
# Postgres itself ends what a frozen process or a lost machine left open, so that its locks block nobody for longer;
# and it reports which statement waited for a lock, before our own timeout ends the statement. A step must see what was
# saved while it waited for a lock, whatever isolation the server's administrator prefers; and a day is one in UTC.
BOUNDS = {
    "idle_in_transaction_session_timeout": "30s",
    "lock_timeout": "8s",
    "default_transaction_isolation": "read committed",
    "timezone": "UTC",
}


def _encode(value: Any) -> str:
    return value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value, ensure_ascii=False)


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=json.loads)


class _Pool(asyncpg.Pool):
    """A pool in which no organisation can hold every connection, plus a few sessions for its role's sweeper."""

    _shares: WeakValueDictionary[UUID, asyncio.Semaphore]
    sweepers: Pool

    def share_of(self, organisation: UUID) -> asyncio.Semaphore:
        """Return the semaphore that limits one organisation to about three quarters of the connections."""
        size = self.get_max_size()
        share = self._shares.get(organisation) or asyncio.Semaphore(size - size // 4)
        return self._shares.setdefault(organisation, share)

    async def close(self) -> None:
        """Close the sweeper's sessions as well, and drop those that Postgres does not close soon."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSED_WITHIN):
                await asyncio.gather(self.sweepers.close(), super().close())

    def terminate(self) -> None:
        """Close all connections without waiting."""
        self.sweepers.terminate()
        super().terminate()


async def _keep(connection: Connection) -> None:
    """Leave a session as it is: every setting was local to its transaction, and asyncpg ends that one itself."""


async def open_pool(url: str, size: int, role: Role = "rapport_gateway") -> Pool:
    """Open a pool whose sessions use `role`, which sees no row until an organisation is set.

    Raises OSError or asyncpg.PostgresError when the database cannot be reached.
    """
    hosts = Hosts(url)
    pool = _Pool(**_options(hosts, 1, size, role=role))
    pool._shares = WeakValueDictionary()
    pool.sweepers = asyncpg.Pool(**_options(hosts, 0, SWEEPERS, role=f"{role}_sweeper", **ROW_BY_ROW))
    await pool
    await pool.sweepers
    return pool


def _options(hosts: Hosts, first: int, most: int, **settings: str) -> dict[str, Any]:
    return {
        "connect": hosts.connect,
        "init_size": first,
        "min_size": 0,  # with a floor, asyncpg would log a traceback at each try to restore it while Postgres is away
        "max_size": most,
        "max_queries": 50_000,
        "max_inactive_connection_lifetime": 300.0,
        "loop": None,
        "connection_class": asyncpg.Connection,
        "record_class": asyncpg.Record,
        "init": _prepare,
        "reset": _keep,
        "timeout": PATIENCE,
        "command_timeout": PATIENCE,
        "server_settings": BOUNDS | settings,
    }


@asynccontextmanager
async def within(pool: Pool, organisation: UUID, first: str = "") -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees and writes this organisation's rows only; raises one of AWAY.

    The statements in `first`, which take no parameters, cost no extra round trip.
    """
    opening = f"{said(queries.walls.enter, organisation)} {first}"
    async with _share(pool, organisation), transaction(pool, opening) as connection:
        yield connection


@asynccontextmanager
async def holding(pool: Pool, link: UUID) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees one row: the link that its holder has proved to know."""
    async with transaction(pool, said(queries.walls.hold, link)) as connection:
        yield connection


@asynccontextmanager
async def sweeping(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that crosses organisations, for pending work.

    It sees what the sweeper of the pool's role may see: the gateway's unsent answers, the worker's unsent letters.
    """
    async with transaction(pool, queries.walls.sweep.sql) as connection:
        yield connection


async def swept(pool: Pool, query: Any, **parameters: Any) -> list[asyncpg.Record]:
    """Return the rows of one sweeper statement, run in a single round trip as a transaction of its own.

    The statement must be safe to repeat, because it is repeated if a session has ended.
    """
    sweepers = cast(_Pool, pool).sweepers
    for spare in reversed(range(SWEEPERS + 1)):
        with suppress(*(ENDED if spare else ())):
            async with sweepers.acquire(timeout=PATIENCE) as connection:
                return [row async for row in query(connection, **parameters)]
    raise AssertionError  # the last attempt has returned or raised


async def written(pool: Pool, organisation: UUID, statement: str) -> None:
    """Run statements without parameters within an organisation, in a single round trip: one message, one transaction.

    They must be safe to repeat, because they are repeated if a session has ended.
    """
    opening = f"{said(queries.walls.enter, organisation)} {statement}"
    async with _share(pool, organisation):
        for spare in reversed(range(pool.get_max_size() + 1)):
            with suppress(*(ENDED if spare else ())):
                async with pool.acquire(timeout=PATIENCE) as connection:
                    await connection.execute(opening)
                return


def said(query: Any, id: UUID) -> str:
    """Return a statement with an id written into it, because one message cannot hold both `BEGIN` and parameters."""
    return str(query.sql).replace("$1", f"'{id.hex}'")  # a string instead of a UUID has no hex


@asynccontextmanager
async def _share(pool: Pool, organisation: UUID) -> AsyncIterator[None]:
    """Wait until the organisation holds less than its share of the connections; raises TimeoutError after PATIENCE."""
    if not isinstance(pool, _Pool):
        yield
        return
    share = pool.share_of(organisation)
    async with asyncio.timeout(PATIENCE):
        await share.acquire()
    try:
        yield
    finally:
        share.release()


@asynccontextmanager
async def transaction(pool: Pool, opening: str = "") -> AsyncIterator[Connection]:
    """Yield a connection in a transaction; raises TimeoutError, which is an OSError, if none is free for too long.

    `BEGIN` and the statements of `opening` are one message, so a transaction itself costs only two round trips.
    """
    async with AsyncExitStack() as stack:
        yield await _begin(pool, stack, f"BEGIN; {opening}", pool.get_max_size())


async def _begin(pool: Pool, stack: AsyncExitStack, opening: str, others: int) -> Connection:
    """Begin a transaction; use another connection if Postgres has ended this session while it was idle."""
    async with AsyncExitStack() as own:
        connection = await own.enter_async_context(pool.acquire(timeout=PATIENCE))
        with suppress(*(ENDED if others else ())):
            await _open(connection, opening)
            own.push_async_exit(_Ending(connection).end)
            await stack.enter_async_context(own.pop_all())
            return connection
    return await _begin(pool, stack, opening, others - 1)


async def _open(connection: Connection, opening: str) -> None:
    """Begin a transaction, or leave none behind: asyncpg would log it as a fault of ours."""
    try:
        await connection.execute(opening)
    except asyncpg.PostgresError as error:
        if not isinstance(error, ENDED) and not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise


@dataclass(frozen=True)
class _Ending:
    """How a transaction ends: committed, or rolled back if an exception was raised."""

    connection: Connection

    async def end(self, kind: object, error: BaseException | None, trace: object) -> None:
        """End the transaction; if the session is lost, it has ended already."""
        if error is None:
            await self.connection.execute("COMMIT")
        elif not self.connection.is_closed():
            await self.connection.execute("ROLLBACK")
