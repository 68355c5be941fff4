"""A mentorship of many years keeps short histories: it begins anew and forgets nothing."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio

from schemas.messages import Answer, Receipt
from schemas.names import AnswerKind, Met, Role
from schemas.step_key import StepKey
from stack import postgres as server
from stack.catcher.server import catching
from store.pool import open_pool
from tests.conftest import TEMPLATE, Cluster
from tests.histories.keeping import keep
from tests.journeys.local_programme import LocalProgramme, Reader, found_programme, open_local_programme
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


async def _under_way(local: LocalProgramme) -> tuple[str, Reader, Reader]:
    """Return a pair that has agreed, in real time."""
    programme = await found_programme(local, courtesy=OPEN, undo_minutes=0)
    ana = Reader(local, await local.person("Ana", "America/New_York"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True))
    id = await local.begin(programme=programme, mentor="ben")
    for reader in (ana, ben):
        (mail,) = await local.catcher.mailbox.expect(reader.address)
        await reader.press(mail, choice="agree")
    await local.catcher.mailbox.expect(ana.address, 2)
    await local.settled(id)
    return id, ana, ben


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
        keep("after_begun_anew", await local.handle(id).fetch_history())


async def test_answers_that_come_while_it_begins_anew_are_all_taken(short_runs: LocalProgramme) -> None:
    """Twelve answers at once, more than the budget holds: each is taken, none is refused or lost."""
    local = short_runs
    await local.person("Dan", "Asia/Tokyo")
    await local.person("Eva", "Asia/Tokyo", mentor=True)
    programme = await found_programme(local, "another", courtesy=OPEN, undo_minutes=0)
    id = await local.begin(programme=programme, mentee="dan", mentor="eva")
    for address in ("dan@lantern.example", "eva@lantern.example"):
        (mail,) = await local.catcher.mailbox.expect(address)
        await Reader(local, address).press(mail, choice="agree")
    await local.catcher.mailbox.expect("dan@lantern.example", 2)
    await local.settled(id)

    async def say(number: int) -> Receipt:
        word = Answer(
            id=UUID(int=number),
            role=Role.MENTOR,
            kind=AnswerKind.CHECK_IN,
            step=StepKey("agreed/1"),
            met=Met.YES,
            rating=5,
        )
        receipt: Receipt = await local.handle(id).execute_update(
            "answer", word, id=f"burst-{number}", result_type=Receipt
        )
        return receipt

    receipts: list[Receipt] = []
    for few in range(0, 12, 4):  # Temporal takes ten updates at a time for one workflow
        receipts += await asyncio.gather(*(say(few + number + 1) for number in range(4)))
    assert len({receipt.state.revision for receipt in receipts}) == 12
