"""What an administrator changes on the server while we run, or chose for other applications, is no fault of ours."""

from datetime import UTC, datetime
from typing import cast
from uuid import UUID

import asyncpg
import pytest

from store import queries
from store.pool import AWAY, Pool, _Pool, open_pool, within
from tests.gateway.pair_fixture import connected


async def test_a_new_column_disturbs_no_gateway_that_runs(pool: Pool, organisation: UUID, database_url: str) -> None:
    """Migrations come first, and restarts afterwards."""
    async with within(pool, organisation) as connection:
        assert await queries.people.lock(connection, external_id="ana") is None
    async with connected(database_url) as owner:
        await owner.execute("ALTER TABLE people ADD COLUMN later text")
    for _ in range(2 * pool.get_max_size()):
        async with within(pool, organisation) as connection:
            assert await queries.people.lock(connection, external_id="ana") is None


@pytest.mark.parametrize(
    "error", [asyncpg.InvalidCachedStatementError, asyncpg.SerializationError, asyncpg.DeadlockDetectedError]
)
def test_what_a_second_try_heals_is_no_fault(error: type[Exception]) -> None:
    assert issubclass(error, AWAY)


async def test_the_isolation_that_others_want_is_not_ours(database_url: str) -> None:
    name = database_url.rpartition("/")[2]
    async with connected(database_url) as owner:
        await owner.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = serializable")
    pool = await open_pool(database_url, 1)
    try:
        assert await pool.fetchval("SHOW transaction_isolation") == "read committed"
        assert await cast(_Pool, pool).sweepers.fetchval("SHOW transaction_isolation") == "read committed"
    finally:
        await pool.close()


async def test_the_time_zone_of_the_server_moves_no_day_of_ours(database_url: str) -> None:
    """Debian takes that of the machine: the day on which somebody had said something was the one before."""
    name = database_url.rpartition("/")[2]
    async with connected(database_url) as owner:
        await owner.execute(f"ALTER DATABASE {name} SET timezone = 'Pacific/Auckland'")
    pool = await open_pool(database_url, 1)
    try:
        for sessions in (pool, cast(_Pool, pool).sweepers):
            day = await sessions.fetchval("SELECT date_trunc('day', cast('2027-11-02T09:00:00Z' as timestamptz))")
            assert day == datetime(2027, 11, 2, tzinfo=UTC)
    finally:
        await pool.close()
