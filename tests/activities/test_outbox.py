"""Every letter leaves once: with the relay away, moody or silent, and with many sweepers at work."""

import asyncio
from uuid import UUID, uuid4

import pytest

from activities.outbox import Outbox
from activities.smtp import Relay
from schemas.names import PAIR, Role
from stack.catcher.mailbox import Mail
from stack.catcher.server import Catcher, catching
from stack.ports import HOST, free_port
from store.pool import Pool
from tests.activities.outbox_fixture import filled
from tests.activities.pair_fixture import ANA, BEN, SENDER, StepRunner, open_runner
from tests.activities.scripted_relay import HANG_UP, scripted_relay


def ids(mails: list[Mail]) -> list[str]:
    return [mail.envelope.message_id for mail in mails]


async def test_a_relay_that_is_away_holds_nobody_up_and_gets_each_letter_once_when_it_is_back(
    database_url: str, pool: Pool, organisation: UUID, tmp_path_factory: pytest.TempPathFactory
) -> None:
    port = free_port()
    async with open_runner(database_url, pool, organisation, f"smtp://{HOST}:{port}") as runner:
        async with asyncio.timeout(5):
            facts = await runner.steps.take_step(runner.check_in())
        assert facts.written == PAIR  # queued counts as written
        assert await runner.states() == {"mentee": "deferred", "mentor": "deferred"}
        assert await runner.outbox.sweep() == 0, "it waits a little before the next try"
        assert await runner.hurry() == 2, "still away"
        async with catching(tmp_path_factory.mktemp("mail"), port) as catcher:
            assert await runner.hurry() == 2
            assert await runner.hurry() == 0
            assert (await runner.steps.take_step(runner.check_in())).written == PAIR
            assert set(catcher.mailbox.arrivals().values()) == {1}
            assert len(catcher.mailbox.mails) == 2
        assert await runner.states() == {"mentee": "accepted", "mentor": "accepted"}


