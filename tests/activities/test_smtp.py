"""A mail is handed over once, and what became of it is said as exactly as SMTP allows."""

import asyncio

import pytest
from aiosmtplib import SMTP

from activities import smtp, smtp_transaction
from activities.smtp import Relay
from schemas.names import MailState
from tests.activities.scripted_relay import HANG_UP, SILENCE, ScriptedRelay, scripted_relay

FROM, TO = "Rapport <rapport@example.org>", "ben@example.org"
MESSAGE = b"Subject: hello\r\n\r\n.a line that begins with a dot\r\n..two\r\nlast\r\n"


async def test_a_mail_arrives_byte_by_byte(server: ScriptedRelay, relay: Relay) -> None:
    handed = await relay.send(FROM, TO, MESSAGE)
    assert handed.state is MailState.ACCEPTED
    assert handed.reply == "250 2.0.0 Ok: queued as 4711"
    assert server.transactions == [("rapport@example.org", "ben@example.org", MESSAGE)]


async def test_connections_are_kept(server: ScriptedRelay, relay: Relay) -> None:
    for _ in range(20):
        assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert server.connections == 1
    assert server.heard.count("RSET") == 0


async def test_no_more_connections_than_allowed(server: ScriptedRelay) -> None:
    async with Relay(server.url, 3) as relay:
        handed = await asyncio.gather(*(relay.send(FROM, f"p{n}@example.org", MESSAGE) for n in range(50)))
    assert {each.state for each in handed} == {MailState.ACCEPTED}
    assert server.most_open <= 3
    assert len({recipient for _, recipient, _ in server.transactions}) == 50


async def test_a_relay_that_is_away_defers() -> None:
    async with scripted_relay() as server:
        url = server.url
    handed = await Relay(url).send(FROM, TO, MESSAGE)
    assert handed.state is MailState.DEFERRED
    assert handed.reply


async def test_a_line_closed_while_idle_is_no_failure(server: ScriptedRelay, relay: Relay) -> None:
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    await server.hang_up()
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert (server.connections, len(server.transactions)) == (2, 2)


@pytest.mark.parametrize("goodbye", [HANG_UP, "421 4.4.2 Idle for too long"])
async def test_a_line_closed_just_as_we_speak_is_no_failure(server: ScriptedRelay, relay: Relay, goodbye: str) -> None:
    """The relay's goodbye crosses our MAIL: nothing was said yet, so a fresh line may say it."""
    await relay.send(FROM, TO, MESSAGE)
    server.says("MAIL", goodbye)
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert (server.connections, len(server.transactions)) == (2, 2)


