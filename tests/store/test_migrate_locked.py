"""A migration that finds a table locked, as by a dump, holds up nobody for long, and is tried again."""

import asyncio
import subprocess

import asyncpg
import pytest

from store import migrate as module
from store.migrate import MigrationError, migrate
from tests.patience import PATIENCE


async def test_a_migration_waits_briefly_for_a_lock_and_comes_again(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    up = module._up

    def counted(address: str) -> object:
        tries.append(1)
        return up(address)

    monkeypatch.setattr(module, "_up", counted)
    monkeypatch.setattr(module, "PAUSE", 0.1)
    dumping = await asyncpg.connect(database_url)
    try:
        await dumping.execute("BEGIN; LOCK TABLE schema_migrations")
        migrating = asyncio.create_task(asyncio.to_thread(migrate, database_url))
        async with asyncio.timeout(PATIENCE):
            while len(tries) < 5:  # noqa: ASYNC110 - two for each attempt: with TLS and without
                await asyncio.sleep(0.1)
        await dumping.execute("COMMIT")
        assert await asyncio.wait_for(migrating, PATIENCE) == ""
    finally:
        await dumping.close()


async def test_a_table_that_stays_locked_is_told_in_one_sentence(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRIES", 0)
    dumping = await asyncpg.connect(database_url)
    try:
        await dumping.execute("BEGIN; LOCK TABLE schema_migrations")
        with pytest.raises(MigrationError, match="A table stays locked, perhaps by a dump or by another migration"):
            await asyncio.to_thread(migrate, database_url)
    finally:
        await dumping.close()


def test_a_server_that_speaks_german_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    says = "Error: pq: storniere Anfrage wegen Zeitüberschreitung einer Sperre (55P03)"
    monkeypatch.setattr(module, "RETRIES", 0)
    monkeypatch.setattr(module, "_up", lambda address: subprocess.CompletedProcess("dbmate", 1, "", says))
    with pytest.raises(MigrationError, match="A table stays locked"):
        migrate("postgresql://db.example.org/rapport")
