"""A relay without a valid certificate, without TLS or login: `auto` sends, the rest says what is wrong."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import aiosmtpd
import pytest
from aiosmtpd.smtp import SMTP

from activities.smtp import Relay
from schemas.names import MailState
from stack.catcher.mailbox import Mailbox
from stack.catcher.smtp import Behaviour, Keeper
from store.pool import Pool
from tests.activities.pair_fixture import open_runner
from tests.activities.scripted_relay import HANG_UP, ScriptedRelay, scripted_relay

FROM, TO = "Rapport <rapport@example.org>", "ben@example.org"
MESSAGE = b"Subject: hello\r\n\r\nHello\r\n"
NO_TLS = "STARTTLS extension not supported"
UNVERIFIED = "CERTIFICATE_VERIFY_FAILED"


@pytest.fixture(scope="module")
def self_signed() -> ssl.SSLContext:
    """Return what Postfix has on Debian: a certificate that it made itself, for a name that is not in SMTP_URL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificates = Path(aiosmtpd.__file__).parent / "tests/certs"  # in its wheel
    context.load_cert_chain(certificates / "server.crt", certificates / "server.key")
    return context


@asynccontextmanager
async def serving(mailbox: Mailbox, implicit: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[int]:
    """Serve SMTP on a free port; the mail that comes is in the mailbox."""
    loop, keeper = asyncio.get_running_loop(), Keeper(mailbox, Behaviour())
    server = await loop.create_server(lambda: SMTP(keeper, loop=loop, **options), "127.0.0.1", 0, ssl=implicit)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
async def postfix(tmp_path: Path, self_signed: ssl.SSLContext) -> AsyncIterator[tuple[int, Mailbox]]:
    """Yield the port of a relay that offers STARTTLS and insists on it, and the mail that it took."""
    mailbox = Mailbox(tmp_path)
    async with serving(mailbox, tls_context=self_signed, require_starttls=True) as port:
        yield port, mailbox


async def test_a_letter_leaves_encrypted_if_the_url_asks_for_no_verified_tls(postfix: tuple[int, Mailbox]) -> None:
    """Postfix itself sends such mail with `may`; who could forge a certificate could also hide that there is TLS."""
    port, mailbox = postfix
    async with Relay(f"smtp://127.0.0.1:{port}") as relay:
        assert (await relay.send(FROM, TO, MESSAGE)).state is MailState.ACCEPTED
    assert len(mailbox.to(TO)) == 1


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:{}?starttls=required", "smtp://me:secret@127.0.0.1:{}"])
async def test_a_letter_or_a_password_that_asks_for_verified_tls_waits(postfix: tuple[int, Mailbox], url: str) -> None:
    port, mailbox = postfix
    handed = await Relay(url.format(port)).send(FROM, TO, MESSAGE)
    assert (handed.state, handed.refuses_us, UNVERIFIED in handed.reply) == (MailState.DEFERRED, True, True)
    assert mailbox.to(TO) == []


async def test_implicit_tls_is_verified_too(tmp_path: Path, self_signed: ssl.SSLContext) -> None:
    async with serving(Mailbox(tmp_path), self_signed) as port:
        handed = await Relay(f"smtps://127.0.0.1:{port}").send(FROM, TO, MESSAGE)
    assert (handed.state, handed.refuses_us, UNVERIFIED in handed.reply) == (MailState.DEFERRED, True, True)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("{}?starttls=required", NO_TLS),
        ("smtp://me:secret@{}", NO_TLS),
        ("smtp://me:secret@{}?starttls=never", "AUTH"),
        ("smtps://{}", "WRONG_VERSION_NUMBER"),
    ],
)
async def test_what_the_relay_does_not_have_is_ours_to_correct(server: ScriptedRelay, url: str, says: str) -> None:
    place = server.url.removeprefix("smtp://") if "//" in url else server.url
    handed = await Relay(url.format(place)).send(FROM, TO, MESSAGE)
    assert (handed.state, handed.refuses_us) == (MailState.DEFERRED, True)
    assert says in handed.reply


@pytest.mark.parametrize("stage", ["GREETING", "EHLO", "STARTTLS"])
async def test_a_relay_that_hangs_up_meanwhile_is_only_away(server: ScriptedRelay, stage: str) -> None:
    server.script["EHLO"] = ["250-relay.example\r\n250 STARTTLS"]
    server.script[stage] = [HANG_UP] * 2
    handed = await Relay(f"{server.url}?starttls=required").send(FROM, TO, MESSAGE)
    assert (handed.state, handed.refuses_us) == (MailState.DEFERRED, False)


async def test_letters_that_wait_for_it_are_counted_and_the_log_says_what_to_check(
    database_url: str, pool: Pool, organisation: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        scripted_relay() as server,
        open_runner(database_url, pool, organisation, f"{server.url}?starttls=required") as runner,
    ):
        await runner.steps.take_step(runner.check_in())
        assert {(row["state"], row["refused"]) for row in await runner.rows("state, refused")} == {("deferred", True)}
    [error] = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    for words in (NO_TLS, "certificate", "SMTP_URL", "?starttls="):
        assert words in error
    assert "RAPPORT_MAIL_FROM" not in error
