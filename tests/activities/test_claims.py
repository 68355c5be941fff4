"""What a worker has in hand: merely claimed until the relay may have it, given back when the worker stops or ends."""

import asyncio
from datetime import timedelta
from uuid import UUID

from activities.outbox import LEASE, Outbox
from activities.smtp import Relay
from stack.catcher.server import Catcher
from store import queries
from store.pool import within
from tests.activities.outbox_fixture import counted, filled, slow_worker, until
from tests.activities.pair_fixture import SENDER, StepRunner
from tests.activities.scripted_relay import scripted_relay
from tests.patience import PATIENCE


async def test_in_the_middle_of_a_sweep_only_what_is_at_the_relay_may_be_out(runner: StepRunner) -> None:
    """48 letters and a slow relay: a kill now leaves two doubts, one for each connection, and no more."""
    await filled(runner, 48)
    async with slow_worker(runner, connections=2) as (outbox, server, _):
        stop = asyncio.Event()
        working = asyncio.create_task(outbox.work(stop, 0.01))

        async def both_at_the_dot() -> bool:
            return (await counted(runner)).get("sending", 0) == 2 and server.at_dot.is_set()

        await until(both_at_the_dot)
        assert await counted(runner) == {"sending": 2, "claimed": 10, "rendered": 36}
        stop.set()
        await working


async def test_while_the_relay_thinks_about_the_recipient_nothing_may_be_out(runner: StepRunner) -> None:
    await filled(runner, 3)
    async with slow_worker(runner, connections=2, at_rcpt=True) as (outbox, server, gate):
        sweeping = asyncio.create_task(outbox.sweep())
        await server.at_rcpt.wait()
        assert await counted(runner) == {"claimed": 3}
        gate.set()
        assert await sweeping == 3
    assert await counted(runner) == {"accepted": 3}


async def test_a_worker_that_ends_with_letters_in_hand_loses_and_doubts_nothing(
    runner: StepRunner, catcher: Catcher
) -> None:
    """Killed after claiming 40: the next worker sends them all, once, when the lease is over."""
    await filled(runner, 40)
    await runner.do("UPDATE outbox SET state = 'claimed', tries = 1, claimed_by = 'dead', claimed_at = now()")
    assert await runner.outbox.sweep() == 0, "its worker may still be at it"
    await runner.do(f"UPDATE outbox SET claimed_at = now() - interval '{LEASE + 1} seconds'")
    assert await runner.outbox.sweep() == 40
    assert set(catcher.mailbox.arrivals().values()) == {1}
    assert await runner.do("SELECT array_agg(DISTINCT (state, tries)) FROM outbox") == [("accepted", 1)]
    assert await runner.do("SELECT count(*) FROM outbox WHERE reply LIKE 'outcome unknown%'") == 0


async def test_a_worker_of_the_same_name_takes_over_at_once(runner: StepRunner, catcher: Catcher) -> None:
    await filled(runner, 4)
    await runner.do("UPDATE outbox SET state = 'claimed', tries = 1, claimed_by = 'worker-1', claimed_at = now()")
    await runner.do("UPDATE outbox SET claimed_by = 'worker-2' WHERE step = 'check_in/4'")
    stop = asyncio.Event()
    async with Relay(catcher.smtp_url) as relay:
        working = asyncio.create_task(Outbox(runner.pool, relay, SENDER, "worker-1").work(stop, 0.01))
        await until(lambda: _all_but_one_accepted(runner))
        stop.set()
        await working
    assert await counted(runner) == {"accepted": 3, "claimed": 1}


async def _all_but_one_accepted(runner: StepRunner) -> bool:
    return (await counted(runner)).get("accepted") == 3


async def test_a_letter_that_somebody_else_has_taken_meanwhile_does_not_leave_here(runner: StepRunner) -> None:
    """A relay that thinks about RCPT for longer than the lease: the other worker's claim holds."""
    await filled(runner, 1)
    async with slow_worker(runner, at_rcpt=True) as (outbox, server, gate):
        sweeping = asyncio.create_task(outbox.sweep())
        await server.at_rcpt.wait()
        await runner.do("UPDATE outbox SET claimed_by = 'other', claimed_at = now() + interval '1 second'")
        gate.set()
        await sweeping
        assert server.transactions == []
    assert await runner.rows("state, claimed_by, reply") == [{"state": "claimed", "claimed_by": "other", "reply": ""}]


