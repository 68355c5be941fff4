"""Runs of an edition that was rolled back are found before they wake."""

import asyncio
from uuid import UUID, uuid4

from temporalio.client import Client

from intake import renewing
from intake.answers import NewAnswer, record
from policy.editions import PRESENT
from schemas.ids import workflow_id
from schemas.names import AnswerKind, Met, Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import make_pair
from tests.patience import PATIENCE
from tests.policy.pairs import paired
from workflows.converter import CONVERTER
from workflows.search_attributes import memo_of


async def test_a_run_of_an_edition_that_was_rolled_back_is_found_while_it_sleeps(temporal: str) -> None:
    """It would stand still when it wakes, weeks from now."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    ahead, well = (paired().with_(mentorship=uuid4(), edition=edition) for edition in (PRESENT + 1, PRESENT))
    ids = [workflow_id(state.mentorship) for state in (ahead, well)]
    for state, id in zip((ahead, well), ids, strict=True):
        await client.start_workflow("Mentorship", state, id=id, task_queue="nobody-works-here", memo=memo_of(state))
    try:
        async with asyncio.timeout(PATIENCE):
            while not set(ids) <= {one.id for one in await renewing.running(client)}:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        mine = [one for one in await renewing.running(client) if one.id in ids]
        assert [one.id for one in await renewing.stuck(client, mine)] == [ids[0]]
    finally:
        for id in ids:
            await client.get_workflow_handle(id).terminate()


async def test_what_a_later_release_recorded_keeps_nobody_from_answering(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """It waits for that release, and is left as it is."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE)
    first = NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, link=link, said={"met": Met.NO})
    (later, _) = await record(pool, organisation, first)
    await pair.value(f"UPDATE answers SET kind = 'sing', said = '{{}}' WHERE id = '{later.id}'")
    kept, untold = await record(pool, organisation, first.model_copy(update={"said": {"met": Met.YES}}))
    assert (kept.seq, untold) == (2, [kept])
    assert await pair.value(f"SELECT told_at FROM answers WHERE id = '{later.id}'") is None
