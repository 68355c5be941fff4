"""Connections to Postgres that can only see one organisation at a time."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from pydantic import BaseModel

from store import queries

# Generic to type checkers only: asyncpg's own classes take no parameters.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"

# How it shows that Postgres is away, is going away, or has no room; the same try may succeed later.
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg says of a session that was ended while it was idle
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby, in the middle of a failover
)
ENDED = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InternalClientError)
PATIENCE = 10.0  # seconds for a connection, and for each statement


def _encode(value: Any) -> str:
    return value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value)


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=json.loads)


async def open_pool(url: str, size: int) -> Pool:
    """Open a pool whose sessions serve as `rapport_app`, which sees no row until an organisation is set.

    Raises OSError or asyncpg.PostgresError when the database cannot be reached.
    """
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        init=_prepare,
        timeout=PATIENCE,
        command_timeout=PATIENCE,
        server_settings={"role": "rapport_app"},
    )


@asynccontextmanager
async def within(pool: Pool, organisation: UUID) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees and writes this organisation's rows only; raises one of AWAY."""
    async with _transaction(pool) as connection:
        await queries.walls.enter(connection, organisation=str(organisation))
        yield connection


@asynccontextmanager
async def holding(pool: Pool, link: UUID) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees one row: the link whose id its holder has proved to know."""
    async with _transaction(pool) as connection:
        await queries.walls.hold(connection, link=str(link))
        yield connection


@asynccontextmanager
async def sweeping(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that crosses organisations, for picking up what was left lying."""
    async with _transaction(pool) as connection:
        await queries.walls.sweep(connection)
        yield connection


@asynccontextmanager
async def managing_keys(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees the keys of every organisation, but not their hashes.

    Raises asyncpg.InsufficientPrivilegeError for a login that may not manage keys, such as the one that serves.
    """
    async with _transaction(pool) as connection:
        await queries.access.manage(connection)
        yield connection


@asynccontextmanager
async def expiring(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that may delete what has expired, and nothing else."""
    async with _transaction(pool) as connection:
        await queries.access.expire(connection)
        yield connection


@asynccontextmanager
async def _transaction(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction; TimeoutError, which is an OSError, when none is free for too long."""
    async with AsyncExitStack() as stack:
        yield await _begin(pool, stack, pool.get_max_size())


async def _begin(pool: Pool, stack: AsyncExitStack, others: int) -> Connection:
    """Begin a transaction, on another connection where Postgres has ended this session while it was idle."""
    async with AsyncExitStack() as own:
        connection = await own.enter_async_context(pool.acquire(timeout=PATIENCE))
        with suppress(*(ENDED if others else ())):
            await own.enter_async_context(connection.transaction())
            await stack.enter_async_context(own.pop_all())
            return connection
    return await _begin(pool, stack, others - 1)
