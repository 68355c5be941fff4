"""A relay may think about RCPT for five minutes (RFC 5321): the letter stays with the worker that has it there."""

import asyncio

import pytest

from activities import outbox as module
from activities.outbox import LEASE, Outbox
from activities.smtp import Relay
from stack.catcher.server import Catcher
from tests.activities.outbox_fixture import counted, filled, slow_worker, until
from tests.activities.pair_fixture import SENDER, StepRunner


async def test_a_letter_arrives_however_much_longer_than_a_lease_the_relay_thinks_about_rcpt(
    runner: StepRunner, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other worker does not take it meanwhile, and the try counts."""
    monkeypatch.setattr(module, "LEASE", 2.0)
    await filled(runner, 1)
    stop = asyncio.Event()
    async with slow_worker(runner, at_rcpt=True) as (slow, server, gate), Relay(catcher.smtp_url) as relay:
        working = [asyncio.create_task(slow.work(stop, 0.02))]
        await server.at_rcpt.wait()
        working.append(asyncio.create_task(Outbox(runner.pool, relay, SENDER, "other").work(stop, 0.02)))
        await until(lambda: _held(runner, 5))
        gate.set()
        await until(lambda: _accepted(runner))
        stop.set()
        await asyncio.gather(*working)
        assert (len(server.transactions), catcher.mailbox.mails) == (1, [])
    assert await runner.rows("state, tries, claimed_by") == [{"state": "accepted", "tries": 1, "claimed_by": "slow"}]


async def test_what_nobody_holds_any_more_is_given_back(runner: StepRunner, catcher: Catcher) -> None:
    await filled(runner, 2)
    await runner.do("UPDATE outbox SET state = 'claimed', tries = 1, claimed_at = now() - interval '1 hour'")
    await runner.do("UPDATE outbox SET held_at = now() - interval '10 seconds'")
    assert await runner.outbox.sweep() == 0, "its worker was there a moment ago"
    await runner.do(f"UPDATE outbox SET held_at = now() - interval '{LEASE + 1} seconds'")
    assert await runner.outbox.sweep() == 2
    assert len(catcher.mailbox.mails) == 2


async def _held(runner: StepRunner, seconds: float) -> bool:
    """Whether a claim has been held for so long."""
    held = f"clock_timestamp() - claimed_at > interval '{seconds} seconds'"
    return bool(await runner.do(f"SELECT {held} AND state = 'claimed' AND claimed_by = 'slow' FROM outbox"))


async def _accepted(runner: StepRunner) -> bool:
    return await counted(runner) == {"accepted": 1}
