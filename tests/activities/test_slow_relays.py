"""A relay may take its time, and what waits behind it loses nothing by that."""

import asyncio

import pytest

from activities import outbox as sending
from activities import smtp
from activities.smtp import Relay
from schemas.names import MailState
from tests.activities.outbox_fixture import counted, filled, slow_worker, until
from tests.activities.pair_fixture import StepRunner
from tests.activities.scripted_relay import SILENCE, scripted_relay
from tests.activities.test_smtp import FROM, MESSAGE, TO
from tests.patience import PATIENCE


async def test_a_relay_that_greets_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that looks up the name of whoever calls, from name servers that are slow (RFC 5321 §4.5.3.2.1)."""
    monkeypatch.setattr(smtp, "CONNECT_SECONDS", 0.3)
    async with scripted_relay() as server, Relay(server.url) as relay:
        server.says("GREETING", SILENCE)
        handing = asyncio.create_task(relay.send(FROM, TO, MESSAGE))
        async with asyncio.timeout(PATIENCE):
            while not server.lines:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.6)
        server.lines[0].write(b"220 relay.example\r\n")
        assert (await handing).state is MailState.ACCEPTED


@pytest.mark.parametrize("stage", ["GREETING", "EHLO"])
async def test_one_that_never_says_anything_is_left_and_named(monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    monkeypatch.setattr(smtp, "OPENING_SECONDS", 0.2)
    async with scripted_relay() as server, Relay(server.url) as relay:
        server.says(stage, SILENCE)
        handed = await relay.send(FROM, TO, MESSAGE)
    assert handed.state is MailState.DEFERRED
    assert f"127.0.0.1 on port {server.port} (127.0.0.1): " in handed.reply
    assert not handed.reply.endswith(": ")


async def test_the_claims_of_a_killed_worker_are_released_while_a_queue_waits_before_a_slow_relay(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIDY_PAUSE", 0.05)
    await filled(runner, 12)
    async with slow_worker(runner, 1, at_rcpt=True) as (outbox, server, gate):
        stop = asyncio.Event()
        working = asyncio.create_task(outbox.work(stop))
        await server.at_rcpt.wait()
        await runner.do(
            "UPDATE outbox SET state = 'claimed', claimed_by = 'killed', claimed_at = now() - interval '10 minutes'"
            " WHERE state = 'rendered'"
        )

        async def released() -> bool:
            rows = await runner.rows("state, claimed_by")
            return ("claimed", "killed") not in [(row["state"], row["claimed_by"]) for row in rows]

        await until(released)
        assert (await counted(runner))["rendered"] >= 6
        gate.set()
        await until(lambda: all_sent(runner))
        stop.set()
        await working


async def all_sent(runner: StepRunner) -> bool:
    """Whether the relay has taken every letter."""
    return set(await counted(runner)) == {"accepted"}
