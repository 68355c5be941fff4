"""`rapport renew --restored`: what was closed since Temporal's backup does not come back to life."""

import asyncio
from uuid import UUID, uuid4

from temporalio.client import Client, WorkflowExecutionStatus

from intake import renewing
from intake.commands import _summary
from schemas.ids import workflow_id
from schemas.names import Phase
from schemas.state import Hold
from store.pool import Pool
from tests.gateway.pair_fixture import connected, make_pair
from tests.patience import PATIENCE
from workflows.converter import CONVERTER
from workflows.search_attributes import memo_of


async def test_a_run_that_postgres_has_as_closed_is_ended_and_the_others_start_again(
    temporal: str, database_url: str, pool: Pool, organisation: UUID
) -> None:
    """HR closed one after the backup, which still has it running."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    over, still = [await make_pair(database_url, organisation, Phase.ACTIVE, name) for name in ("Over", "Open")]
    await over.value(f"UPDATE mentorships SET phase = 'closed' WHERE id = '{over.id}'")
    await still.value(f"UPDATE mentorships SET state = '{still.state.model_dump_json()}' WHERE id = '{still.id}'")
    ids = [workflow_id(pair.id) for pair in (over, still)]
    for pair, id in zip((over, still), ids, strict=True):
        memo = memo_of(pair.state)
        await client.start_workflow("Mentorship", pair.state, id=id, task_queue="nobody-works-here", memo=memo)
    ended, other = (client.get_workflow_handle(id) for id in ids)
    before = (await other.describe()).run_id
    async with asyncio.timeout(PATIENCE):
        while not set(ids) <= {one.id for one in await renewing.running(client)}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    mine = [one for one in await renewing.running(client) if one.id in ids]
    tally = await renewing.restart(client, pool, mine, 100, lambda _: None)
    assert _summary(tally) == "1 renewed, 1 ended because Postgres has them as closed."
    assert (tally.asked, tally.failed) == (2, {})
    assert (await ended.describe()).status is WorkflowExecutionStatus.TERMINATED
    after = await other.describe()
    assert (after.status, after.run_id != before) == (WorkflowExecutionStatus.RUNNING, True)
    await other.terminate()


async def test_a_mentorship_that_loses_a_hold_with_its_concern_is_named(
    temporal: str, database_url: str, pool: Pool, organisation: UUID
) -> None:
    """Postgres lost its last seconds, and the workflow has shown its hold to the row since."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    held = pair.state.with_(hold=Hold(since=pair.now, by=(uuid4(),)))
    await pair.keep(held)
    id = workflow_id(pair.id)
    await client.start_workflow("Mentorship", held, id=id, task_queue="nobody-works-here", memo=memo_of(held))
    async with asyncio.timeout(PATIENCE):
        while id not in {one.id for one in await renewing.running(client)}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    mine = [one for one in await renewing.running(client) if one.id == id]
    tally = await renewing.restart(client, pool, mine, 100, lambda _: None)
    assert (tally.renewed, tally.freed) == (1, [id])
    assert await pair.value("SELECT state #> '{hold,by}' IS NULL FROM mentorships")
    await client.get_workflow_handle(id).terminate()


async def test_a_run_of_another_rapport_in_the_same_namespace_is_named_and_left_alone(
    temporal: str, database_url: str, pool: Pool, organisation: UUID
) -> None:
    """The manual has the operator terminate runs of which Postgres knows nothing: these are somebody else's."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    ours, theirs = uuid4(), uuid4()
    states = pair.state.with_(mentorship=ours), pair.state.with_(mentorship=theirs, organisation=uuid4())
    for state in states:
        memo, id = memo_of(state), workflow_id(state.mentorship)
        await client.start_workflow("Mentorship", state, id=id, task_queue="nobody-works-here", memo=memo)
    ids = {workflow_id(ours), workflow_id(theirs)}
    async with asyncio.timeout(20):
        while not ids <= {one.id for one in await renewing.running(client)}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    mine = [one for one in await renewing.running(client) if one.id in ids]
    tally = await renewing.restart(client, pool, mine, 100, lambda _: None)
    assert tally.failed[workflow_id(ours)] == "Postgres has no mentorship with this id"
    assert tally.failed[workflow_id(theirs)].endswith("does another Rapport use this namespace?")
    for id in ids:
        handle = client.get_workflow_handle(id)
        assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
        await handle.terminate()


async def test_a_postgres_that_takes_no_changes_is_named_for_each_run_and_repeating_it_later_works(
    temporal: str, database_url: str, pool: Pool, organisation: UUID
) -> None:
    """A standby that was not promoted yet: the command once ended with a traceback, whatever was left to do."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await pair.keep(pair.state.with_(revision=2))
    id = workflow_id(pair.id)
    memo = memo_of(pair.state)
    await client.start_workflow("Mentorship", pair.state, id=id, task_queue="nobody-works-here", memo=memo)
    async with asyncio.timeout(PATIENCE):
        while id not in {one.id for one in await renewing.running(client)}:  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    async def restarted() -> renewing.Tally:
        await pool.expire_connections()
        mine = [one for one in await renewing.running(client) if one.id == id]
        return await renewing.restart(client, pool, mine, 100, lambda _: None)

    async with connected(database_url) as owner:
        name = await owner.fetchval("SELECT current_database()")
        await owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        refused = await restarted()
        await owner.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    (why,) = refused.failed.values()
    assert why.startswith("Postgres takes no changes: it is a standby, or set to read only.")
    again = await restarted()
    assert (again.failed, again.renewed) == ({}, 1)
    await client.get_workflow_handle(id).terminate()
