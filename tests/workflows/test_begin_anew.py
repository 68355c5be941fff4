"""A mentorship of many years keeps short histories: it begins anew and forgets nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from schemas.messages import Answer, Receipt
from schemas.names import AnswerKind, Met, Role
from schemas.step_key import StepKey
from stack import postgres as server
from stack.catcher.server import catching
from store.pool import open_pool
from tests.conftest import TEMPLATE, Cluster
from tests.histories.keeping import keep
from tests.journeys.local_programme import LocalProgramme, Reader, create_programme, open_local_programme
from tests.patience import PATIENCE
from workflows.search_attributes import PHASE

pytestmark = pytest.mark.asyncio(loop_scope="module")

BUDGET = 40
OPEN = {"working_days": [1, 2, 3, 4, 5, 6, 7], "from_hour": 0, "to_hour": 24}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def short_runs(
    postgres: Cluster, journeys_temporal: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LocalProgramme]:
    """Yield a local programme whose workflows begin anew after few events."""
    folder = tmp_path_factory.mktemp("short")
    server.client("createdb", postgres.port, "--template", TEMPLATE, "short_runs")
    url = postgres.url("short_runs")
    pool = await open_pool(url, 2)
    async with (
        catching(folder / "mail") as catcher,
        open_local_programme(url, pool, journeys_temporal, catcher, folder, history_budget=BUDGET) as local,
    ):
        yield local
    await pool.close()
    server.client("dropdb", postgres.port, "--force", "short_runs")


async def _under_way(local: LocalProgramme, name: str = "Long", **rules: Any) -> tuple[str, Reader, Reader]:
    """Return a pair that has agreed, in real time."""
    programme = await create_programme(local, name, courtesy=OPEN, undo_minutes=0, **rules)
    ana = Reader(local, await local.person(f"Ana-{name}", "America/New_York"))
    ben = Reader(local, await local.person(f"Ben-{name}", "Europe/Berlin", mentor=True))
    id = await local.begin(programme=programme, mentee=f"ana-{name}".lower(), mentor=f"ben-{name}".lower())
    for reader in (ana, ben):
        (mail,) = await local.catcher.mailbox.expect(reader.address, seconds=PATIENCE)
        await reader.press(mail, choice="agree")
    await local.catcher.mailbox.expect(ana.address, 2, PATIENCE)
    await local.settled(id)
    return id, ana, ben


async def _says(local: LocalProgramme, id: str, number: int) -> Receipt:
    told: dict[str, Any] = {"kind": AnswerKind.CHECK_IN, "step": StepKey("agreed/1"), "met": Met.YES, "rating": 5}
    word = Answer(id=UUID(int=number), role=Role.MENTOR, **told)
    receipt: Receipt = await local.handle(id).execute_update("answer", word, id=f"said-{number}", result_type=Receipt)
    return receipt


async def _runs(local: LocalProgramme, id: str) -> str:
    return str((await local.handle(id).describe()).run_id)


async def _in_a_break(local: LocalProgramme, id: str) -> None:
    """Let answers use up the budget, and begin a break."""
    for number in range(3):
        await _says(local, id, number + 1)
    until = datetime.now(UTC) + timedelta(days=30)
    assert (await local.api.post(f"/v1/mentorships/{id}/pause", json={"until": until.isoformat()})).is_success


async def _in_closing(local: LocalProgramme, id: str) -> None:
    """Let answers use up the budget, and begin the goodbye."""
    for number in range(3):
        await _says(local, id, number + 1)
    assert (await local.api.post(f"/v1/mentorships/{id}/close", json={"outcome": "left"})).is_success


async def _on_the_ladder(local: LocalProgramme, id: str) -> None:
    """Stay silent until the nudge is out."""
    while "nudge" not in await local.steps(id):
        await local.to_next(id)


async def _history_that_waits(local: LocalProgramme, id: str, run: str) -> WorkflowHistory:
    """Return the history of a run once it has decided what to wait for: at first, it has only started."""
    handle = local.client.get_workflow_handle(f"mentorship/{id}", run_id=run)
    async with asyncio.timeout(PATIENCE):
        while True:
            history = await handle.fetch_history()
            if any(event.event_type == EventType.EVENT_TYPE_TIMER_STARTED for event in history.events):
                return history
            await asyncio.sleep(0.1)


@pytest.mark.parametrize("bring", [_in_a_break, _in_closing, _on_the_ladder])
async def test_it_begins_anew_wherever_its_budget_is_used_up(
    short_runs: LocalProgramme, request: pytest.FixtureRequest, bring: Callable[[LocalProgramme, str], Awaitable[None]]
) -> None:
    local, name = short_runs, f"begun_anew{bring.__name__}"
    id, _, _ = await _under_way(local, name.replace("_", "-"))
    first = await _runs(local, id)
    await bring(local, id)
    async with asyncio.timeout(PATIENCE):
        while True:
            if (second := await _runs(local, id)) != first:
                break
            await asyncio.sleep(0.1)
    await local.settled(id)
    old, new = [await _history_that_waits(local, id, run) for run in (first, second)]
    assert len(old.events) <= BUDGET + 45
    assert [event.event_type for event in new.events][-1] != EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    if request.config.getoption("--record-histories"):
        keep(name, old)
        keep(name.replace("begun", "after_begun"), new)


async def test_a_long_run_begins_anew_with_all_it_knew(
    short_runs: LocalProgramme, request: pytest.FixtureRequest
) -> None:
    """The new run has the same state, due time and attributes; an answer it has heard is not taken twice."""
    local = short_runs
    id, _, _ = await _under_way(local)
    first = await local.handle(id).describe()
    word = Answer(id=UUID(int=1), role=Role.MENTEE, kind=AnswerKind.CHECK_IN, step=StepKey("agreed/1"), met=Met.YES)
    said = 0
    while (await local.handle(id).describe()).run_id == first.run_id and said < 20:
        said += 1
        answer = word.with_(id=UUID(int=said))
        await local.handle(id).execute_update("answer", answer, id=f"answer-{said}", result_type=Receipt)
        await local.settled(id)
    later = await local.handle(id).describe()
    assert later.run_id != first.run_id
    history = await local.client.get_workflow_handle(f"mentorship/{id}", run_id=first.run_id).fetch_history()
    assert len(history.events) <= BUDGET + 45
    assert later.typed_search_attributes.get(PHASE) == "active"
    assert (await local.view(id))["next"]["kind"] == "check_in"

    again = await local.handle(id).execute_update("answer", word.with_(id=UUID(int=said)), result_type=Receipt)
    before = again.state.revision
    again = await local.handle(id).execute_update("answer", word.with_(id=UUID(int=said)), result_type=Receipt)
    assert again.state.revision == before
    if request.config.getoption("--record-histories"):
        keep("begun_anew", history)
        keep("after_begun_anew", await _history_that_waits(local, id, str(later.run_id)))


async def test_answers_that_come_while_it_begins_anew_are_all_taken(short_runs: LocalProgramme) -> None:
    """Four answers at once, again and again, more than the budget holds: each is taken, none is refused or lost."""
    local = short_runs
    id, _, _ = await _under_way(local, "Burst")
    first = await _runs(local, id)
    receipts: list[Receipt] = []
    for few in range(0, 28, 4):  # Temporal takes ten updates at a time for one workflow
        receipts += await asyncio.gather(*(_says(local, id, few + number + 1) for number in range(4)))
    assert len({receipt.state.revision for receipt in receipts}) == 28
    assert await _runs(local, id) != first
