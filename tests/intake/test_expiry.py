"""Idempotency keys are forgotten after thirty days by every gateway, and an outage does not end that."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from intake.expiry import keep_forgetting
from store.pool import Pool
from store.privileges import expiring
from tests.gateway.pair_fixture import make_pair, make_services
from tests.patience import PATIENCE

KEPT = """INSERT INTO idempotency (organisation_id, key, body_hash, mentorship_id, created_at)
  VALUES ('{}', '{}', '', '{}', '{}')"""
NOWHERE = "127.0.0.1:1"


async def test_old_keys_are_forgotten_also_after_a_pass_that_failed(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    for name, days in (("old", 31), ("young", 29)):
        await pair.value(KEPT.format(organisation, name, pair.id, pair.now - timedelta(days=days)))
    passes = 0

    def failing_once(pool: Pool) -> object:
        nonlocal passes
        passes += 1
        if passes == 1:
            raise OSError
        return expiring(pool)

    monkeypatch.setattr("intake.expiry.expiring", failing_once)
    stop = asyncio.Event()
    forgetting = asyncio.create_task(keep_forgetting(services, stop, 0.05))
    async with asyncio.timeout(PATIENCE):
        while await pair.value("SELECT string_agg(key, ' ') FROM idempotency") != "young":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await forgetting
    assert passes > 1
