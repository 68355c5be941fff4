"""Postgres refuses the worker's login for a moment, as while its password is changed: no relay's answer is lost."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from activities import outbox_rows
from store.pool import Pool, open_pool
from tests.activities.outbox_fixture import counted, filled, slow_worker, until
from tests.activities.pair_fixture import StepRunner


@pytest.fixture
async def login(runner: StepRunner) -> AsyncIterator[str]:
    """Yield a login of the worker's own, as in production."""
    name = f"worker_{uuid4().hex[:12]}"
    await runner.do(f"CREATE ROLE {name} LOGIN IN ROLE rapport_worker, rapport_worker_sweeper")
    yield name
    await runner.do(f"DROP ROLE {name}")


@pytest.fixture
async def theirs(database_url: str, login: str) -> AsyncIterator[Pool]:
    """Yield a pool of that login."""
    pool = await open_pool(database_url.replace("//rapport@", f"//{login}@"), 4, "rapport_worker")
    yield pool
    await pool.close()


async def test_what_the_relay_said_meanwhile_is_written_down_once_the_login_is_taken_again(
    runner: StepRunner,
    login: str,
    theirs: Pool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(outbox_rows, "waiting", lambda *_: 0.05)
    await filled(runner, 2, letter="agreement")
    async with slow_worker(replace(runner, pool=theirs), 2) as (outbox, server, gate):
        sweeping = asyncio.create_task(outbox.sweep())

        async def both_are_out() -> bool:
            return await counted(runner) == {"sending": 2}

        async def refused() -> bool:
            return "recorded later: InvalidAuthorizationSpecificationError" in caplog.text

        await until(both_are_out)
        await runner.do(f"ALTER ROLE {login} NOLOGIN")
        await runner.do(f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{login}'")
        gate.set()
        try:
            await until(refused)
        finally:
            await runner.do(f"ALTER ROLE {login} LOGIN")
        assert await sweeping == 2
        assert len(server.transactions) == 2
    assert await counted(runner) == {"accepted": 2}
    assert "could not be recorded" not in caplog.text
