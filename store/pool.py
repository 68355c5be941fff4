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

# Generic to type checkers only: asyncpg's own classes take no parameters.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Role: TypeAlias = Literal["rapport_gateway", "rapport_worker"]

# How it shows that Postgres is away, is going away, or has no room; the same try may succeed later.
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidAuthorizationSpecificationError,  # our login is refused, as while its password is changed
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says of a session that was ended while it was idle
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby, in the middle of a failover
    asyncpg.LockNotAvailableError,  # somebody holds a row for long
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process was frozen for a while
)
ENDED = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InternalClientError)
SWEEPERS = 2  # sessions beside a pool's own, opened when a sweeper first asks for one
# Their few statements go along an index to few rows, however many wait: planned once, and never by reading all of them.
ROW_BY_ROW = {"plan_cache_mode": "force_generic_plan", "enable_bitmapscan": "off", "enable_seqscan": "off"}
PATIENCE = 10.0  # seconds for a connection, and for each statement
# Postgres itself ends what a frozen process or a lost machine left open, so that its locks hold nobody up for longer;
# and says which statement waited for a lock, before we give up on the statement.
BOUNDS = {"idle_in_transaction_session_timeout": "30s", "lock_timeout": "8s"}


def _encode(value: Any) -> str:
    return value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value)


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=json.loads)


class _Pool(asyncpg.Pool):
    """A pool in which no organisation can hold every connection, and beside it a few sessions of its role's sweeper."""

    _shares: WeakValueDictionary[UUID, asyncio.Semaphore]
    sweepers: Pool

    def share_of(self, organisation: UUID) -> asyncio.Semaphore:
        """Return what bounds one organisation: about three quarters of the connections."""
        size = self.get_max_size()
        share = self._shares.get(organisation) or asyncio.Semaphore(size - size // 4)
        return self._shares.setdefault(organisation, share)

    async def close(self) -> None:
        """Close the sweeper's sessions as well."""
        await self.sweepers.close()
        await super().close()

    def terminate(self) -> None:
        """Close all without waiting."""
        self.sweepers.terminate()
        super().terminate()


async def _keep(connection: Connection) -> None:
    """Leave a session as it is: every setting was local to its transaction, and asyncpg ends that one itself."""


async def open_pool(url: str, size: int, role: Role = "rapport_gateway") -> Pool:
    """Open a pool whose sessions serve as `role`, which sees no row until an organisation is set.

    Raises OSError or asyncpg.PostgresError when the database cannot be reached.
    """
    pool = _Pool(**_options(url, 1, size, role=role))
    pool._shares = WeakValueDictionary()
    pool.sweepers = asyncpg.Pool(**_options(url, 0, SWEEPERS, role=f"{role}_sweeper", **ROW_BY_ROW))
    await pool
    await pool.sweepers
    return pool


def _options(url: str, least: int, most: int, **settings: str) -> dict[str, Any]:
    return {
        "dsn": url,
        "min_size": least,
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

    What is said `first`, in statements without parameters, costs no round trip of its own.
    """
    opening = f"{said(queries.walls.enter, organisation)} {first}"
    async with _share(pool, organisation), _transaction(pool, opening) as connection:
        yield connection


@asynccontextmanager
async def holding(pool: Pool, link: UUID) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees one row: the link whose id its holder has proved to know."""
    async with _transaction(pool, said(queries.walls.hold, link)) as connection:
        yield connection


@asynccontextmanager
async def sweeping(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that crosses organisations, for picking up what was left undone.

    It sees what the sweeper of the pool's role may see: the gateway's what is untold, the worker's what is unsent.
    """
    async with _transaction(pool, queries.walls.sweep.sql) as connection:
        yield connection


async def swept(pool: Pool, query: Any, **parameters: Any) -> list[asyncpg.Record]:
    """Return the rows of one statement of a sweeper, asked in a single round trip: it is a transaction by itself.

    It bears to be repeated, for that is done where a session has ended.
    """
    sweepers = cast(_Pool, pool).sweepers
    for spare in reversed(range(SWEEPERS + 1)):
        with suppress(*(ENDED if spare else ())):
            async with sweepers.acquire(timeout=PATIENCE) as connection:
                return [row async for row in query(connection, **parameters)]
    raise AssertionError  # the last try has returned or raised


async def written(pool: Pool, organisation: UUID, statement: str) -> None:
    """Run statements without parameters within an organisation, in a single round trip: one message, one transaction.

    They bear to be repeated, for that is done where a session has ended.
    """
    opening = f"{said(queries.walls.enter, organisation)} {statement}"
    async with _share(pool, organisation):
        for spare in reversed(range(pool.get_max_size() + 1)):
            with suppress(*(ENDED if spare else ())):
                async with pool.acquire(timeout=PATIENCE) as connection:
                    await connection.execute(opening)
                return


def said(query: Any, id: UUID) -> str:
    """Return a statement with an id written into it, for `BEGIN` and parameters do not fit into one message."""
    return str(query.sql).replace("$1", f"'{id.hex}'")  # a text in place of a UUID has no hex


@asynccontextmanager
async def managing_keys(pool: Pool, organisation: UUID | None = None) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees the keys of every organisation, but not their hashes.

    It makes and ends those of the one organisation that is named.
    Raises asyncpg.InsufficientPrivilegeError for a login that may not manage keys, such as the one that serves.
    """
    opening = said(queries.walls.enter, organisation) if organisation else ""
    async with _transaction(pool, opening) as connection:
        await queries.access.manage(connection)
        yield connection


@asynccontextmanager
async def expiring(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that may delete what has expired, and nothing else."""
    async with _transaction(pool) as connection:
        await queries.access.expire(connection)
        yield connection


@asynccontextmanager
async def _share(pool: Pool, organisation: UUID) -> AsyncIterator[None]:
    """Wait until the organisation holds less than its share of the connections; TimeoutError after PATIENCE."""
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
async def _transaction(pool: Pool, opening: str = "") -> AsyncIterator[Connection]:
    """Yield a connection in a transaction; TimeoutError, which is an OSError, when none is free for too long.

    `BEGIN` and the statements of `opening` are one message, so that a transaction costs two round trips of its own.
    """
    async with AsyncExitStack() as stack:
        yield await _begin(pool, stack, f"BEGIN; {opening}", pool.get_max_size())


async def _begin(pool: Pool, stack: AsyncExitStack, opening: str, others: int) -> Connection:
    """Begin a transaction, on another connection where Postgres has ended this session while it was idle."""
    async with AsyncExitStack() as own:
        connection = await own.enter_async_context(pool.acquire(timeout=PATIENCE))
        with suppress(*(ENDED if others else ())):
            await connection.execute(opening)
            own.push_async_exit(_Ending(connection).end)
            await stack.enter_async_context(own.pop_all())
            return connection
    return await _begin(pool, stack, opening, others - 1)


@dataclass(frozen=True)
class _Ending:
    """How a transaction ends: committed, or rolled back where something was raised."""

    connection: Connection

    async def end(self, kind: object, error: BaseException | None, trace: object) -> None:
        """End it; a session that is lost has ended it already."""
        if error is None:
            await self.connection.execute("COMMIT")
        elif not self.connection.is_closed():
            await self.connection.execute("ROLLBACK")
