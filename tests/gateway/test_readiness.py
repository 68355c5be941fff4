"""`/readyz` names what is wrong, one check at a time, with a sentence that says what to do."""

import asyncio
from uuid import uuid4

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from gateway.http import readiness
from intake.temporal_setup import SEARCH_ATTRIBUTES
from store.pool import Pool
from tests.conftest import Cluster
from tests.gateway.api import Api, serving
from tests.gateway.pair_fixture import connected
from tests.patience import PATIENCE


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each check time enough."""
    monkeypatch.setattr(readiness, "CHECKED_WITHIN", PATIENCE)


async def wrong(api: Api) -> dict[str, str]:
    """Return the checks that fail, with what they say, but not that of the workers, which does not count."""
    response = await api.client.get("/readyz")
    told = response.json()
    assert [check["name"] for check in told["checks"]] == [
        *("postgres", "writable", "migrations", "signing_key"),
        *("temporal", "namespace", "search_attributes", "workers"),
    ]
    found = {check["name"]: check["says"] for check in told["checks"][:-1] if not check["ok"]}
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


HANGS = "Postgres does not finish writes: a table is locked, or a synchronous standby is lost. No answers can be saved."


@pytest.fixture
def saved_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try to save at every check, and not for long."""
    monkeypatch.setattr(readiness, "SAVED_WITHIN", 1.0)
    monkeypatch.setattr(readiness, "TRUSTED_FOR", 0.0)


@pytest.mark.usefixtures("saved_anew")
@pytest.mark.parametrize("table", ["answers", "mentorships"])
async def test_a_locked_table_is_told_although_postgres_answers(api: Api, database_url: str, table: str) -> None:
    async with connected(database_url) as owner, owner.transaction():
        await owner.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        assert await wrong(api) == {"writable": HANGS}
    assert await wrong(api) == {}


@pytest.mark.usefixtures("saved_anew")
async def test_a_standby_that_confirms_nothing_is_told_although_postgres_answers(
    api: Api, database_url: str, postgres: Cluster
) -> None:
    """Every commit waits for a synchronous standby that is lost."""
    name = database_url.rpartition("/")[2]
    async with connected(postgres.url("postgres")) as owner:
        await owner.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
        await api.services.pool.expire_connections()
        try:
            await owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'lost'")
            await owner.execute("SELECT pg_reload_conf()")
            async with asyncio.timeout(PATIENCE):
                while await wrong(api) != {"writable": HANGS}:  # noqa: ASYNC110 - a new setting takes a moment
                    await asyncio.sleep(0.1)
        finally:
            await owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
            await owner.execute("SELECT pg_reload_conf()")
        async with asyncio.timeout(PATIENCE):
            while await wrong(api) != {}:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


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
        async with asyncio.timeout(PATIENCE):
            while await wrong(api) != {"search_attributes": says}:  # noqa: ASYNC110
                await asyncio.sleep(0.3)


async def test_liveness_looks_at_nothing(lonely: Api) -> None:
    await lonely.services.pool.close()
    assert (await lonely.client.get("/healthz")).json() == {"status": "alive"}
