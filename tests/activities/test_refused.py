"""A relay refuses us for a while, as Postfix and Exim do: letters wait, nobody is unreachable, and we hear of it."""

import logging
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from activities.smtp_replies import LONGEST
from schemas.names import PAIR, Phase, Role, StepKind
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay

REFUSALS = {
    "Postfix does not relay": ("RCPT", "554 5.7.1 <ben@example.com>: Relay access denied"),
    "Exim does not relay": ("RCPT", "550 relay not permitted"),
    "Postfix does not know our sender": ("RCPT", "550 5.1.8 <mentoring@lantern.example>: Sender address rejected"),
    "Exim does not believe our sender": ("RCPT", "550 Sender verify failed"),
    "it wants a login": ("MAIL", "530 5.7.0 Authentication required"),
    "Google's quota of the day is used up": ("DOT", "550 5.4.5 Daily user sending quota exceeded. a1 - gsmtp"),
    "Amazon has paused the account": ("DOT", "554 Message rejected: Sending paused for this account."),
}


@pytest.fixture
async def relay() -> AsyncIterator[ScriptedRelay]:
    """Yield a relay that takes several commands at once."""
    async with scripted_relay() as relay:
        relay.pipelining = True
        yield relay


@pytest.mark.parametrize(("stage", "reply"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_letters_wait_until_the_relay_takes_them_and_nobody_is_unreachable(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay, stage: str, reply: str
) -> None:
    relay.says(stage, *[reply] * 4)
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        facts = await runner.steps.take_step(runner.check_in())
        assert (facts.written, facts.unreachable) == (PAIR, ())
        assert await runner.hurry() == 2, "still refused"
        assert await runner.states() == {"mentee": "deferred", "mentor": "deferred"}
        assert await _unreachable(runner) == 0
        assert await runner.hurry() == 2, "the relay takes us again"
        assert await runner.states() == {"mentee": "accepted", "mentor": "accepted"}
    assert len(relay.transactions) == 2


async def test_a_search_goes_on_with_the_mentor_whom_the_relay_kept_from_us(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    relay.says("RCPT", "550 relay not permitted")
    async with open_runner(database_url, pool, organisation, relay.url, Phase.SEEKING) as runner:
        facts = await runner.steps.take_step(runner.order(StepKind.REQUEST, "request/1", [Role.MENTOR]))
        assert (facts.written, facts.unreachable) == ((Role.MENTOR,), ())
        assert await runner.hurry() == 1
        assert await runner.states() == {"mentor": "accepted"}


async def test_whoever_refuses_our_letters_for_days_is_unreachable(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    """A spam filter that refused every letter was once noticed by nobody."""
    relay.says("DOT", *["550 5.7.1 Message rejected: looks like spam"] * 3)
    async with open_runner(database_url, pool, organisation, relay.url, Phase.SEEKING) as runner:
        for number, days in enumerate((2, 0, 0), start=1):
            order = runner.order(StepKind.REQUEST_REMINDER, f"request/1/reminder/{number}", [Role.MENTOR])
            await runner.steps.take_step(order)
            assert await _unreachable(runner) == (1 if number > 1 else 0)
            await runner.do(f"UPDATE outbox SET done_at = done_at - interval '{days} days'")


async def test_refusals_of_an_earlier_address_do_not_count_against_the_corrected_one(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    relay.says("DOT", *["552 5.2.2 Mailbox full"] * 2)
    async with open_runner(database_url, pool, organisation, relay.url, Phase.SEEKING) as runner:
        for number, address in enumerate(("ben@old.example", "ben@new.example"), start=1):
            await runner.do(f"UPDATE people SET email = '{address}' WHERE given_name = 'Ben'")
            order = runner.order(StepKind.REQUEST_REMINDER, f"request/1/reminder/{number}", [Role.MENTOR])
            await runner.steps.take_step(order)
            await runner.do("UPDATE outbox SET done_at = done_at - interval '2 days'")
        rows = await runner.rows("recipient, state")
        assert {row["recipient"] for row in rows if row["state"] == "rejected"} == {
            "ben@old.example",
            "ben@new.example",
        }
        assert await _unreachable(runner) == 0


async def test_the_log_says_once_what_the_relay_said_and_what_to_check_and_names_each_letter(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay, caplog: pytest.LogCaptureFixture
) -> None:
    relay.says("RCPT", *["554 5.7.1 <ben@example.com>: Relay access denied"] * 2)
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.steps.take_step(runner.check_in())
        ids = {str(row["id"]) for row in await runner.rows("id")}
    errors = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert len(errors) == 1
    for words in ("554 5.7.1", "Relay access denied", "RAPPORT_MAIL_FROM", "SMTP_URL"):
        assert words in errors[0]
    assert all(f"letter {id} is deferred: 554 5.7.1" in caplog.text for id in ids)
    assert "example.com" not in caplog.text


async def test_letters_that_wait_since_the_relay_refuses_us_are_told_from_others_that_wait(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    relay.says("DOT", "")
    relay.says("RCPT", "250 Ok", f"550 {'no ' * LONGEST}", "450 4.7.1 Greylisted", "250 Ok")
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.steps.take_step(runner.order(StepKind.AGREEMENT, "agreement/1", [Role.MENTEE]))
        refused = []
        for _ in range(4):
            [row] = await runner.rows("state, refused")
            refused.append((row["state"], row["refused"]))
            await runner.hurry()
    assert refused == [("deferred", False), ("deferred", True), ("deferred", False), ("accepted", False)]


async def test_a_letter_that_the_relay_rejects_keeps_its_bytes_so_that_it_can_be_sent_again(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    relay.says("DOT", "550 5.7.1 Looks like spam")
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
        assert await runner.states() == {"mentee": "rejected"}
        assert await _unreachable(runner) == 0
        await runner.do("UPDATE outbox SET state = 'deferred', done_at = NULL, not_after = now() + interval '1 day'")
        assert await runner.hurry() == 1
        assert await runner.states() == {"mentee": "accepted"}
    assert len(relay.transactions[0][2]) > 100


async def _unreachable(runner: StepRunner) -> int:
    return int(await runner.do("SELECT count(*) FROM people WHERE unreachable_since IS NOT NULL"))


@pytest.mark.parametrize("others", [True, False])
async def test_whoever_never_gets_a_letter_because_their_server_puts_each_off_is_unreachable(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay, others: bool
) -> None:
    """A mailbox that was full for months was once noticed by nobody; a relay that takes nothing at all is no sign."""
    async with open_runner(database_url, pool, organisation, relay.url, Phase.SEEKING) as runner:
        for number, role in ((1, Role.MENTOR), (2, Role.MENTOR), (3, Role.MENTEE)):
            relay.says("RCPT", *(["452 4.2.2 mailbox full"] if role is Role.MENTOR else []))
            key = f"request/1/reminder/{number}"
            await runner.steps.take_step(runner.order(StepKind.REQUEST_REMINDER, key, [role]))
        past = "made_at = made_at - interval '{} days', tries = 95"
        await runner.do(f"UPDATE outbox SET {past.format(5)}, state = 'expired', done_at = now() WHERE step LIKE '%/1'")
        await runner.do(f"UPDATE outbox SET {past.format(2)} WHERE step LIKE '%/2'")
        if not others:
            await runner.do("UPDATE outbox SET done_at = now() - interval '3 days' WHERE role = 'mentee'")
        relay.says("RCPT", "452 4.2.2 mailbox full")
        await runner.hurry()
        assert await _unreachable(runner) == (1 if others else 0)
