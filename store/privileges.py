"""Transactions with a privilege of their own: to manage the keys of an API, or to delete what has expired."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from store import queries
from store.pool import Connection, Pool, said, transaction


@asynccontextmanager
async def managing_keys(pool: Pool, organisation: UUID | None = None) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that sees the keys of every organisation, but not their hashes.

    It can create and end keys of the given organisation only.
    Raises asyncpg.InsufficientPrivilegeError for a login that may not manage keys, such as a gateway's.
    """
    opening = said(queries.walls.enter, organisation) if organisation else ""
    async with transaction(pool, opening) as connection:
        await queries.access.manage(connection)
        yield connection


@asynccontextmanager
async def expiring(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction that may delete what has expired, and nothing else."""
    async with transaction(pool) as connection:
        await queries.access.expire(connection)
        yield connection
