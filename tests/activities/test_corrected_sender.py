"""RAPPORT_MAIL_FROM is corrected: letters that wait leave from the address that it is now, in the header as well."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import SMTP
from uuid import UUID

import pytest

from activities.outbox import Outbox
from activities.smtp import Relay
from schemas.names import Role, StepKind
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.scripted_relay import HANG_UP, ScriptedRelay, scripted_relay

CORRECTED = "Lantern mentoring <mentoring@lantern-trust.example>"
OLD, NEW = "mentoring@lantern.example", "mentoring@lantern-trust.example"
NOT_VERIFIED = "554 Message rejected: Email address is not verified."  # Amazon SES, of the header's address


@pytest.fixture
async def relay() -> AsyncIterator[ScriptedRelay]:
    """Yield a relay."""
    async with scripted_relay() as relay:
        yield relay


@asynccontextmanager
async def restarted(runner: StepRunner, relay: ScriptedRelay) -> AsyncIterator[Outbox]:
    """Yield the outbox of a worker with the corrected address, for which every letter is due."""
    await runner.do("UPDATE outbox SET try_at = now() - interval '1 second'")
    async with Relay(relay.url) as connections:
        yield Outbox(runner.pool, connections, CORRECTED, "restarted")


async def test_a_letter_that_was_refused_for_its_sender_leaves_once_the_sender_is_corrected(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    """The envelope alone once had the new address: such relays look at the header, and refused it for ever."""
    relay.says("DOT", NOT_VERIFIED)
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.steps.take_step(runner.check_in(to=[Role.MENTEE]))
        assert await runner.states() == {"mentee": "deferred"}
        before = message_from_bytes(await runner.do("SELECT message FROM outbox"), policy=SMTP)
        async with restarted(runner, relay) as outbox:
            assert await outbox.sweep() == 1
        assert await runner.states() == {"mentee": "accepted"}
        kept = await runner.do("SELECT (size, sha256) FROM outbox")
    [(envelope, _, raw)] = relay.transactions
    after = message_from_bytes(raw, policy=SMTP)
    named = "Lantern mentoring at Lantern Trust"
    assert (envelope, before["From"], after["From"]) == (NEW, f"{named} <{OLD}>", f"{named} <{NEW}>")
    assert {name: value for name, value in after.items() if name != "From"} == {
        name: value for name, value in before.items() if name != "From"
    }
    assert kept == (len(raw), hashlib.sha256(raw).digest())


async def test_a_letter_that_was_never_tried_leaves_from_the_corrected_address_too(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.crash(runner.check_in())
        async with restarted(runner, relay) as outbox:
            assert await outbox.sweep() == 2
    assert all(f"<{NEW}>".encode() in raw and OLD.encode() not in raw for _, _, raw in relay.transactions)


async def test_a_letter_that_may_have_arrived_is_sent_again_byte_by_byte(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    relay.says("DOT", HANG_UP)
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.steps.take_step(runner.order(StepKind.AGREEMENT, "agreement/1", [Role.MENTEE]))
        first = await runner.do("SELECT message FROM outbox")
        async with restarted(runner, relay) as outbox:
            assert await outbox.sweep() == 1
    [(_, _, second)] = relay.transactions
    assert second == first


async def test_the_second_try_of_a_corrected_letter_is_the_same_as_the_first(
    database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay
) -> None:
    relay.says("DOT", NOT_VERIFIED, HANG_UP)
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        await runner.steps.take_step(runner.order(StepKind.AGREEMENT, "agreement/1", [Role.MENTEE]))
        for _ in range(2):
            async with restarted(runner, relay) as outbox:
                assert await outbox.sweep() == 1
            kept = await runner.do("SELECT message FROM outbox")
            assert kept == b"" or f"<{NEW}>".encode() in kept
    assert (relay.dots, len(relay.transactions)) == (3, 1)
    assert f"<{NEW}>".encode() in relay.transactions[0][2]
