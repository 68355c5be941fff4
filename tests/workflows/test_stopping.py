"""A worker that is told to stop ends in time, also while a step waits for a slow relay."""

import asyncio
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr
from temporalio.client import Client
from temporalio.runtime import Runtime

import worker
from schemas.ids import workflow_id
from schemas.names import Phase
from schemas.rules import Courtesy
from schemas.state import Agreeing
from store.pool import open_pool
from tests.activities.scripted_relay import scripted_relay
from tests.gateway.pair_fixture import make_pair, settings_for
from workflows.converter import CONVERTER

AT_ANY_HOUR = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24, awake_from=0, awake_to=24)


async def test_a_worker_ends_while_the_relay_thinks_about_the_letters_of_a_step(
    temporal: str, database_url: str, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed instead, it left them to be looked at an hour later, and sent again an hour late."""
    monkeypatch.setattr(worker, "DRAIN_SECONDS", 1.0)
    monkeypatch.setattr(worker, "TASK_QUEUE", queue := f"stopping-{uuid4()}")
    client = await Client.connect(temporal, data_converter=CONVERTER)
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    rules = pair.state.rules.with_(courtesy=AT_ANY_HOUR)
    state = pair.state.with_(rules=rules, agreeing=Agreeing(since=pair.now))
    pool, stop = await open_pool(database_url, 4, "rapport_worker"), asyncio.Event()
    async with scripted_relay() as server:
        server.gate = asyncio.Event()  # never set: it does not answer
        settings = settings_for(database_url).model_copy(update={"smtp_url": SecretStr(server.url)})
        handle = await client.start_workflow("Mentorship", state, id=workflow_id(pair.id), task_queue=queue)
        working = asyncio.create_task(worker._work(settings, pool, client, Runtime.default(), stop))
        async with asyncio.timeout(60):
            await server.at_dot.wait()
        stop.set()
        async with asyncio.timeout(20):
            await working
        replies = await pair.value("SELECT array_agg(DISTINCT reply) FROM outbox WHERE state = 'deferred'")
        server.gate.set()
    await pool.close()
    await handle.terminate()
    assert replies == ["outcome unknown, sent again unchanged: the worker was stopped before the relay answered"]


async def test_a_postgres_that_does_not_answer_keeps_no_worker_from_ending(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "CLOSING_SECONDS", 0.1)
    pool = await open_pool(database_url, 4, "rapport_worker")
    await pool.acquire()  # a statement under way, which closing would wait for
    async with asyncio.timeout(10):
        await worker._close(pool)
    assert pool.is_closing()
