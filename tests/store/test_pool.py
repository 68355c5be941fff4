"""Transactions cost two round trips of their own, and no organisation can hold every connection."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from store import pool as module
from store import queries
from store.pool import Pool, open_pool, swept, within
from tests.patience import PATIENCE

MAKE = "INSERT INTO programmes (id, organisation_id, name) VALUES (gen_random_uuid(), current_organisation(), $1)"
END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def four(database_url: str) -> AsyncIterator[Pool]:
    """Yield a pool of four connections."""
    pool = await open_pool(database_url, 4)
    yield pool
    await pool.close()


async def test_a_transaction_costs_two_round_trips_of_its_own(four: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    execute = asyncpg.Connection.execute

    async def listened(self: asyncpg.Connection, query: str) -> str:
        said.append(query.split(";")[0])
        return await execute(self, query)

    monkeypatch.setattr(asyncpg.Connection, "execute", listened)
    async with within(four, uuid4()) as connection:
        assert await connection.fetchval("SELECT 1") == 1
    assert said == ["BEGIN", "COMMIT"], "what has been set is set in the same message, and nothing is reset afterwards"
    with pytest.raises(ZeroDivisionError):
        async with within(four, uuid4()):
            raise ZeroDivisionError
    assert said[2:] == ["BEGIN", "ROLLBACK"]


async def test_a_process_that_freezes_in_a_transaction_holds_nobody_up(
    database_url: str, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(module.BOUNDS, "idle_in_transaction_session_timeout", "1s")
    frozen, other = [await open_pool(database_url, 1) for _ in range(2)]

    async def freeze() -> None:
        async with within(frozen, organisation) as connection:
            await connection.execute(MAKE, "One of a name")
            async with within(other, organisation) as waiting:
                await waiting.execute(MAKE, "One of a name")
            await connection.execute("SELECT 1")

    with pytest.raises(module.AWAY):
        await freeze()
    async with within(frozen, organisation) as again:
        assert await again.fetchval("SELECT array_agg(name) FROM programmes") == ["One of a name"]
    await asyncio.gather(frozen.close(), other.close())


async def test_a_row_that_somebody_holds_is_named_as_such(
    database_url: str, four: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(module.BOUNDS, "lock_timeout", "100ms")
    impatient = await open_pool(database_url, 1)
    async with within(four, organisation) as holder:
        await holder.execute(MAKE, "One of a name")
        async with within(impatient, organisation) as waiting:
            with pytest.raises(asyncpg.LockNotAvailableError, match="lock timeout"):
                await waiting.execute(MAKE, "One of a name")
    await impatient.close()


async def test_what_was_written_stays_or_goes_with_the_transaction(
    four: Pool, organisation: UUID, database_url: str
) -> None:
    async with within(four, organisation) as connection:
        await connection.execute(MAKE, "Kept")

    async def lose() -> None:
        async with within(four, organisation) as connection:
            await connection.execute(MAKE, "Lost")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await lose()
    async with within(four, organisation) as connection:
        assert await connection.fetchval("SELECT array_agg(name) FROM programmes") == ["Kept"]


async def test_a_cancelled_transaction_leaves_a_session_that_can_be_used(four: Pool, organisation: UUID) -> None:
    async def slow() -> None:
        async with within(four, organisation) as connection:
            await connection.execute(MAKE, "Lost")
            await connection.execute("SELECT pg_sleep(30)")

    tasks = [asyncio.create_task(slow()) for _ in range(3)]
    await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _ in range(4):
        async with within(four, organisation) as connection:
            assert await connection.fetchval("SELECT count(*) FROM programmes") == 0


async def test_a_statement_that_is_refused_as_a_transaction_begins_leaves_no_transaction_open(
    four: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    """asyncpg once reported each of them as an error of ours, with an address in memory."""
    with pytest.raises(asyncpg.DivisionByZeroError):
        async with within(four, uuid4(), "SELECT 1 / 0;"):
            pass
    assert caplog.messages == []


async def test_one_organisation_leaves_connections_to_the_others(four: Pool) -> None:
    greedy, modest = uuid4(), uuid4()
    go_on = asyncio.Event()
    held = 0

    async def hold() -> None:
        nonlocal held
        async with within(four, greedy):
            held += 1
            await go_on.wait()

    holding = [asyncio.create_task(hold()) for _ in range(8)]
    async with asyncio.timeout(PATIENCE):
        while held < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        async with within(four, modest) as connection:
            assert await connection.fetchval("SELECT 1") == 1
    assert held == 3
    go_on.set()
    await asyncio.gather(*holding)
    assert held == 8


async def test_who_waits_too_long_for_a_share_is_told_that_postgres_has_no_room(
    four: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = uuid4()
    async with within(four, ours), within(four, ours), within(four, ours):
        monkeypatch.setattr(module, "PATIENCE", 0.05)
        with pytest.raises(module.AWAY):
            async with within(four, ours):
                pass


async def test_a_text_in_place_of_an_id_is_no_way_into_the_statement(four: Pool) -> None:
    with pytest.raises(AttributeError):
        async with within(four, "x'; SET ROLE postgres; --"):  # type: ignore[arg-type]
            pass


async def test_a_single_statement_of_a_sweeper_is_one_round_trip(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = await open_pool(database_url, 1, "rapport_worker")
    none: dict[str, list[object]] = {"ids": [], "claims": []}
    await swept(pool, queries.outbox.mark, **none)
    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "execute", None)  # no BEGIN, no COMMIT
        assert await swept(pool, queries.outbox.mark, **none) == []
    async with pool.acquire() as connection:
        assert await connection.fetchval("SELECT current_user") == "rapport_worker"
    await pool.close()


async def test_a_sweeper_whose_sessions_have_ended_asks_on_another(database_url: str) -> None:
    pool = await open_pool(database_url, 1, "rapport_worker")
    counting = queries.outbox.to_readdress
    await asyncio.gather(*(swept(pool, counting, most=1) for _ in range(2)))
    other = await asyncpg.connect(database_url)
    await other.execute(END_OTHERS)
    await other.close()
    assert await swept(pool, counting, most=1) == []
    await pool.close()
