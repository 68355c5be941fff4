"""Wrong configuration never looks like an outage, and a failure of ours never settles what somebody said."""

import asyncio
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from intake.answers import NewAnswer, record
from intake.condition import Cause
from intake.services import Services
from intake.starting import start
from intake.sweeping import sweep
from intake.telling import say, tell_all
from schemas.ids import workflow_id
from schemas.names import AnswerKind, Met, Outcome, Phase, Role
from store.pool import Pool, within
from tests.gateway.api import Api
from tests.gateway.pair_fixture import Pair, at_work, make_pair, make_services, started, working
from tests.patience import PATIENCE


@workflow.defn(name="Mentorship")
class OfAnOldRelease:
    """A mentorship whose worker cannot read what a newer gateway tells it."""

    @workflow.run
    async def run(self, state: dict[str, Any]) -> None:
        """Wait for ever."""
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def check_in(self, answer: dict[str, Any]) -> None:
        """Take no such answer."""

    @check_in.validator
    def check(self, answer: dict[str, Any]) -> None:
        """Fail as a decoder does."""
        raise ApplicationError("Failed decoding arguments", type="DecodeError")

    @workflow.update
    async def close(self, answer: dict[str, Any]) -> dict[str, Any]:
        """Take it, and say so in a way of another release."""
        return {"says": answer["kind"]}


def met(pair: Pair, **more: Any) -> NewAnswer:
    """Return what a mentee says about a meeting."""
    whole = {"role": Role.MENTEE, "kind": AnswerKind.CHECK_IN, "said": {"met": Met.YES}, **more}
    return NewAnswer(mentorship=pair.id, **whole)


def refusing(services: Services, monkeypatch: pytest.MonkeyPatch, status: RPCStatusCode) -> None:
    """Let Temporal refuse every start and update with a status."""

    async def refuse(*_: Any, **__: Any) -> Any:
        raise RPCError("no mapping defined for search attribute Phase", status, b"")

    monkeypatch.setattr(services.client, "start_workflow", refuse)
    monkeypatch.setattr(services.client.get_workflow_handle("x").__class__, "execute_update", refuse)