async def test_a_line_that_was_idle_for_a_minute_is_not_used_again(
    server: ScriptedRelay, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A firewall that has forgotten it swallows whatever is said on it, and every letter would wait for that."""
    assert smtp.IDLE_SECONDS == 60
    await relay.send(FROM, TO, MESSAGE)
    await relay.send(FROM, TO, MESSAGE)
    assert server.connections == 1
    monkeypatch.setattr(smtp, "IDLE_SECONDS", 0.0)
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert server.connections == 2
    assert server.heard.count("QUIT") == 1


async def test_of_several_dead_lines_only_one_is_waited_for(
    server: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four that a relay without power had left once held a letter for twenty minutes."""
    monkeypatch.setattr(smtp_transaction, "ENVELOPE_SECONDS", 0.5)
    async with Relay(server.url, 4) as relay:
        await asyncio.gather(*(relay.send(FROM, TO, MESSAGE) for _ in range(4)))
        assert server.connections == 4
        server.says("MAIL", SILENCE)
        if server.pipelining:
            server.says("RCPT", SILENCE)
            server.says("DATA", SILENCE)
        assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
        assert server.connections == 5


async def test_a_limit_of_mails_per_connection_is_no_failure(server: ScriptedRelay, relay: Relay) -> None:
    server.mails_per_connection = 3
    handed = [await relay.send(FROM, TO, MESSAGE) for _ in range(10)]
    assert {each.state for each in handed} == {MailState.ACCEPTED}
    assert (server.connections, len(server.transactions)) == (4, 10)


async def test_a_relay_that_hangs_up_every_time_is_asked_once_afresh(server: ScriptedRelay, relay: Relay) -> None:
    await relay.send(FROM, TO, MESSAGE)
    server.says("MAIL", HANG_UP, HANG_UP)
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.DEFERRED
    assert server.connections == 2


async def test_after_the_dot_a_broken_line_is_never_tried_again(server: ScriptedRelay, relay: Relay) -> None:
    """On a kept line as on a fresh one: the relay may have the mail."""
    await relay.send(FROM, TO, MESSAGE)
    server.says("DOT", HANG_UP)
    assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.UNKNOWN
    assert sum(line.startswith("MAIL") for line in server.heard) == 2


@pytest.mark.parametrize(
    ("stage", "limit", "state"),
    [
        ("MAIL", "ENVELOPE_SECONDS", MailState.DEFERRED),
        ("RCPT", "ENVELOPE_SECONDS", MailState.DEFERRED),
        ("DATA", "DATA_SECONDS", MailState.DEFERRED),
        ("DOT", "DOT_SECONDS", MailState.UNKNOWN),
    ],
)
async def test_silence_is_told_apart_by_when_it_fell(
    server: ScriptedRelay, relay: Relay, monkeypatch: pytest.MonkeyPatch, stage: str, limit: str, state: MailState
) -> None:
    monkeypatch.setattr(smtp_transaction, limit, 0.05)
    monkeypatch.setattr(smtp_transaction, "CONNECT_SECONDS", 0.5)  # to leave the silent one
    server.says(stage, SILENCE)
    assert (await relay.send(FROM, TO, MESSAGE)).state is state


def test_we_wait_ten_minutes_after_the_dot() -> None:
    assert smtp_transaction.DOT_SECONDS == 600  # RFC 5321 §4.5.3.2.6


async def test_a_cancelled_mail_takes_its_line_along(server: ScriptedRelay, relay: Relay) -> None:
    server.gate = asyncio.Event()
    sending = asyncio.create_task(relay.send(FROM, TO, MESSAGE))
    await server.at_dot.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    server.gate.set()
    assert (await relay.send(FROM, "ana@example.org", MESSAGE)).state is MailState.ACCEPTED
    assert server.connections == 2
    assert server.transactions[-1][1] == "ana@example.org"


async def test_replies_are_kept_without_addresses(server: ScriptedRelay, relay: Relay) -> None:
    server.says("RCPT", "550 5.1.1 <ben@example.org>: mail for ben@example.org\tis \udcff not wanted")
    handed = await relay.send(FROM, TO, MESSAGE)
    assert "example.org" not in handed.reply
    assert handed.reply.startswith("550 5.1.1 <(address)>: mail for (address)")
    assert "not wanted" in handed.reply
    handed.reply.encode("utf-8")  # as Postgres wants it


@pytest.mark.parametrize("recipient", ["ben", "", "ben@example.org\r\nRCPT TO:<spy@example.org>", "bén@example.org"])
async def test_what_is_no_address_is_rejected_before_it_is_said(
    server: ScriptedRelay, relay: Relay, recipient: str
) -> None:
    handed = await relay.send(FROM, recipient, MESSAGE)
    assert handed.state is MailState.REJECTED
    assert handed.bad_address
    assert server.connections == 0


async def test_a_sender_that_is_no_address_is_an_error_of_ours(relay: Relay) -> None:
    with pytest.raises(ValueError, match="address"):
        await relay.send("Rapport", TO, MESSAGE)


async def test_closing_says_goodbye(server: ScriptedRelay) -> None:
    async with Relay(server.url) as relay:
        await relay.send(FROM, TO, MESSAGE)
    assert server.heard[-1] == "QUIT"


async def test_a_login_is_used_and_asks_for_tls_first(server: ScriptedRelay) -> None:
    """A password is not sent in the clear unless the operator says so."""
    server.script["EHLO"] = ["250-relay.example\r\n250 AUTH PLAIN"] * 4
    url = server.url.replace("//", "//me%40example.org:s%3Acret@")
    handed = await Relay(url).send(FROM, TO, MESSAGE)
    assert handed.state is MailState.DEFERRED
    assert not any(line.startswith("AUTH") for line in server.heard)
    async with Relay(f"{url}?starttls=never") as relay:
        assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert any(line.startswith("AUTH PLAIN") for line in server.heard)


async def test_a_wrong_password_is_not_the_mails_fault(server: ScriptedRelay) -> None:
    server.script["EHLO"] = ["250-relay.example\r\n250 AUTH PLAIN"] * 4
    server.says("AUTH", "535 5.7.8 Wrong")
    url = server.url.replace("//", "//me:wrong@") + "?starttls=never"
    assert (await Relay(url).send(FROM, TO, MESSAGE)).state is MailState.DEFERRED


@pytest.mark.parametrize("url", ["http://relay.example", "smtp://", "relay.example:25", "smtp://h?starttls=maybe"])
def test_an_address_of_no_relay_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP_URL must read"):
        Relay(url)


def test_the_url_says_how_to_connect() -> None:
    host, port, options = smtp._options("smtps://relay.example")
    assert (host, port, options["use_tls"]) == ("relay.example", 465, True)
    assert smtp._options("smtp://relay.example?starttls=required")[2]["start_tls"] is True
    _, port, options = smtp._options("smtp://relay.example:2525")
    assert (port, options["start_tls"]) == (2525, None)
    _, port, options = smtp._options("smtps://a:b@relay.example:4650")
    assert (port, options["username"], SMTP(**options).use_tls) == (4650, "a", True)
