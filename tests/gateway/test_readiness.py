"""`/readyz` names what is wrong, one check at a time, with a sentence that says what to do."""

import asyncio
from uuid import uuid4

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from intake.temporal_setup import SEARCH_ATTRIBUTES
from store.pool import Pool
from tests.gateway.api import Api, serving
from tests.gateway.pair_fixture import connected


async def wrong(api: Api) -> dict[str, str]:
    """Return the checks that fail, with what they say."""
    response = await api.client.get("/readyz")
    told = response.json()
    assert [check["name"] for check in told["checks"]] == [
        *("postgres", "writable", "migrations"),
        *("temporal", "namespace", "search_attributes"),
    ]
    found = {check["name"]: check["says"] for check in told["checks"] if not check["ok"]}
    assert (response.status_code, told["status"]) == ((503, "not ready") if found else (200, "ready"))
    return found


async def test_a_postgres_that_only_reads_is_told_from_one_that_is_away(api: Api, database_url: str) -> None:
    name = database_url.rpartition("/")[2]
    async with connected(database_url) as owner:
        await owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        await api.services.pool.expire_connections()
        assert await wrong(api) == {
            "writable": "Postgres accepts no writes: it is a standby or set to read only. No answers can be saved."
        }
        assert (await api.client.get("/readyz")).json()["postgres"] is False
        await owner.execute("SET transaction_read_only = off")
        await owner.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    await api.services.pool.expire_connections()
    assert await wrong(api) == {}


async def test_a_login_that_postgres_refuses_is_told_from_one_that_is_away(database_url: str, pool: Pool) -> None:
    """As while its password is changed; the API says "later" meanwhile, and not that it has a fault."""
    login = f"gateway_{uuid4().hex[:12]}"
    async with connected(database_url) as owner:
        await owner.execute(f"CREATE ROLE {login} LOGIN IN ROLE rapport_gateway, rapport_gateway_sweeper")
        async with serving(database_url.replace("//rapport@", f"//{login}@"), pool) as api:
            await owner.execute(f"ALTER ROLE {login} NOLOGIN")
            await api.services.pool.expire_connections()
            says = "Postgres refuses our login. Check the user and password in DATABASE_URL."
            assert (await wrong(api))["postgres"] == says
            assert (await api.call("GET", "/v1/people/ana")).status_code == 503
        await owner.execute(f"DROP ROLE {login}")


async def test_a_missing_migration_is_named(api: Api, database_url: str) -> None:
    async with connected(database_url) as owner:
        await owner.execute("DELETE FROM schema_migrations WHERE version = '20261126000005'")
    assert await wrong(api) == {"migrations": "Postgres lacks the migrations 20261126000005. Run `rapport migrate`."}


async def test_a_missing_namespace_and_then_missing_search_attributes_are_named(
    database_url: str, pool: Pool, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"bare-{uuid4().hex[:8]}"
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    monkeypatch.setenv("TEMPORAL_NAMESPACE", name)
    async with serving(database_url, pool) as api:
        assert (await wrong(api))["namespace"] == (
            f"Temporal has no namespace {name}. Run `rapport temporal setup`, or correct TEMPORAL_NAMESPACE."
        )
        client = await Client.connect(temporal)
        retention = Duration(seconds=24 * 60 * 60)
        await client.workflow_service.register_namespace(
            RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=retention)
        )
        names = ", ".join(SEARCH_ATTRIBUTES)
        says = f"Temporal lacks the search attributes {names}; no mentorship starts. Run `rapport temporal setup`."
        async with asyncio.timeout(30):
            while await wrong(api) != {"search_attributes": says}:  # noqa: ASYNC110
                await asyncio.sleep(0.3)


async def test_liveness_looks_at_nothing(lonely: Api) -> None:
    await lonely.services.pool.close()
    assert (await lonely.client.get("/healthz")).json() == {"status": "alive"}
