"""A worker that is asked to stop ends in bounded time, however slow the relay is, and without Postgres as well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy

import worker
from activities import outbox, outbox_rows
from schemas.messages import Order, StepOutcome
from schemas.names import Role
from settings import Settings
from store.pool import open_pool
from tests.activities.outbox_fixture import counted, filled, slow_worker, until
from tests.activities.pair_fixture import SENDER, StepRunner
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay
from tests.patience import PATIENCE
from workflows.converter import CONVERTER

SOON = 20.0  # seconds; by far less than the relay, or Postgres, takes


@workflow.defn(sandboxed=False)
class OneStep:
    """Takes one step."""

    @workflow.run
    async def run(self, order: Order) -> StepOutcome:
        """Take it, once."""
        outcome: StepOutcome = await workflow.execute_activity(
            "take_step",
            order,
            result_type=StepOutcome,
            start_to_close_timeout=timedelta(minutes=15),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
        return outcome


@asynccontextmanager
async def taking(
    order: Order, url: str, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[ScriptedRelay, asyncio.Event, "asyncio.Task[None]"]]:
    """Yield a relay that never answers the dot of a step's letters, with the worker that takes the step."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    monkeypatch.setattr(worker, "TASK_QUEUE", queue := f"rapport-{uuid4().hex}")
    monkeypatch.setattr(worker, "WORKFLOWS", [OneStep])
    monkeypatch.setattr(worker, "DRAIN_SECONDS", 1.0)
    stop = asyncio.Event()
    async with scripted_relay() as server:
        server.gate = asyncio.Event()
        working = asyncio.create_task(worker.main(_settings(url, server.url), stop))
        client = await Client.connect(temporal, data_converter=CONVERTER)
        handle = await client.start_workflow(OneStep.run, order, id=f"step/{uuid4()}", task_queue=queue)
        try:
            await asyncio.wait_for(server.at_dot.wait(), PATIENCE)
            yield server, stop, working
        finally:
            server.gate.set()
            working.cancel()
            await handle.terminate()


def _settings(url: str, relay: str) -> Settings:
    given = {"database_url": url, "smtp_url": relay, "base_url": "http://rapport.test", "mail_from": SENDER}
    more = {"mail_domain": "lantern.example", "secrets": "a-signing-key-for-tests-that-is-long-enough"}
    return Settings.model_validate({**given, **more})


async def test_a_slow_relay_does_not_hold_up_a_worker_that_takes_a_step(
    runner: StepRunner, database_url: str, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has not answered in the time that was left is named so, and sent again at once if people wait for it."""
    order = runner.check_in(to=[Role.MENTEE])
    async with taking(order, database_url, temporal, monkeypatch) as (server, stop, working):
        await until(lambda: _are(runner, {"sending": 1}))
        stop.set()
        await asyncio.wait_for(working, SOON)
        assert server.transactions == []
    [row] = await runner.rows("state, reply")
    why = "outcome unknown, not sent again: the worker was stopped before the relay answered"
    assert row == {"state": "unknown", "reply": why}


async def test_a_relay_that_answers_meanwhile_gets_the_time_for_it(
    runner: StepRunner, database_url: str, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = runner.check_in(to=[Role.MENTEE])
    async with taking(order, database_url, temporal, monkeypatch) as (server, stop, working):
        monkeypatch.setattr(worker, "DRAIN_SECONDS", PATIENCE)
        await until(lambda: _are(runner, {"sending": 1}))
        stop.set()
        assert server.gate
        server.gate.set()
        await asyncio.wait_for(working, SOON)
    assert await _are(runner, {"accepted": 1})


@pytest.mark.parametrize("letters", ["at the relay", "left by another worker"])
async def test_results_that_postgres_does_not_take_do_not_hold_up_a_worker(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch, letters: str
) -> None:
    tried = asyncio.Event()

    async def away(*_: Any) -> None:
        tried.set()
        raise ConnectionError

    monkeypatch.setattr(outbox_rows, "written", away)
    await filled(runner, 1, "rendered" if letters == "at the relay" else "sending")
    await runner.do("UPDATE outbox SET claimed_at = now() - interval '2 hours' WHERE state = 'sending'")
    monkeypatch.setattr(outbox, "RECORD_SECONDS", 0.2)
    await _ends_soon_after(tried, runner)
    assert await _are(runner, {"sending": 1})


async def test_recording_ends_with_the_worker_though_the_driver_calls_it_a_timeout(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Postgres hangs, a cancelled statement raises the driver's own error: the worker then never ended."""
    tried = asyncio.Event()

    async def hangs(*_: Any) -> None:
        tried.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as cancelled:
            raise TimeoutError from cancelled

    monkeypatch.setattr(outbox_rows, "written", hangs)
    await filled(runner, 1)
    monkeypatch.setattr(outbox, "RECORD_SECONDS", 0.2)
    await _ends_soon_after(tried, runner)
    assert await _are(runner, {"sending": 1})


@asynccontextmanager
async def freezing(url: str) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """Yield the address of a Postgres, and an event after which it accepts everything and answers nothing."""
    frozen, there = asyncio.Event(), urlsplit(url)
    open_lines: list[asyncio.StreamWriter] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (data := await reader.read(65536)) and not frozen.is_set():
            writer.write(data)
            await writer.drain()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection(there.hostname, there.port)
        open_lines.extend([writer, questions])
        await asyncio.gather(pass_on(reader, questions), pass_on(answers, writer), return_exceptions=True)

    async with await asyncio.start_server(connect, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield url.replace(f"{there.hostname}:{there.port}", f"127.0.0.1:{port}"), frozen
        for line in open_lines:
            line.transport.abort()


async def test_a_worker_ends_in_time_though_postgres_hangs(
    runner: StepRunner, database_url: str, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters were at the relay; systemd once had to kill it after a minute."""
    monkeypatch.setattr(worker, "LAST_SECONDS", 3.0)
    monkeypatch.setattr(outbox, "RECORD_SECONDS", 0.2)
    order = runner.check_in(to=[Role.MENTEE])
    async with (
        freezing(database_url) as (url, frozen),
        taking(order, url, temporal, monkeypatch) as (_, stop, working),
    ):
        await until(lambda: _are(runner, {"sending": 1}))
        frozen.set()
        stop.set()
        await asyncio.wait_for(working, SOON)
    assert await _are(runner, {"sending": 1})


async def _ends_soon_after(tried: asyncio.Event, runner: StepRunner) -> None:
    """Stop a worker that has tried to record what became of a letter."""
    async with slow_worker(runner) as (sending, _, gate):
        gate.set()
        stop = asyncio.Event()
        working = asyncio.create_task(sending.work(stop, 0.01))
        await asyncio.wait_for(tried.wait(), PATIENCE)
        stop.set()
        await asyncio.wait_for(working, SOON)
        await asyncio.wait_for(sending.drain(0.2), SOON)


async def _are(runner: StepRunner, counts: dict[str, int]) -> bool:
    return await counted(runner) == counts


async def test_a_postgres_that_does_not_answer_keeps_no_worker_from_ending(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.pool.CLOSED_WITHIN", 0.1)
    pool = await open_pool(database_url, 4, "rapport_worker")
    await pool.acquire()  # a statement under way, which closing would wait for
    await asyncio.wait_for(pool.close(), SOON)
    assert pool.is_closing()
