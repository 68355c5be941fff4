"""A hand-over is not interrupted by a cancelled activity, and its outcome is written down however long that takes."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from activities import outbox_rows
from activities.outbox import Outbox
from schemas.names import PAIR, Role
from store import queries
from store.pool import Pool, swept, written
from tests.activities.outbox_fixture import counted, filled, slow_worker, until
from tests.activities.pair_fixture import StepRunner

END_SESSIONS = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def test_a_step_that_is_cancelled_between_dot_and_250_leaves_one_letter_and_no_doubt(runner: StepRunner) -> None:
    """Temporal is away while the relay thinks: the worker does not hang up."""
    async with slow_worker(runner, 1) as (outbox, server, gate):
        step = asyncio.create_task(replace(runner.steps, outbox=outbox).take_step(runner.check_in(to=[Role.MENTEE])))
        await server.at_dot.wait()
        await until(lambda: _are(runner, {"sending": 1}))
        step.cancel()
        gate.set()
        assert (await step).written == (Role.MENTEE,)
        assert await _are(runner, {"accepted": 1})
        assert len(server.transactions) == 1
    assert (await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))).written == (Role.MENTEE,)


async def test_a_step_that_is_tried_again_waits_for_what_its_worker_still_has_at_the_relay(runner: StepRunner) -> None:
    async with slow_worker(runner, 2) as (outbox, server, gate):
        steps = replace(runner.steps, outbox=outbox)
        first = asyncio.create_task(steps.take_step(runner.check_in()))
        await until(lambda: _are(runner, {"sending": 2}))
        first.cancel()
        again = asyncio.create_task(steps.take_step(runner.check_in()))
        await asyncio.sleep(0.05)
        gate.set()
        assert (await again).written == PAIR
        await until(lambda: _are(runner, {"accepted": 2}))
        assert len(server.transactions) == 2


async def _are(runner: StepRunner, counts: dict[str, int]) -> bool:
    return await counted(runner) == counts


@pytest.mark.parametrize("failures", [1, 4])
async def test_what_the_relay_said_is_written_down_once_postgres_is_back(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    away = failures

    async def sometimes(pool: Pool, organisation: UUID, statement: str) -> None:
        nonlocal away
        away -= 1
        if away >= 0:
            raise ConnectionError
        await written(pool, organisation, statement)

    monkeypatch.setattr(outbox_rows, "written", sometimes)
    monkeypatch.setattr(outbox_rows, "waiting", lambda *_: 0.01)
    await filled(runner, 1)
    assert await runner.outbox.sweep() == 1
    assert away < 0
    assert await counted(runner) == {"accepted": 1}


async def test_results_that_postgres_will_not_take_do_not_hold_up_others_for_ever(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours, not an outage: the letter is named in the log, and the next one is settled."""
    refused = 0

    async def refuses(*_: object) -> None:
        nonlocal refused
        refused += 1
        raise asyncpg.DataError

    monkeypatch.setattr(outbox_rows, "waiting", lambda *_: 0.01)
    await filled(runner, 1)
    with monkeypatch.context() as patched:
        patched.setattr(outbox_rows, "written", refuses)
        with pytest.raises(asyncpg.DataError):
            await runner.outbox.sweep()
    assert refused == outbox_rows.MOST_FAULTS + 1
    assert "could not be recorded: DataError" in caplog.text
    await runner.do("UPDATE outbox SET step = 'check_in/0'")
    await filled(runner, 1)
    await runner.outbox.sweep()
    assert await counted(runner) == {"accepted": 1, "sending": 1}


async def test_sessions_that_end_between_dot_and_250_leave_one_letter_and_no_doubt(runner: StepRunner) -> None:
    await filled(runner, 2)
    async with slow_worker(runner, 2) as (outbox, server, gate):
        sweeping = asyncio.create_task(outbox.sweep())
        await until(lambda: _are(runner, {"sending": 2}))
        await runner.do(END_SESSIONS)
        gate.set()
        await sweeping
        assert len(server.transactions) == 2
    assert await counted(runner) == {"accepted": 2}


async def test_a_letter_that_cannot_be_marked_does_not_leave(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postgres goes away after the claim: the relay hears no DATA, and the letter waits for the next try."""

    async def away(pool: Pool, query: Any, **parameters: Any) -> list[Any]:
        if query is queries.outbox.mark:
            raise ConnectionError
        return await swept(pool, query, **parameters)

    await filled(runner, 1)
    async with slow_worker(runner, 1) as (outbox, server, gate):
        gate.set()
        with monkeypatch.context() as patched:
            patched.setattr(outbox_rows, "swept", away)
            await outbox.sweep()
        assert "DATA" not in server.heard
        [row] = await runner.rows("state, reply")
        reply = "held back: its hours were over, another worker had it, or Postgres was down"
        assert row == {"state": "deferred", "reply": reply}
        await runner.do("UPDATE outbox SET try_at = now()")
        await outbox.sweep()
        assert len(server.transactions) == 1
    assert await counted(runner) == {"accepted": 1}


async def test_a_mark_whose_answer_was_lost_holds(runner: StepRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement changed nothing the second time, for it had been done the first time."""

    async def twice(pool: Pool, query: Any, **parameters: Any) -> list[Any]:
        rows = await swept(pool, query, **parameters)
        if query is queries.outbox.mark:
            assert len(rows) == 1
            assert await swept(pool, query, **parameters) == []
            return []
        return rows

    monkeypatch.setattr(outbox_rows, "swept", twice)
    await filled(runner, 1)
    await runner.outbox.sweep()
    assert await counted(runner) == {"accepted": 1}


async def test_a_fault_of_ours_defers_one_letter_and_stops_nothing(runner: StepRunner) -> None:
    await filled(runner, 2)
    broken = Outbox(runner.pool, _Broken(runner.outbox.relay), runner.outbox.sender)  # type: ignore[arg-type]
    assert await broken.sweep() == 2
    assert await runner.rows("state, reply") == [
        {"state": "deferred", "reply": "internal error: KeyError"},
        {"state": "deferred", "reply": "internal error: KeyError"},
    ]


class _Broken:
    """A relay whose code has a bug."""

    def __init__(self, relay: Any) -> None:
        self.connections = relay.connections

    async def send(self, *_: object) -> None:
        raise KeyError("ana@example.com")
