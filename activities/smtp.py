"""Handing prebuilt bytes to the relay over a few kept connections, one recipient at a time."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from activities.smtp_replies import HELD_BACK, Handed, Stage, lost, understood
from letters.address import ascii_address, sender_of
from schemas.names import MailState

logger = logging.getLogger(__name__)

PLACE_SECONDS = 90.0  # in a queue before a busy relay; less than a claim is good for, see activities/outbox.py
CONNECT_SECONDS = 20.0
GOODBYE_SECONDS = 2.0
# RFC 5321 §4.5.3.2; hanging up early after the dot doubles mail.
ENVELOPE_SECONDS = 300.0
DATA_SECONDS = 120.0
DOT_SECONDS = 600.0
START_INPUT = 354
GOING_AWAY = 421
LEADING_DOT = re.compile(rb"(?m)^\.")

MayLeave: TypeAlias = Callable[[], Awaitable[bool]]


async def always() -> bool:
    """Let a message leave without asking anybody."""
    return True


class Relay:
    """A pool of kept SMTP connections; `send` may be called from many tasks of one event loop.

    `url` is smtp://[user:password@]host[:port][?starttls=auto|required|never] or smtps://…; with a login,
    STARTTLS is required unless the URL says otherwise. A mail that could not be begun with
    within `patience` seconds is put off. Raises ValueError for any other URL.
    """

    def __init__(self, url: str, connections: int = 4, patience: float = PLACE_SECONDS) -> None:
        self._options = _options(url)
        self.connections = connections
        self._patience = patience
        self._places = asyncio.Semaphore(connections)
        self._idle: list[SMTP] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Say goodbye on the kept connections, briefly; a later `send` opens new ones."""
        lines, self._idle = self._idle, []
        await asyncio.gather(*(_goodbye(line) for line in lines))

    async def send(self, sender: str, recipient: str, message: bytes, may_leave: MayLeave = always) -> Handed:
        """Hand one message over and return what the relay said; never raises for what a relay or a line does.

        `sender` may carry a display name. `message` is sent as it is, lines ended by CRLF. `may_leave` is asked once
        the relay takes the recipient, before anything of the message is out; if it says no, the message is held back.
        Raises ValueError for a sender that is no address.
        """
        envelope_from = sender_of(sender)[1]
        try:
            envelope_to = ascii_address(recipient)
        except ValueError as error:
            return Handed(MailState.REJECTED, str(error), bad_address=True)
        asked = asyncio.get_running_loop().time()
        async with self._places:
            if asyncio.get_running_loop().time() - asked > self._patience:
                return lost(Stage.CONNECT, "the relay was busy with other mail for too long")
            handed = await self._hand_over(_Mail(envelope_from, envelope_to, message, may_leave))
        level = logging.INFO if handed.state is MailState.ACCEPTED else logging.WARNING
        logger.log(level, "mail %s: %s", handed.state, handed.reply)
        return handed

    async def _hand_over(self, mail: "_Mail") -> Handed:
        """Try a kept connection first; one that the relay has given up meanwhile is no failure."""
        while self._idle:
            kept = self._idle.pop()
            if kept.is_connected:
                with suppress(_StaleError):
                    return await self._transact(kept, mail, kept=True)
            kept.close()
        line = SMTP(**self._options)
        try:
            await _open(line)
        except SMTPResponseException as error:
            return understood(Stage.CONNECT, error.code, error.message)
        except (SMTPException, OSError) as error:
            return lost(Stage.CONNECT, str(error))
        return await self._transact(line, mail, kept=False)

    async def _transact(self, line: SMTP, mail: "_Mail", *, kept: bool) -> Handed:
        progress = _Progress()
        reusable = False
        try:
            handed = await _transaction(line, progress, mail)
            if kept and progress.stage is Stage.MAIL and (handed is None or progress.code == GOING_AWAY):
                raise _StaleError
            reusable = progress.code >= 200 and progress.code != GOING_AWAY and await _is_reusable(line, progress.stage)
            return handed or lost(progress.stage, progress.trouble)
        finally:  # also when cancelled: a line in the middle of a transaction is of no use to the next mail
            if reusable:
                self._idle.append(line)
            else:
                line.close()


async def _open(line: SMTP) -> None:
    """Connect and greet, so that a refused greeting is not taken for a refused mail."""
    try:
        await line.connect()
        if line.is_ehlo_or_helo_needed:
            await line.ehlo()
    except BaseException:
        line.close()
        raise


class _StaleError(Exception):
    """A kept connection was closed by the relay before anything was said on it."""


@dataclass(frozen=True)
class _Mail:
    """What is handed over, and who is asked before it leaves."""

    sender: str
    recipient: str
    message: bytes
    may_leave: MayLeave


class _Progress:
    """How far a transaction came."""

    def __init__(self) -> None:
        self.stage = Stage.MAIL
        self.code = 0
        self.trouble = ""


async def _transaction(line: SMTP, progress: _Progress, mail: _Mail) -> Handed | None:
    """Go through one transaction; None if the line broke or fell silent."""
    try:
        await line.mail(mail.sender, timeout=ENVELOPE_SECONDS)
        progress.stage = Stage.RCPT
        progress.code, _ = await line.rcpt(mail.recipient, timeout=ENVELOPE_SECONDS)
        if not await mail.may_leave():
            return HELD_BACK
        progress.stage = Stage.DATA
        code, words = await line.execute_command(b"DATA", timeout=DATA_SECONDS)
        if code == START_INPUT:
            progress.stage = Stage.DOT
            code, words = await _message(line, mail.message)
    except SMTPResponseException as error:
        code, words = error.code, error.message
    except (SMTPException, OSError) as error:
        progress.code, progress.trouble = 0, str(error)
        return None
    progress.code = code
    return understood(progress.stage, code, words)


async def _message(line: SMTP, message: bytes) -> tuple[int, str]:
    """Send the message and the final dot (RFC 5321 §4.5.2).

    Not SMTP.data(): that one does not tell whether a line broke before the message was out or after.
    """
    if line.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    line.protocol.write(LEADING_DOT.sub(b"..", message) + (b"" if message.endswith(b"\r\n") else b"\r\n") + b".\r\n")
    return await line.protocol.read_response(timeout=DOT_SECONDS)


async def _is_reusable(line: SMTP, stage: Stage) -> bool:
    """Clear a half-way transaction; False if the line does not bear another."""
    if not line.is_connected:
        return False
    if stage is Stage.DOT:
        return True
    try:
        await line.rset(timeout=CONNECT_SECONDS)
    except (SMTPException, OSError):
        return False
    return True


def _options(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    starttls = parse_qs(parts.query).get("starttls", [""])[-1]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or starttls not in STARTTLS:
        raise ValueError(
            "SMTP_URL must read smtp://[user:password@]host:port[?starttls=auto|required|never] or smtps://…"
        )
    implicit = parts.scheme == "smtps"
    wanted = STARTTLS[starttls or ("required" if parts.username else "auto")]
    return {
        "hostname": parts.hostname,
        "port": parts.port or (465 if implicit else 25),
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "use_tls": implicit,
        "start_tls": False if implicit else wanted,
        "timeout": CONNECT_SECONDS,
    }


STARTTLS = {"": None, "auto": None, "required": True, "never": False}


async def _goodbye(line: SMTP) -> None:
    with suppress(SMTPException, OSError):
        await line.quit(timeout=GOODBYE_SECONDS)
    line.close()