async def test_each_wait_is_longer_than_the_one_before_up_to_a_quarter_of_an_hour(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """By chance up to half as long, so that letters that are put off together do not all come back together."""
    async with open_runner(database_url, pool, organisation, f"smtp://{HOST}:{free_port()}") as runner:
        await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
        waits = []
        for _ in range(8):
            [row] = await runner.rows("extract(epoch FROM try_at - now())::int AS seconds")
            waits.append(row["seconds"])
            await runner.hurry()
    longest = [min(900, 30 * 2**tries) for tries in range(8)]
    assert all(most / 2 - 5 <= wait <= most for wait, most in zip(waits, longest, strict=True)), waits


async def test_letters_that_a_relay_puts_off_together_come_back_one_by_one(
    runner: StepRunner, catcher: Catcher
) -> None:
    """A relay that takes thirty a minute would put the others off again: hundreds would need hours."""
    await filled(runner, 40)
    catcher.behaviour.defer = 40
    assert await runner.outbox.sweep() == 40
    seconds = sorted(row["seconds"] for row in await runner.rows("extract(epoch FROM try_at - now()) AS seconds"))
    assert seconds[-1] - seconds[0] > 5


async def test_a_letter_that_is_put_off_twice_arrives_at_the_third_try(runner: StepRunner, catcher: Catcher) -> None:
    catcher.behaviour.defer = 2
    await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
    assert await runner.states() == {"mentee": "deferred"}
    assert catcher.tally.refused == 1
    assert await runner.hurry() == 1
    assert catcher.mailbox.mails == []
    assert await runner.hurry() == 1
    assert len(catcher.mailbox.to(ANA)) == 1
    [row] = await runner.rows("state, tries, done_at IS NOT NULL AS done")
    assert row == {"state": "accepted", "tries": 3, "done": True}


async def test_a_line_that_breaks_before_the_dot_is_tried_again(runner: StepRunner) -> None:
    async with scripted_relay() as relay, Relay(relay.url, 1) as line:
        relay.says("RCPT", HANG_UP)
        outbox = Outbox(runner.pool, line, SENDER)
        await runner.crash(runner.check_in(to=[Role.MENTEE]))
        await runner.do("UPDATE outbox SET try_at = now()")
        assert await outbox.sweep() == 1
        assert await runner.states() == {"mentee": "deferred"}
        await runner.do("UPDATE outbox SET try_at = now()")
        assert await outbox.sweep() == 1
        assert len(relay.transactions) == 1
    assert await runner.states() == {"mentee": "accepted"}


async def test_five_sweepers_at_once_send_three_hundred_letters_once_each(
    runner: StepRunner, catcher: Catcher, pool: Pool
) -> None:
    await filled(runner, 300)
    catcher.behaviour.delay = 0.005

    async def sweeper() -> list[int]:
        async with Relay(catcher.smtp_url, 2) as relay:
            outbox = Outbox(pool, relay, SENDER)
            batches = [await outbox.sweep()]
            while batches[-1]:
                batches.append(await outbox.sweep())
            return batches

    batches = await asyncio.gather(*(sweeper() for _ in range(5)))
    assert sum(map(sum, batches)) == 300
    assert sum(each[0] > 0 for each in batches) >= 3, "they work side by side"
    assert len(catcher.mailbox.mails) == 300
    assert set(catcher.mailbox.arrivals().values()) == {1}
    assert await runner.do("SELECT array_agg(DISTINCT (state, tries)) FROM outbox") == [("accepted", 1)]


async def test_a_letter_whose_time_has_passed_is_dropped_and_not_sent(runner: StepRunner, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    await runner.do("UPDATE outbox SET not_after = now() - interval '1 minute' WHERE role = 'mentee'")
    assert await runner.hurry() == 1
    assert ids(catcher.mailbox.to(ANA)) == []
    assert len(catcher.mailbox.to(BEN)) == 1
    rows = await runner.rows("state, reply, done_at IS NOT NULL AS done")
    assert rows[0] == {"state": "expired", "reply": "no longer needed", "done": True}
    facts = await runner.steps.take_step(runner.check_in())
    assert (facts.written, facts.skipped) == ((Role.MENTOR,), (Role.MENTEE,))


async def test_a_retried_step_drops_what_is_too_late_as_well(runner: StepRunner, catcher: Catcher) -> None:
    """Postgres was away for days, the activity comes back first and the sweeper later."""
    await runner.crash(runner.check_in())
    await runner.do("UPDATE outbox SET not_after = now() - interval '1 minute'")
    await runner.steps.take_step(runner.check_in())
    assert catcher.mailbox.mails == []


async def test_a_letter_that_a_slow_relay_has_not_begun_with_is_put_back(runner: StepRunner, catcher: Catcher) -> None:
    """Nobody may hold a claim so long that it seems abandoned, or the letter would be sent twice."""
    await filled(runner, 3, letter="request")
    catcher.behaviour.delay = 0.3
    async with Relay(catcher.smtp_url, 1, patience=0.2) as relay:
        assert await Outbox(runner.pool, relay, SENDER).sweep() == 3
    assert await runner.do("SELECT array_agg(state ORDER BY state) FROM outbox") == ["accepted", "deferred", "deferred"]
    catcher.behaviour.delay = 0
    assert await runner.hurry() == 2
    assert len(catcher.mailbox.mails) == 3
    assert set(catcher.mailbox.arrivals().values()) == {1}


async def test_an_address_that_a_sweep_finds_dead_is_written_down(runner: StepRunner, catcher: Catcher) -> None:
    await runner.crash(runner.check_in())
    catcher.behaviour.refuse[ANA] = "550 5.1.1 no such user"
    assert await runner.hurry() == 2
    assert await runner.states() == {"mentee": "rejected", "mentor": "accepted"}
    assert await runner.do("SELECT array_agg(given_name) FROM people WHERE unreachable_since IS NOT NULL") == ["Ana"]
    assert (await runner.steps.take_step(runner.check_in(2))).unreachable == (Role.MENTEE,)
    assert len(catcher.mailbox.to(BEN)) == 2


async def test_nobody_hands_over_what_is_not_theirs_to_hand_over(runner: StepRunner, catcher: Catcher) -> None:
    """Accepted, refused, dropped and unknown letters stay as they are, however often they are named."""
    for number, state in enumerate(("accepted", "rejected", "expired", "skipped", "unknown", "sending", "claimed"), 1):
        await runner.crash(runner.check_in(number, to=[Role.MENTEE]))
        await runner.do(f"UPDATE outbox SET state = '{state}', claimed_at = now() WHERE step = 'check_in/{number}'")
    rows = await runner.rows("id, state")
    assert len(rows) == 7
    assert await runner.outbox.hand_over(runner.pair.organisation, [row["id"] for row in rows]) == []
    assert await runner.outbox.hand_over(runner.pair.organisation, [uuid4()]) == []
    assert await runner.hurry() == 0
    assert catcher.mailbox.mails == []
