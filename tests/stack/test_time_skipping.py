"""Let time pass: weeks go by in a moment, for every mentorship that runs and for nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from stack import temporal, time_skipping
from stack.ports import free_port
from stack.quiet_days import quiet_days
from stack.time_skipping import RUNNING, forward, forward_one, forward_until
from tests.patience import PATIENCE


@workflow.defn(name="Mentorship")
class Sleeper:
    """Stands in for a mentorship: one letter a week."""

    def __init__(self) -> None:
        self.letters = 0

    @workflow.run
    async def run(self) -> None:
        while True:
            await workflow.sleep(timedelta(days=7))
            self.letters += 1

    @workflow.query
    def sent(self) -> int:
        return self.letters


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield a server of our own: what passes here passes for everybody on it."""
    folder, port = tmp_path_factory.mktemp("time-skipping"), free_port()
    child = temporal.serve(folder / "temporal.db", port, folder / "log")
    yield temporal.address(port)
    child.stop()


@pytest.fixture
async def client(address: str) -> Client:
    return await Client.connect(address)


async def running(client: Client, count: int) -> None:
    """Return once the list of running workflows, which follows a moment behind, has this length."""
    async with asyncio.timeout(PATIENCE):
        while (await client.count_workflows(RUNNING)).count != count:  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.05)


@pytest.fixture
async def sleepers(client: Client) -> AsyncIterator[list[WorkflowHandle[Sleeper, None]]]:
    """Yield two running mentorships."""
    queue = uuid4().hex
    async with Worker(client, task_queue=queue, workflows=[Sleeper], workflow_runner=UnsandboxedWorkflowRunner()):
        handles = [await client.start_workflow(Sleeper.run, id=uuid4().hex, task_queue=queue) for _ in range(2)]
        await running(client, 2)
        yield handles
        for handle in handles:
            await handle.terminate()
        await running(client, 0)


async def test_two_weeks_pass_for_every_running_mentorship(
    client: Client, sleepers: list[WorkflowHandle[Sleeper, None]]
) -> None:
    assert await forward(client, timedelta(days=15)) == 2
    assert [await one.query(Sleeper.sent) for one in sleepers] == [2, 2]
    await forward(client, timedelta(days=7))
    assert [await one.query(Sleeper.sent) for one in sleepers] == [3, 3]


async def test_time_can_pass_for_one_alone(client: Client, sleepers: list[WorkflowHandle[Sleeper, None]]) -> None:
    await forward_one(client, sleepers[0].id, timedelta(days=14))
    assert [await one.query(Sleeper.sent) for one in sleepers] == [2, 0]


async def test_days_on_which_nothing_happens_pass_at_once(
    client: Client, sleepers: list[WorkflowHandle[Sleeper, None]]
) -> None:
    quiet, looks = iter((6, 6, 99)), iter((False, True))

    async def days() -> int:
        return next(quiet)

    assert await forward_until(client, lambda: next(looks), quiet=days) == 14
    assert await forward_until(client, lambda: False, most=3, quiet=days) == 3
    assert await quiet_days(client, "http://127.0.0.1:9", "a key") == 0  # nobody is there


async def test_no_day_is_skipped_unseen_while_a_mentorship_runs_that_the_key_does_not_list(
    client: Client, sleepers: list[WorkflowHandle[Sleeper, None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the tutorial, whose pair is of another organisation than the sample, the awaited letter was days old."""
    listed = {"id": str(uuid4()), "phase": "active", "next": {"when": "2100-01-01T00:00:00Z"}}
    found = httpx.MockTransport(lambda request: httpx.Response(200, json={"items": [listed], "next_cursor": None}))
    monkeypatch.setattr("stack.quiet_days.httpx.AsyncClient", partial(httpx.AsyncClient, transport=found))
    assert len(sleepers) == 2
    assert await quiet_days(client, "http://rapport.test", "the sample's key") == 0


async def test_days_pass_until_something_happens(client: Client, sleepers: list[WorkflowHandle[Sleeper, None]]) -> None:
    days = iter(range(1, 100))
    assert await forward_until(client, lambda: next(days) == 3) == 3
    assert await forward_until(client, lambda: False, most=2) == 2


async def test_with_nothing_running_nothing_passes(client: Client) -> None:
    assert await forward(client, timedelta(days=1)) == 0
    assert await forward_until(client, lambda: False) == 1


async def test_a_mentorship_that_does_not_come_to_rest_holds_up_no_other_and_is_said_in_a_sentence(
    client: Client, sleepers: list[WorkflowHandle[Sleeper, None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settled, busy = time_skipping._settled, sleepers[0].id

    def never(handle: WorkflowHandle[Any, Any]) -> Awaitable[Any]:
        monkeypatch.setattr(time_skipping, "AT_REST_WITHIN", 0.5 if handle.id == busy else PATIENCE)
        return asyncio.Event().wait() if handle.id == busy else settled(handle)

    monkeypatch.setattr(time_skipping, "_settled", never)
    with pytest.raises(TimeoutError, match="1 of 2 mentorships have not come to rest"):
        await forward(client, timedelta(days=15))
    assert await sleepers[1].query(Sleeper.sent) == 2
