"""An address with several hosts outlives the loss of one of them, also of a machine that is gone without a word."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from stack.ports import free_port
from store import pool as module
from store.pool import AWAY, open_pool, sweeping, within
from tests.conftest import Cluster
from tests.gateway.pair_fixture import connected

SHARE = 1.0  # seconds for each of two hosts


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """Yield the port of a host that takes connections and never says anything, as one does whose machine hangs."""
    gone = asyncio.Event()

    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    server = await asyncio.start_server(nothing, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    gone.set()
    server.close()


def beside(url: str, port: int, query: str = "target_session_attrs=primary") -> str:
    """Return an address that names a port of this machine before the host of another address."""
    login, _, rest = url.partition("@")
    return f"{login}@127.0.0.1:{port},{rest}?{query}"


async def test_a_host_that_hangs_leaves_time_for_the_next(
    database_url: str, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 2 * SHARE)
    pool = await open_pool(beside(database_url, silent), 3)
    try:
        began = monotonic()
        async with within(pool, uuid4()) as one, within(pool, uuid4()) as other, sweeping(pool) as third:
            for connection in (one, other, third):
                assert await connection.fetchval("SELECT true")
        assert monotonic() - began < SHARE, "later connections begin with the host that answered"
    finally:
        pool.terminate()


@pytest.mark.parametrize("error", [asyncpg.TargetServerAttributeNotMatched, asyncpg.CannotConnectNowError, OSError])
async def test_a_host_that_refuses_starts_or_is_the_standby_is_passed_over(
    database_url: str, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    tried, connect = [], asyncpg.connect

    async def at(url: str, **options: Any) -> asyncpg.Connection:
        tried.append(url)
        if ":1/" in url:
            raise error("not this one")
        return await connect(url, **options)

    monkeypatch.setattr(asyncpg, "connect", at)
    pool = await open_pool(beside(database_url, 1), 2)
    assert await pool.fetchval("SELECT true")
    await pool.close()
    assert [url.partition("@")[2].partition("/")[0] for url in tried] == [
        "127.0.0.1:1",
        database_url.partition("@")[2].partition("/")[0],
    ]
    assert all(url.endswith("?target_session_attrs=primary") for url in tried)


async def test_where_no_host_answers_that_is_said(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    with pytest.raises(AWAY):
        await open_pool(f"postgresql://rapport@127.0.0.1:{free_port()},127.0.0.1:{silent}/rapport", 1)


async def test_while_postgres_is_away_the_log_holds_no_traceback_of_its_driver(
    postgres: Cluster, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    pool = await open_pool(database_url, 2)
    async with connected(postgres.url("postgres")) as owner:
        name = database_url.rpartition("/")[2]
        await owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    with pytest.raises(asyncpg.PostgresError):
        async with within(pool, uuid4()):
            pass
    pool.terminate()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("asyncpg")] == []
