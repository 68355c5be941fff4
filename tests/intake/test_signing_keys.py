"""A gateway that lacks the key of a worker's links says so, and so does a worker whose key replaced another."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from gateway.http.metrics import Metrics
from gateway.http.readiness import checks
from intake.services import Services
from intake.signing_keys import UNKNOWN, look, note, replaced
from settings import Settings
from store.pool import Pool, open_pool
from tests.gateway.pair_fixture import connected, make_services

OLD, NEW = "the-key-of-the-gateway-that-is-long-enough", "another-key-of-a-worker-that-is-long-enough"


def with_keys(settings: Settings, *keys: str) -> Settings:
    """Return settings with other signing keys."""
    return settings.model_copy(update={"secrets": tuple(map(SecretStr, keys))})


@pytest.fixture
async def services(database_url: str, pool: Pool) -> Services:
    """Return a gateway's services, with the old key, far from Temporal."""
    services = await make_services(database_url, pool, "127.0.0.1:1")
    return replace(services, settings=with_keys(services.settings, OLD))


async def shown(services: Services) -> str:
    """Return what `/readyz` says of keys, after it was looked at for metrics and log as well."""
    await look(services)
    numbers = Metrics()
    numbers.observe(services.condition)
    [check] = [check for check in await checks(services) if check.name == "signing_key"]
    assert f"\nrapport_signing_key_unknown {0.0 if check.ok else 1.0}\n" in numbers.text().decode()
    return "" if check.ok else check.says


async def test_a_gateway_says_that_it_cannot_read_the_links_of_a_worker(
    services: Services, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    working = await open_pool(database_url, 1, "rapport_worker")
    try:
        assert await shown(services) == ""
        await note(working, with_keys(services.settings, OLD))
        assert await shown(services) == ""
        await note(working, with_keys(services.settings, NEW, OLD))
        assert await shown(services) == UNKNOWN
        assert [record.levelname for record in caplog.records if record.message == UNKNOWN] == ["ERROR"]
        assert await shown(replace(services, settings=with_keys(services.settings, NEW, OLD))) == ""
        async with connected(database_url) as owner:  # the worker with the new key has been stopped
            await owner.execute("UPDATE signing_keys SET used_at = used_at - interval '20 minutes'")
        assert await shown(services) == ""
        async with connected(database_url) as owner:
            kept = str(await owner.fetch("SELECT * FROM signing_keys"))
        assert OLD not in kept
        assert NEW not in kept
    finally:
        await working.close()


async def test_a_worker_says_that_its_key_was_replaced_and_not_rotated(services: Services, database_url: str) -> None:
    working = await open_pool(database_url, 1, "rapport_worker")
    try:
        assert not await replaced(working, with_keys(services.settings, OLD))
        await note(working, with_keys(services.settings, OLD))
        assert not await replaced(working, with_keys(services.settings, NEW, OLD))
        assert await replaced(working, with_keys(services.settings, NEW))
    finally:
        await working.close()
