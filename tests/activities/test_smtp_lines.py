"""What is said on one line, and when: several commands at once where the relay allows it, no byte of a mail early."""

import asyncio

import pytest

from activities import smtp_transaction
from activities.smtp import Relay
from activities.smtp_replies import Handed
from schemas.names import MailState
from tests.activities.scripted_relay import SILENCE, ScriptedRelay, scripted_relay

FROM, TO = "Rapport <rapport@example.org>", "ben@example.org"
MESSAGE = b"Subject: hello\r\n\r\nHello\r\n"


async def test_to_a_relay_that_offers_it_the_envelope_and_data_are_said_in_one_breath() -> None:
    """RFC 2920: this one answers nothing before it has heard all three."""
    async with scripted_relay() as server, Relay(server.url, 1) as relay:
        server.pipelining = True
        server.says("MAIL", SILENCE)
        server.says("RCPT", SILENCE)
        server.says("DATA", "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go ahead")
        assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED


async def test_whether_a_mail_may_leave_is_asked_before_its_first_byte(server: ScriptedRelay, relay: Relay) -> None:
    """Also where the relay has asked for it already: then the line ends, and what it has is nothing."""

    async def no() -> bool:
        assert server.heard[-1] == ("DATA" if server.pipelining else f"RCPT TO:<{TO}>")
        assert not server.at_dot.is_set()
        return False

    handed = await relay.send(FROM, TO, MESSAGE, no)
    assert handed.state is MailState.DEFERRED
    assert handed.reply.startswith("held back")
    assert server.dots == 0
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert len(server.transactions) == 1
    assert server.connections == (2 if server.pipelining else 1)


async def test_a_line_on_which_the_relay_says_what_nobody_asked_for_is_not_used_again(
    server: ScriptedRelay, relay: Relay
) -> None:
    await relay.send(FROM, TO, MESSAGE)
    server.lines[0].write(b"421 4.4.2 Idle for too long\r\n")
    await asyncio.sleep(0.05)
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert server.connections == 2


async def test_a_reply_without_end_is_not_waited_for(
    server: ScriptedRelay, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp_transaction, "CONNECT_SECONDS", 0.2)  # to leave the line
    server.says("RCPT", "\r\n".join(["250-more"] * 10_000))
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.DEFERRED


async def test_a_reply_that_comes_in_pieces_is_one(server: ScriptedRelay, relay: Relay) -> None:
    await relay.send(FROM, TO, MESSAGE)
    server.at_dot.clear()
    server.says("DOT", SILENCE)
    sending = asyncio.create_task(relay.send(FROM, TO, MESSAGE))
    await server.at_dot.wait()
    for piece in (b"250-2.0.0 O", b"k\r", b"\n250 2.0.0 queued\r\n"):
        server.lines[0].write(piece)
        await asyncio.sleep(0.02)
    assert await sending == Handed(MailState.ACCEPTED, "250 2.0.0 Ok 2.0.0 queued")