@pytest.mark.parametrize("status", ["INVALID_ARGUMENT", "PERMISSION_DENIED", "UNAUTHENTICATED"])
async def test_a_refusal_of_temporal_is_kept_said_counted_and_logged(
    status: str,
    database_url: str,
    pool: Pool,
    organisation: UUID,
    temporal: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    with monkeypatch.context() as patch:
        refusing(services, patch, RPCStatusCode[status])
        told, begun = await say(services, organisation, met(pair)), await start(services, pair.state)
    assert (told.state, told.cause, begun.cause) == ("noted", Cause.REFUSED, Cause.REFUSED)
    assert "no need to send it again" in told.says
    sentence = f"Temporal refuses: {status}: no mapping defined for search attribute Phase; your operator sees it."
    assert told.trouble == begun.trouble == services.condition.refusal == sentence
    assert services.condition.refusals == {status: 2}
    errors = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert len(errors) == 2
    assert all(sentence in one for one in errors)
    assert [one["told_at"] for one in await pair.answers()] == [None]
    async with working(services, pair):
        assert await sweep(services, at_least=0) == 1
    assert services.condition.refusal == ""


async def test_a_failure_that_policy_does_not_name_stays_untold_and_holds_up_only_what_must_come_after_it(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, caplog: pytest.LogCaptureFixture
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    client = await Client.connect(temporal)
    link = await pair.link("check_in", Role.MENTEE)
    stuck, _ = await record(pool, organisation, met(pair, link=link))
    changed, _ = await record(pool, organisation, met(pair, link=link, said={"met": Met.NO}))
    close = NewAnswer(mentorship=pair.id, role=Role.HR, kind=AnswerKind.CLOSE, said={"outcome": Outcome.LEFT})
    ended, untold = await record(pool, organisation, close)
    queue = str(uuid4())
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=queue, workflows=[OfAnOldRelease], workflow_runner=runner):
        handle = await client.start_workflow(OfAnOldRelease.run, {}, id=workflow_id(pair.id), task_queue=queue)
        told = await tell_all(services, organisation, untold)
        await handle.terminate()
    assert [one.answer_id for one in told] == [stuck.id, ended.id], "the later answer at the same link waits its turn"
    assert [one.cause for one in told] == [Cause.FAILED, Cause.UNREADABLE], "a receipt of another release is no receipt"
    assert [(one["told_at"], one["refused"]) for one in await pair.answers()] == [(None, None)] * 3
    assert "the workflow failed with DecodeError" in caplog.text
    assert changed.id not in services.telling
    async with working(await make_services(database_url, pool, temporal), pair):
        assert await sweep(services, at_least=0) == 1
    assert all(one["told_at"] for one in await pair.answers())


async def test_what_fails_waits_longer_each_time_and_delays_nobody(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.telling.PATIENCE", timedelta(seconds=10))
    monkeypatch.setattr("intake.lanes.FIRST_WAIT", 100.0)  # longer than the sweep, which would try them again
    monkeypatch.setattr("intake.lanes.LONGEST_WAIT", 2000.0)
    services = await make_services(database_url, pool, temporal)
    stuck = [await make_pair(database_url, organisation, Phase.ACTIVE, f"Stuck {number}") for number in range(12)]
    handles = [await started(services, pair) for pair in stuck]  # no worker answers for them
    for pair in stuck:
        await record(pool, organisation, met(pair))
        await pair.value(
            "INSERT INTO attempts (mentorship_id, organisation_id, tries)"
            f" VALUES ('{pair.id}', '{pair.organisation}', 3)"
        )
    healthy = await make_pair(database_url, organisation, Phase.ACTIVE, "Healthy")
    async with at_work(services, healthy):
        handles.append(await started(services, healthy))
        await record(pool, organisation, met(healthy))
        sweeping = asyncio.create_task(sweep(services, at_least=0))
        async with asyncio.timeout(PATIENCE):
            while not await healthy.value(f"SELECT told_at FROM answers WHERE mentorship_id = '{healthy.id}'"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await healthy.value("SELECT count(*) FROM attempts WHERE tries = 4") == 0, "all others are being tried"
        assert await sweeping == 1
    waits = "SELECT extract(epoch FROM max(next_try_at) - now()) FROM attempts WHERE tries = 4 AND cause = 'silent'"
    assert 550 < await stuck[0].value(waits) <= 1000
    assert await stuck[0].value("SELECT count(*) FROM attempts WHERE tries = 4") == 12
    for handle in handles:
        await handle.terminate()


async def test_two_gateways_never_tell_the_same_rows(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = [await make_pair(database_url, organisation, Phase.ACTIVE, f"Pair {number}") for number in range(20)]
    for pair in pairs:
        await record(pool, organisation, met(pair))
    asked: list[str] = []

    async def refuse(self: Any, name: str, *_: Any, id: str, **__: Any) -> Any:
        asked.append(id)
        await asyncio.sleep(0.05)
        raise RPCError("refused", RPCStatusCode.INVALID_ARGUMENT, b"")

    two = [await make_services(database_url, pool, temporal) for _ in range(2)]
    monkeypatch.setattr(two[0].client.get_workflow_handle("x").__class__, "execute_update", refuse)
    await asyncio.gather(*(sweep(services, at_least=0) for services in two))
    assert len(asked) == len(set(asked)) == 20


async def test_one_organisation_with_a_crowd_does_not_keep_another_waiting(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = uuid4()
    pairs = [await make_pair(database_url, organisation, Phase.ACTIVE, f"Pair {number}") for number in range(30)]
    await pairs[0].value(f"INSERT INTO organisations (id, name) VALUES ('{other}', 'Another Trust')")
    late = await make_pair(database_url, other, Phase.ACTIVE)
    for pair in [*pairs, late]:
        await record(pool, pair.organisation, met(pair))
    order: list[str] = []

    async def refuse(self: Any, *_: Any, **__: Any) -> Any:
        order.append(self.id)
        raise RPCError("refused", RPCStatusCode.INVALID_ARGUMENT, b"")

    services = await make_services(database_url, pool, temporal)
    monkeypatch.setattr(services.client.get_workflow_handle("x").__class__, "execute_update", refuse)
    await sweep(services, at_least=0)
    assert order.index(workflow_id(late.id)) < 8, "it comes with the first few, although it was said last"


async def test_an_outage_is_held_against_nobody_and_costs_one_try_at_a_time(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pairs = [await make_pair(database_url, organisation, Phase.ACTIVE, f"Pair {number}") for number in range(9)]
    for pair in pairs:
        await record(pool, organisation, met(pair))
    away = await make_services(database_url, pool, "127.0.0.1:1")
    assert await sweep(away, at_least=0) == 0
    assert await pairs[0].value("SELECT array_agg(DISTINCT tries) FROM attempts") == [0]
    assert await pairs[0].value("SELECT array_agg(DISTINCT cause) FROM attempts") == ["away"]
    assert await pairs[0].value("SELECT max(next_try_at) < now() + interval '5 seconds' FROM attempts")


async def test_hr_is_told_of_a_refusal_and_nothing_is_lost(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        refusing(api.services, patch, RPCStatusCode.INVALID_ARGUMENT)
        response = await api.call("POST", "/v1/mentorships", await api.mentorship_body())
        mentorship = response.json()
        closed = await api.call("POST", f"/v1/mentorships/{mentorship['id']}/close", {"outcome": "left"})
    assert (response.status_code, closed.status_code) == (202, 202)
    assert mentorship["says"].endswith(
        "Temporal refuses: INVALID_ARGUMENT: no mapping defined for search attribute Phase; your operator sees it."
    )
    metrics = (await api.client.get("/metrics")).text
    assert 'rapport_configuration_refusals_total{status="INVALID_ARGUMENT"} 0.0' not in metrics
    assert 'rapport_kept_total{cause="refused"} 0.0' not in metrics
    assert 'rapport_untold{what="mentorships"} 1.0' in metrics
    assert 'rapport_untold_oldest_seconds{what="answers"}' in metrics
    assert await sweep(api.services, at_least=0) >= 1
    assert (await api.done("GET", f"/v1/mentorships/{mentorship['id']}"))["under_way"]


async def test_an_answer_that_waits_for_its_start_comes_right_after_it(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    await pair.value("UPDATE mentorships SET told_at = NULL")
    services = await make_services(database_url, pool, temporal)
    assert (await say(services, organisation, met(pair))).cause is Cause.UNSTARTED
    async with within(pool, organisation) as connection:
        assert await connection.fetchval("SELECT count(*) FROM attempts") == 0
