"""`rapport renew`: runs of an old edition begin anew, stuck ones go on from Postgres, at a rate that is kept."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from intake import renewing, starting
from intake.renewing import Tally
from schemas.ids import TASK_QUEUE, workflow_id
from schemas.names import Phase
from schemas.state import State
from stack import temporal as engine
from stack.child_process import Recipe, start, until
from stack.ports import free_port
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, make_pair, make_services, working
from tests.patience import PATIENCE
from tests.stack.command_line import rapport
from workflows.converter import CONVERTER

PRESENT, BROKEN = 2, 9
STARTED: list[str] = []


@workflow.defn(name="Mentorship")
class Release:
    """A release that knows the editions 1 and 2, as far as `rapport renew` can see."""

    @workflow.init
    def __init__(self, state: dict[str, Any]) -> None:
        self.state, self.renewing = state, False

    @workflow.run
    async def run(self, state: dict[str, Any]) -> None:
        """Wait until a new run is asked for."""
        if state.get("edition") == BROKEN:
            raise RuntimeError("this release does not know the edition")
        await workflow.wait_condition(lambda: self.renewing)
        workflow.continue_as_new({**self.state, "edition": PRESENT})

    @workflow.update
    async def renew(self) -> bool:
        """Begin anew unless that brings nothing new."""
        self.renewing = self.state.get("edition", 1) < PRESENT
        return self.renewing


@pytest.fixture(scope="module")
def own_temporal(folder: Path) -> Iterator[str]:
    """Yield the address of a server that runs the mentorships of these tests only."""
    port = free_port()
    usual = engine.recipe(folder / "renewing.db", port)
    soon = ("--dynamic-config-value", "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2")
    child = start(Recipe(usual.name, (*usual.command, *soon), usual.environment), folder / "renewing.log")
    until(lambda: engine.ready(port), child)
    yield engine.address(port)
    child.stop()


@pytest.fixture
async def client(own_temporal: str) -> AsyncIterator[Client]:
    """Yield a client with a worker at its side; nothing runs any more afterwards."""
    client = await Client.connect(own_temporal, data_converter=CONVERTER)
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[Release], workflow_runner=runner):
        yield client
        while STARTED:
            await client.get_workflow_handle(STARTED.pop()).terminate()
        await seen(client, 0)


async def begun(client: Client, pair: Pair, edition: int) -> WorkflowHandle[Any, Any]:
    """Start a mentorship that decides by an edition."""
    state = {**pair.state.model_dump(mode="json"), "edition": edition}
    memo = {"organisation": str(pair.organisation)}
    STARTED.append(workflow_id(pair.id))
    return await client.start_workflow(Release.run, state, id=workflow_id(pair.id), task_queue=TASK_QUEUE, memo=memo)


async def seen(client: Client, count: int) -> None:
    """Wait until a search finds so many running mentorships."""
    async with asyncio.timeout(PATIENCE):
        while len(await renewing.running(client)) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def renewed(database_url: str, address: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    return await asyncio.to_thread(rapport, "renew", *more, TEMPORAL_ADDRESS=address, DATABASE_URL=database_url)


async def edition(handle: WorkflowHandle[Any, Any]) -> int:
    """Return the edition that the latest run began with."""
    async for event in handle.fetch_history_events():
        [payload] = event.workflow_execution_started_event_attributes.input.payloads
        return int(CONVERTER.payload_converter.from_payload(payload).get("edition", 1))
    raise AssertionError("no event")


async def test_old_runs_begin_anew_at_a_rate_present_ones_stay_and_repeating_changes_nothing(
    client: Client, own_temporal: str, database_url: str, organisation: UUID
) -> None:
    pairs = [await make_pair(database_url, organisation, Phase.ACTIVE, f"Pair {number}") for number in range(6)]
    handles = [await begun(client, pair, PRESENT if pair is pairs[-1] else 1) for pair in pairs]
    await seen(client, 6)
    dry = await renewed(database_url, own_temporal, "--dry-run")
    assert (dry.returncode, dry.stdout) == (0, "6 to ask. Those on the current edition are left alone.\n")
    done = await renewed(database_url, own_temporal, "--rate", "20/s")
    assert done.returncode == 0, done.stderr
    assert "5 renewed, 1 already on the current edition." in done.stdout
    assert "To continue after an interruption: --started-before 20" in done.stdout
    assert [await edition(handle) for handle in handles] == [PRESENT] * 6
    await seen(client, 6)
    again = await renewed(database_url, own_temporal)
    assert "0 renewed, 6 already on the current edition." in again.stdout
    early = await renewed(database_url, own_temporal, "--started-before", "2020-01-01T00:00:00Z")
    assert early.stdout.splitlines()[-1] == "0 renewed."


async def test_the_rate_is_kept(client: Client, database_url: str, organisation: UUID) -> None:
    pairs = [await make_pair(database_url, organisation, Phase.ACTIVE, f"Pair {number}") for number in range(8)]
    for pair in pairs:
        await begun(client, pair, 1)
    await seen(client, 8)
    clock, shown = asyncio.get_running_loop().time, list[int]()
    before = clock()
    tally = await renewing.renew(client, await renewing.running(client), 10, lambda one: shown.append(one.asked))
    assert clock() - before >= 0.7
    assert (tally.renewed, sorted(shown)) == (8, list(range(1, 9)))


async def test_only_those_of_an_older_edition_are_asked_where_postgres_knows_it(
    client: Client, own_temporal: str, database_url: str, organisation: UUID
) -> None:
    old, new = [await make_pair(database_url, organisation, Phase.ACTIVE, name) for name in ("Old", "New")]
    for pair, number in ((old, 1), (new, 2)):
        await begun(client, pair, number)
        state = f"jsonb_build_object('edition', {number})"
        await pair.value(f"UPDATE mentorships SET state = {state} WHERE id = '{pair.id}'")
    await seen(client, 2)
    done = await renewed(database_url, own_temporal, "--older-than", "2")
    assert "1 renewed." in done.stdout, done.stderr


@pytest.mark.parametrize("reported", [True, False])
async def test_a_stuck_run_goes_on_from_the_state_in_postgres(
    reported: bool,
    client: Client,
    own_temporal: str,
    database_url: str,
    organisation: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not reported:  # as on a server that keeps no list of them

        async def nothing(_: Client) -> set[str]:
            return set()

        monkeypatch.setattr(renewing, "_reported", nothing)
    stuck, well = [await make_pair(database_url, organisation, Phase.ACTIVE, name) for name in ("Stuck", "Well")]
    handle, other = await begun(client, stuck, BROKEN), await begun(client, well, 1)
    before, untouched = await handle.describe(), await other.describe()
    for pair in (stuck, well):
        await pair.value(f"UPDATE mentorships SET state = '{pair.state.model_dump_json()}' WHERE id = '{pair.id}'")

    async def found() -> list[str]:
        return [one.id for one in await renewing.stuck(client, await renewing.running(client))]

    async with asyncio.timeout(2 * PATIENCE):
        while await found() != [handle.id] or (reported and not await renewing._reported(client)):  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    done = await renewed(database_url, own_temporal, "--stuck")
    assert (done.returncode, "1 renewed." in done.stdout) == (0, True), done.stdout + done.stderr
    after = await handle.describe()
    assert after.run_id != before.run_id
    assert await edition(handle) == 1
    assert (await other.describe()).run_id == untouched.run_id


async def test_an_answer_that_the_run_before_took_at_the_last_moment_is_not_lost(
    client: Client, pool: Pool, database_url: str, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gateway writes down what the old run told it after the kept state was read, and after the new run began."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await begun(client, pair, 1)
    await seen(client, 1)
    later, started = pair.state.with_(revision=pair.state.revision + 1), starting.run
    revisions: list[int] = []

    async def slowly(client: Client, state: State, *given: Any, **more: Any) -> None:
        revisions.append(state.revision)
        await started(client, state, *given, **more)
        if len(revisions) == 1:
            await pair.keep(later)

    monkeypatch.setattr(renewing, "run", slowly)
    tally = await renewing.restart(client, pool, await renewing.running(client), 10, lambda _: None)
    assert (tally.renewed, tally.failed) == (1, {})
    assert revisions == [later.revision - 1, later.revision]


async def test_a_run_that_nobody_answers_for_is_named_and_the_others_go_on(
    client: Client, database_url: str, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "PATIENCE", timedelta(seconds=6))
    stuck, well = [await make_pair(database_url, organisation, Phase.ACTIVE, name) for name in ("Stuck", "Well")]
    for pair, number in ((stuck, BROKEN), (well, 1)):
        await begun(client, pair, number)
    await seen(client, 2)
    tally: Tally = await renewing.renew(client, await renewing.running(client), 100, lambda _: None)
    assert tally.renewed == 1
    assert tally.failed == {workflow_id(stuck.id): renewing.NOT_ANSWERED}


async def test_the_workflow_itself_answers_and_stays_where_it_has_the_present_edition(
    temporal: str, database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    client = await services.temporal()
    async with working(services, pair), asyncio.timeout(2 * PATIENCE):
        while not (own := [one for one in await renewing.running(client) if one.id == workflow_id(pair.id)]):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        tally = await renewing.renew(client, own, 10, lambda _: None)
    assert (tally.present, tally.renewed, tally.failed) == (1, 0, {})


def test_a_wrong_rate_and_a_missing_variable_are_usage_errors(own_temporal: str) -> None:
    for arguments, environment in (
        (("--rate", "many"), {"TEMPORAL_ADDRESS": own_temporal, "DATABASE_URL": "postgresql://127.0.0.1:1/x"}),
        ((), {"TEMPORAL_ADDRESS": own_temporal}),
        ((), {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}),
    ):
        done = rapport("renew", *arguments, **environment)
        assert done.returncode == 2, done.stderr
