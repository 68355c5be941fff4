"""Postgres and Temporal come together again, whoever stopped a workflow and whatever Temporal has lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowExecutionStatus

from intake.answers import NewAnswer
from intake.condition import Cause
from intake.reconciling import Reconciler
from intake.services import Services
from intake.starting import kept_state
from intake.sweeping import sweep
from intake.telling import say
from policy.editions import PRESENT
from policy.ending import with_decided
from schemas.failures import Failure
from schemas.ids import TASK_QUEUE, workflow_id
from schemas.names import AnswerKind, Met, Outcome, Phase, Role
from schemas.reason import ReasonCode
from schemas.state import Ending
from stack import temporal as engine
from stack.ports import free_port
from store.pool import Pool, within
from tests.gateway.pair_fixture import Pair, at_work, make_pair, make_services, started
from tests.patience import PATIENCE


async def passes(reconciler: Reconciler, until: Callable[[], Awaitable[Any]]) -> None:
    """Make passes until something holds; searches lag a little behind."""
    async with asyncio.timeout(PATIENCE):
        while not await until():
            await reconciler.go_through()
            await asyncio.sleep(0.2)


def reconciler_of(services: Services) -> Reconciler:
    """Return one that waits for nothing."""
    return Reconciler(services, second_look=0.0, settled=timedelta(0))


def met(pair: Pair) -> NewAnswer:
    """Return what a mentee says about a meeting."""
    return NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES})


async def keep_state(pair: Pair) -> None:
    """Keep the state in Postgres as the steps of a mentorship do."""
    await pair.value(f"UPDATE mentorships SET state = '{pair.state.model_dump_json()}' WHERE id = '{pair.id}'")


async def running(services: Services, pair: Pair) -> bool:
    """Whether Temporal runs a mentorship's workflow."""
    handle = (await services.temporal()).get_workflow_handle(workflow_id(pair.id))
    return (await handle.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_a_terminated_workflow_closes_its_mentorship_once_and_says_so(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await keep_state(pair)
    services = await make_services(database_url, pool, temporal)
    handle = await started(services, pair)
    reconciler = reconciler_of(services)
    await reconciler.go_through()
    assert await pair.value("SELECT phase FROM mentorships") == "active"
    await handle.terminate("by hand")
    assert (await say(services, organisation, met(pair))).cause is Cause.MISSING

    async def closed() -> bool:
        return bool(await pair.value("SELECT phase = 'closed' FROM mentorships"))

    await passes(reconciler, closed)
    assert await pair.value("SELECT state ->> 'outcome' FROM mentorships") == "ended_early"
    assert await pair.value("SELECT (kind, step)::text FROM timeline") == "(stopped,stopped/1)"
    assert await pair.value("SELECT reason ->> 'code' FROM timeline") == ReasonCode.STOPPED
    await Reconciler(services, settled=timedelta(0)).go_through()
    assert await pair.value("SELECT count(*) FROM timeline") == 1
    assert reconciler.closed == 1
    await pair.value("UPDATE attempts SET next_try_at = now()")
    assert await sweep(services, at_least=0) == 1
    assert [one["refused"] for one in await pair.answers()] == [Failure.CLOSED]


async def test_a_terminated_mentorship_sends_none_of_the_letters_that_still_wait(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    for state in ("rendered", "deferred", "accepted"):
        await pair.value(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, "
            "made_at)"
            f" SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', '{state}/1', 'check_in', '{state}',"
            " 'ana@example.com', now() FROM mentorships RETURNING id"
        )
    await (await started(services, pair)).terminate()

    async def closed() -> bool:
        return bool(await pair.value("SELECT phase = 'closed' FROM mentorships"))

    await passes(reconciler_of(services), closed)
    leaving = await pair.value("SELECT array_agg(state) FROM outbox WHERE not_after > now()")
    assert leaving == ["accepted"]


@pytest.mark.parametrize(("phase", "stop"), [(Phase.ACTIVE, "terminate"), (Phase.CLOSING, "cancel")])
async def test_an_end_that_is_stopped_before_its_farewell_keeps_its_name(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, phase: Phase, stop: str
) -> None:
    pair = await make_pair(database_url, organisation, phase)
    end = pair.state.closing or Ending(since=pair.now, outcome=Outcome.WITHDRAWN, by=Role.HR)
    await pair.keep(with_decided(pair.state, end.with_(outcome=Outcome.COMPLETED)).with_(revision=9))
    services = await make_services(database_url, pool, temporal)
    async with at_work(services, pair):
        handle = await started(services, pair)
        await getattr(handle, stop)()

        async def closed() -> bool:
            return bool(await pair.value("SELECT phase = 'closed' FROM mentorships"))

        await passes(reconciler_of(services), closed)
    assert await pair.value("SELECT state ->> 'outcome' FROM mentorships") == "completed"


async def test_a_mentee_can_begin_anew_after_their_workflow_was_terminated(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    await (await started(services, pair)).terminate()
    again = (
        "INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, started, state,"
        " as_of) SELECT gen_random_uuid(), organisation_id, programme_id, 1, mentee_id, request, started, state, as_of"
        " FROM mentorships"
        " WHERE phase = 'closed' LIMIT 1 RETURNING true"
    )

    async def begun() -> bool:
        return bool(await pair.value(again))

    await passes(reconciler_of(services), begun)


async def test_a_terminated_run_whose_workflow_goes_on_closes_nothing(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    """As when a run is reset, or was started again because it was stuck."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    await (await started(services, pair)).terminate()
    handle = await started(services, pair)
    reconciler = reconciler_of(services)
    for _ in range(5):
        await reconciler.go_through()
        await asyncio.sleep(0.2)
    assert await pair.value("SELECT phase FROM mentorships") == "active"
    await handle.terminate()


async def test_a_lost_workflow_goes_on_from_the_state_in_postgres_after_two_looks(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    await keep_state(pair)
    services = await make_services(database_url, pool, temporal)
    patient = Reconciler(services, second_look=3600.0)
    await patient.go_through()
    await patient.go_through()
    assert (patient.restarted, await pair.value("SELECT missing_since IS NOT NULL FROM attempts")) == (0, True)
    patient.second_look = 0.0
    await patient.go_through()
    await patient.go_through()
    assert patient.restarted == 1
    assert await running(services, pair)
    assert await pair.value("SELECT missing_since IS NULL FROM attempts")
    handle = (await services.temporal()).get_workflow_handle(workflow_id(pair.id))
    [first] = [
        event
        async for event in handle.fetch_history_events()
        if event.HasField("workflow_execution_started_event_attributes")
    ]
    assert b'"agreeing"' in first.workflow_execution_started_event_attributes.input.payloads[0].data
    await handle.terminate()


async def test_a_release_that_was_rolled_back_goes_on_by_the_latest_edition_that_it_knows(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    await keep_state(pair)
    await pair.value("UPDATE mentorships SET state = state || jsonb_build_object('edition', 9)")
    async with within(pool, organisation) as connection:
        state = await kept_state(connection, pair.id)
    assert state
    assert (state.edition, state.phase) == (PRESENT, Phase.AGREEING)


async def test_without_the_namespace_nothing_is_decided(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    astray = await make_services(database_url, pool, temporal, namespace="elsewhere")
    stop, reconciler = asyncio.Event(), reconciler_of(astray)
    keeping = asyncio.create_task(reconciler.keep_on(stop))
    await asyncio.sleep(0.5)
    stop.set()
    await keeping
    assert await pair.value("SELECT count(*) FROM attempts") == 0


async def test_a_temporal_that_lost_everything_is_filled_from_postgres(
    database_url: str, pool: Pool, organisation: UUID, folder: Path
) -> None:
    port = free_port()
    child = engine.serve(folder / f"{uuid4().hex}.db", port, folder / "losing.log")
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await keep_state(pair)
    services = await make_services(database_url, pool, engine.address(port))
    await started(services, pair)
    child.process.kill()
    child.process.wait()
    child = engine.serve(folder / f"{uuid4().hex}.db", port, folder / "losing.log")
    try:
        assert (await say(services, organisation, met(pair))).state == "noted"
        reconciler = reconciler_of(services)

        async def restarted() -> bool:
            return reconciler.restarted == 1

        await passes(reconciler, restarted)
        assert await running(services, pair)
        await pair.value("UPDATE attempts SET next_try_at = now()")
        async with at_work(services, pair, TASK_QUEUE):
            assert await sweep(services, at_least=0) == 1
        assert [one["told_at"] is not None for one in await pair.answers()] == [True]
    finally:
        child.stop()
