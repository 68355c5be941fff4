"""When nobody can know whether the relay has a letter: it is named, and what people wait for is sent once more."""

from collections.abc import Sequence
from uuid import UUID

from activities.outbox import ABANDONED_AFTER, SENT_TWICE_IN_DOUBT
from schemas.messages import Order
from schemas.names import PAIR, Phase, Role, StepKind
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, StepRunner, open_runner


def agreement(runner: StepRunner, to: Sequence[Role] = PAIR) -> Order:
    """Return the order for a letter that both wait for."""
    return runner.order(StepKind.AGREEMENT, "agreement/1", to)


async def test_a_check_in_whose_fate_is_unknown_is_named_and_not_sent_again(
    runner: StepRunner, catcher: Catcher
) -> None:
    catcher.behaviour.drop = 1
    facts = await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
    assert facts.written == (Role.MENTEE,)
    [row] = await runner.rows()
    assert row["state"] == "unknown"
    assert row["reply"].startswith("outcome unknown, not sent again: ")
    assert await runner.hurry() == 0
    await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
    assert len(catcher.mailbox.to(ANA)) == 1


async def test_one_that_is_sent_again_and_is_too_late_by_then_does_not_count_as_never_sent(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    """The timeline said that the mentor could not be asked, though the request had arrived."""
    catcher.behaviour.drop = 1
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.steps.take_step(runner.order(StepKind.REQUEST, "request/1", [Role.MENTOR]))
        await runner.do("UPDATE outbox SET not_after = now()")
        await runner.hurry()
        [row] = await runner.rows()
        assert row["state"] == "unknown"
        assert row["reply"].startswith("outcome unknown, not sent again: ")


async def test_a_request_whose_fate_is_unknown_is_sent_once_more_byte_for_byte(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher
) -> None:
    catcher.behaviour.drop = 1
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        facts = await runner.steps.take_step(runner.order(StepKind.REQUEST, "request/1", [Role.MENTOR]))
        assert facts.written == (Role.MENTOR,)
        [row] = await runner.rows()
        assert row["state"] == "deferred"
        assert row["reply"].startswith("outcome unknown, sent again unchanged: ")
        assert await runner.hurry() == 1
        assert await runner.hurry() == 0
        assert await runner.states() == {"mentor": "accepted"}
    first, twin = catcher.mailbox.to(BEN)
    assert first.raw == twin.raw
    assert first.envelope.message_id == twin.envelope.message_id == row["message_id"].strip("<>")


async def test_there_is_one_twin_and_no_more(runner: StepRunner, catcher: Catcher) -> None:
    catcher.behaviour.drop = 9
    await runner.steps.take_step(agreement(runner, to=[Role.MENTEE]))
    assert [await runner.hurry() for _ in range(3)] == [1, 0, 0]
    assert len(catcher.mailbox.to(ANA)) == 2
    assert await runner.states() == {"mentee": "unknown"}


async def test_letters_put_off_before_still_have_their_twin(runner: StepRunner, catcher: Catcher) -> None:
    """A 451 says that the relay does not have it: only tries of unknown fate count."""
    catcher.behaviour.defer = 2
    await runner.steps.take_step(agreement(runner, to=[Role.MENTEE]))
    assert await runner.hurry() == 1
    assert await runner.states() == {"mentee": "deferred"}
    catcher.behaviour.lose = 1
    assert await runner.hurry() == 1
    assert await runner.hurry() == 1
    assert len(catcher.mailbox.to(ANA)) == 1
    assert await runner.states() == {"mentee": "accepted"}


async def test_what_a_dead_worker_was_sending_is_settled_by_rule_once_its_claim_is_old(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.crash(runner.check_in())
    await runner.crash(agreement(runner))
    await runner.do("UPDATE outbox SET state = 'sending', tries = 1, claimed_at = now()")
    assert await runner.hurry() == 0, "whoever claimed them may still be at it"
    await runner.do(f"UPDATE outbox SET claimed_at = now() - interval '{ABANDONED_AFTER + 1} seconds'")
    await runner.hurry()
    assert await runner.hurry() == 2
    states = {(row["letter"], row["state"]) for row in await runner.rows("letter, state")}
    assert states == {("check_in", "unknown"), ("agreement", "accepted")}
    assert {row["reply"] for row in await runner.rows("letter, reply") if row["letter"] == "check_in"} == {
        "outcome unknown, not sent again: the worker ended before the relay's reply was recorded"
    }
    assert len(catcher.mailbox.mails) == 2
    assert {mail.reading.subject for mail in catcher.mailbox.mails} == {
        row["subject"] for row in await runner.rows("subject, letter") if row["letter"] == "agreement"
    }


def test_only_what_people_wait_for_is_worth_a_twin() -> None:
    assert {"request", "agreement", "farewell"} <= SENT_TWICE_IN_DOUBT
    assert not {"check_in", "review", "nudge", "rhythm", "thanks"} & SENT_TWICE_IN_DOUBT


async def test_a_doubt_stays_in_sight_and_leads_to_one_twin_whatever_the_relay_says_later(
    runner: StepRunner, catcher: Catcher
) -> None:
    catcher.behaviour.drop = 1
    await runner.steps.take_step(agreement(runner, to=[Role.MENTEE]))
    catcher.behaviour.defer = 1
    assert await runner.hurry() == 1
    [row] = await runner.rows()
    assert row["state"] == "deferred"
    assert row["reply"].startswith("outcome unknown, sent again unchanged: ")
    assert row["reply"].endswith("; then: 451 4.3.0 Try again later")
    catcher.behaviour.drop = 1
    assert [await runner.hurry() for _ in range(2)] == [1, 0]
    assert await runner.states() == {"mentee": "unknown"}
    assert len(catcher.mailbox.to(ANA)) == 2
