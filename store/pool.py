"""Connections to Postgres that can only see one organisation at a time."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from pydantic import BaseModel

# Generic to type checkers only: asyncpg's own classes take no parameters.
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"


def _encode(value: Any) -> str:
    return value.model_dump_json() if isinstance(value, BaseModel) else json.dumps(value)


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_encode, decoder=json.loads)


async def open_pool(url: str, size: int) -> Pool:
    """Open a pool whose sessions serve as `rapport_app`, which sees no row until an organisation is set.

    Raises OSError or asyncpg.PostgresError when the database cannot be reached.
    """
    return await asyncpg.create_pool(
        url, min_size=1, max_size=size, init=_prepare, command_timeout=30, server_settings={"role": "rapport_app"}
    )


@asynccontextmanager
async def within(pool: Pool, organisation: UUID) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees and writes this organisation's rows only."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('rapport.organisation', $1, true)", str(organisation))
        yield connection


@asynccontextmanager
async def holding(pool: Pool, link: UUID) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees one row: the link whose id its holder has proved to know."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('rapport.link', $1, true)", str(link))
        yield connection


@asynccontextmanager
async def sweeping(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that crosses organisations, for picking up what was left lying."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE rapport_sweeper")
        yield connection