async def test_a_stopped_worker_gives_back_what_is_not_at_the_relay_and_finishes_the_rest(runner: StepRunner) -> None:
    await filled(runner, 20)
    async with slow_worker(runner, connections=2) as (outbox, server, gate):
        stop = asyncio.Event()
        working = asyncio.create_task(outbox.work(stop, 0.01))
        await until(lambda: _sending(runner, 2))
        stop.set()
        async with asyncio.timeout(PATIENCE):
            await working
        await until(lambda: _claimed_is_gone(runner))
        assert await counted(runner) == {"sending": 2, "rendered": 18}
        waiting = [row["id"] for row in await runner.rows("id, state") if row["state"] == "rendered"]
        assert await outbox.hand_over(runner.pair.organisation, waiting) == [], "it takes nothing any more"
        gate.set()
        await outbox.drain(PATIENCE)
        assert len(server.transactions) == 2
    assert await counted(runner) == {"accepted": 2, "rendered": 18}
    assert await runner.do("SELECT max(tries) FROM outbox WHERE state = 'rendered'") == 0


async def test_what_the_relay_has_not_answered_within_the_grace_is_named_as_it_is(runner: StepRunner) -> None:
    await filled(runner, 1)
    await runner.do("UPDATE outbox SET step = 'request/1', letter = 'request'")
    await filled(runner, 1)
    async with slow_worker(runner, connections=2) as (outbox, _, _gate):
        sweeping = asyncio.create_task(outbox.sweep())
        await until(lambda: _sending(runner, 2))
        async with asyncio.timeout(PATIENCE):
            await outbox.drain(0.05)
        await sweeping
    rows = await runner.do("SELECT array_agg((letter, state, reply) ORDER BY letter) FROM outbox")
    why = "the worker was stopped before the relay answered"
    assert rows == [
        ("check_in", "unknown", f"outcome unknown, not sent again: {why}"),
        ("request", "deferred", f"outcome unknown, sent again unchanged: {why}"),
    ]


async def test_a_late_answer_of_the_relay_still_counts_unless_a_later_try_knows_better(runner: StepRunner) -> None:
    """An hour after the dot the twin is planned; the 250 that comes then makes it needless."""
    await filled(runner, 1, letter="request")
    async with slow_worker(runner) as (outbox, server, gate):
        sweeping = asyncio.create_task(outbox.sweep())
        await server.at_dot.wait()
        await until(lambda: _sending(runner, 1))
        [row] = await runner.rows("id, claimed_at")
        async with within(runner.pool, runner.pair.organisation) as connection:
            early = {"ids": [row["id"]], "claims": [row["claimed_at"] - timedelta(seconds=1)]}
            settled = queries.outbox.settle(connection, **early, states=["rejected"], replies=["of an earlier try"])
            assert [row async for row in settled] == []
        assert await counted(runner) == {"sending": 1}
        await runner.do("UPDATE outbox SET state = 'deferred', reply = 'outcome unknown, sent again unchanged: …'")
        gate.set()
        await sweeping
    assert await counted(runner) == {"accepted": 1}


async def test_a_step_meets_a_letter_that_its_own_worker_has_in_hand_already(runner: StepRunner) -> None:
    await runner.crash(runner.check_in())
    ids = await _ids(runner)
    async with scripted_relay() as server, Relay(server.url, 1) as relay:
        outbox = Outbox(runner.pool, relay, SENDER)
        first, second = await asyncio.gather(*(outbox.hand_over(runner.pair.organisation, ids) for _ in range(2)))
        assert {one.state for one in first + second} == {"accepted"}
        assert {one.id for one in first + second} == set(ids)
        assert len(server.transactions) == 2


async def _ids(runner: StepRunner) -> list[UUID]:
    return [row["id"] for row in await runner.rows("id")]


async def _sending(runner: StepRunner, count: int) -> bool:
    return (await counted(runner)).get("sending", 0) == count


async def _claimed_is_gone(runner: StepRunner) -> bool:
    return "claimed" not in await counted(runner)


async def test_a_letter_that_was_given_back_while_it_waits_here_is_not_begun_twice(runner: StepRunner) -> None:
    """The relay is silent for longer than a lease, so the claim ends while this worker still has the letter in hand."""
    await filled(runner, 1)
    async with slow_worker(runner, at_rcpt=True) as (outbox, server, gate):
        first = await outbox._begin_due()
        await server.at_rcpt.wait()
        await runner.do(f"UPDATE outbox SET claimed_at = now() - interval '{LEASE + 1} seconds'")
        assert await outbox._begin_due() == []
        assert len(outbox._in_hand) == 1
        gate.set()
        await asyncio.gather(*first)
        await until(lambda: _empty_handed(outbox))
        assert server.transactions == [], "the claim under which it was begun is over"
        await runner.do(f"UPDATE outbox SET claimed_at = now() - interval '{LEASE + 1} seconds'")
        assert await outbox.sweep() == 1
        assert len(server.transactions) == 1
    assert await counted(runner) == {"accepted": 1}


async def _empty_handed(outbox: Outbox) -> bool:
    return not outbox._in_hand
