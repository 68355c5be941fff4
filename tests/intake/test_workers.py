"""Whether work waits because no worker takes it shows outside of the workers, which may all be gone."""

import asyncio
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from intake import workers
from intake.workers import NONE, Workers, workers_of
from schemas.ids import workflow_id
from store.pool import Pool
from tests.gateway.api import serving
from tests.gateway.pair_fixture import settings_for
from tests.patience import PATIENCE
from tests.policy.pairs import paired
from tests.workflows.test_deployments import take_well
from worker import WORKFLOWS, deployment_of
from workflows.converter import CONVERTER


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a queue of this test's own, which the gateway looks at."""
    monkeypatch.setattr(workers, "TASK_QUEUE", name := f"queue-{uuid4().hex[:8]}")
    return name


def working(client: Client, queue: str, deployment: str = "") -> Worker:
    """Return a worker."""
    more = {"deployment": deployment, "build_id": "one"} if deployment else {}
    settings = settings_for("postgresql://nowhere/rapport").model_copy(update=more)
    return Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=[take_well],
        workflow_runner=UnsandboxedWorkflowRunner(),
        deployment_config=deployment_of(settings),
    )


async def begun(client: Client, queue: str) -> str:
    """Start a mentorship, which needs a worker at once; return its workflow's id."""
    state = paired().with_(mentorship=uuid4())
    handle = await client.start_workflow("Mentorship", state, id=workflow_id(state.mentorship), task_queue=queue)
    return handle.id


async def until_waiting(client: Client, waits: bool) -> Workers:
    """Wait until work waits, or until none does."""
    async with asyncio.timeout(2 * PATIENCE):
        while ((found := await workers_of(client)).decisions > 1) != waits:  # noqa: ASYNC110 - Temporal tells nobody
            await asyncio.sleep(0.5)
    return found


async def test_work_waits_without_a_worker_and_no_longer_once_there_is_one(temporal: str, queue: str) -> None:
    client = await Client.connect(temporal, data_converter=CONVERTER)
    assert (await workers_of(client)).trouble == NONE
    id = await begun(client, queue)
    assert not (await until_waiting(client, True)).asking
    async with working(client, queue):
        found = await until_waiting(client, False)
        assert (found.asking, found.trouble) == (True, "")
        await client.get_workflow_handle(id).terminate()


async def test_work_waits_for_workers_whose_version_is_not_current(temporal: str, queue: str) -> None:
    """They run, say so in their logs, and get nothing."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    async with working(client, queue, f"rapport-{uuid4().hex[:8]}"):
        id = await begun(client, queue)
        found = await until_waiting(client, True)
        assert found.steps == 0
        await client.get_workflow_handle(id).terminate()


def test_a_wait_of_more_than_a_minute_is_trouble() -> None:
    assert Workers(decisions=59, steps=0, asking=True).trouble == ""
    assert "for 61 seconds: none is running" in Workers(decisions=0, steps=61, asking=False).trouble
    assert "for 90 seconds: none is running" in Workers(decisions=90, steps=0, asking=True).trouble


async def test_readyz_and_metrics_tell_it_and_the_gateway_stays_ready(
    temporal: str, queue: str, database_url: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    monkeypatch.setattr(workers, "LONG", 1.0)
    client = await Client.connect(temporal, data_converter=CONVERTER)
    id = await begun(client, queue)
    await until_waiting(client, True)
    async with serving(database_url, pool) as api, asyncio.timeout(PATIENCE):
        ready = await api.client.get("/readyz")
        numbers = (await api.client.get("/metrics")).text
    told = ready.json()["checks"][-1]
    assert (ready.status_code, told["name"], told["ok"]) == (200, "workers", False)
    assert told["says"].startswith("Work has waited for a worker for ")
    assert 'rapport_work_waiting_seconds{what="decisions"} 0.0' not in numbers
    assert 'rapport_work_waiting_seconds{what="steps"} 0.0' in numbers
    await client.get_workflow_handle(id).terminate()


async def test_while_temporal_is_down_the_numbers_are_missing_and_the_others_are_not(
    database_url: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    async with serving(database_url, pool) as api:
        numbers = (await api.client.get("/metrics")).text
    assert "rapport_work_waiting_seconds{" not in numbers
    assert 'rapport_untold{what="answers"} 0.0' in numbers
