"""Send prebuilt messages to the relay over a few reused connections, one recipient at a time."""

import asyncio
import socket
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from activities.smtp_addresses import connected
from activities.smtp_line import Line, LineError, taken_over
from activities.smtp_replies import Handed, Stage, lost, understood, unlike_the_url
from activities.smtp_transaction import (
    CONNECT_SECONDS,
    GOING_AWAY,
    Mail,
    MayLeave,
    Progress,
    always,
    is_reusable,
    transaction,
)
from letters.address import ascii_address, sender_of
from schemas.names import MailState

PLACE_SECONDS = 90.0  # longest wait for a free connection; shorter than the lease of a claim, see activities/outbox.py
# For greeting, TLS and login together, once there is a connection; RFC 5321 §4.5.3.2.1 gives the greeting that much.
OPENING_SECONDS = 300.0
GOODBYE_SECONDS = 2.0
# Firewalls and NAT forget idle connections, some after four minutes, without telling either side; a new connection
# costs milliseconds, a forgotten one ENVELOPE_SECONDS.
IDLE_SECONDS = 60.0


class Relay:
    """A pool of reused SMTP connections; `send` may be called from many tasks of one event loop.

    `url` is smtp://[user:password@]host[:port][?starttls=auto|required|never] or smtps://…; with a login,
    STARTTLS is required unless the URL says otherwise. Only `auto` takes any certificate (RFC 7435): whoever could
    forge one could as well remove the offer of STARTTLS. A mail that gets no connection within `patience` seconds is
    deferred. Raises ValueError for any other URL.
    """

    def __init__(self, url: str, connections: int = 4, patience: float = PLACE_SECONDS) -> None:
        self._host, self._port, self._options = _options(url)
        self.connections = connections
        self._patience = patience
        self._places = asyncio.Semaphore(connections)
        self._idle: list[tuple[float, Line]] = []  # since when; the latest is last

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Send QUIT on the idle connections and close them; a later `send` opens new ones."""
        lines, self._idle = self._idle, []
        await asyncio.gather(*(_goodbye(line) for _, line in lines))

    async def send(self, sender: str, recipient: str, message: bytes, may_leave: MayLeave = always) -> Handed:
        """Send one message and return what the relay's reply means; no error of relay or connection is raised.

        `sender` may contain a display name. `message` is sent as it is; its lines end with CRLF. `may_leave` is called
        once the relay has accepted the recipient, before any of the message is sent; if it returns False, the message
        is held back.
        Raises ValueError for a sender that is not an address.
        """
        envelope_from = sender_of(sender)[1]
        try:
            envelope_to = ascii_address(recipient)
        except ValueError as error:
            return Handed(MailState.REJECTED, str(error), bad_address=True)
        asked = _now()
        async with self._places:
            if _now() - asked > self._patience:
                return lost(Stage.CONNECT, "the relay was busy with other mail for too long")
            return await self._hand_over(Mail(envelope_from, envelope_to, message, may_leave))

    async def _hand_over(self, mail: Mail) -> Handed:
        """Try an idle connection first; it is not a failure if it has ended meanwhile, as the others probably have."""
        while kept := self._kept():
            try:
                return await self._transact(kept, mail, kept=True)
            except _StaleError:
                self._drop_idle(0.0)
        place = f"{self._host} on port {self._port}"
        try:
            opened = await connected(self._host, self._port, CONNECT_SECONDS)
            place += f" ({opened.getpeername()[0]})"
            async with asyncio.timeout(OPENING_SECONDS):
                line = await _open(opened, self._host, self._options)
        except SMTPResponseException as error:
            return understood(Stage.CONNECT, error.code, error.message)
        except (SMTPException, OSError) as error:
            says = str(error).replace(f" to {self._host} on port None", "")
            what = f"{place}: {says or 'it did not finish its greeting in time'}"
            return unlike_the_url(what) if _is_unlike_the_url(error) else lost(Stage.CONNECT, what)
        return await self._transact(line, mail, kept=False)

    def _kept(self) -> Line | None:
        """Return the connection that was used last; None if none is open and recent enough."""
        self._drop_idle(IDLE_SECONDS)
        while self._idle:
            line = self._idle.pop()[1]
            if line.is_open:
                return line
            line.close()
        return None

    def _drop_idle(self, seconds: float) -> None:
        """Close the connections that have been idle for so long, without waiting for the relay."""
        before = _now() - seconds
        dropped = [line for since, line in self._idle if since <= before]
        self._idle = [(since, line) for since, line in self._idle if since > before]
        for line in dropped:
            with suppress(LineError):
                line.say(b"QUIT")
            line.close()

    async def _transact(self, line: Line, mail: Mail, *, kept: bool) -> Handed:
        progress = Progress()
        reusable = False
        try:
            handed = await transaction(line, progress, mail)
            if kept and progress.stage is Stage.MAIL and (handed is None or progress.code == GOING_AWAY):
                raise _StaleError
            reusable = await is_reusable(line, progress)
            return handed or lost(progress.stage, progress.trouble)
        finally:  # also when cancelled: the next mail cannot use a connection in the middle of a transaction
            if reusable:
                self._idle.append((_now(), line))
            else:
                line.close()


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _open(line: socket.socket, host: str, options: dict[str, Any]) -> Line:
    """Exchange greetings, so that a refused greeting is not mistaken for a refused mail."""
    opened = SMTP(sock=line, hostname=host, **options)
    try:
        await opened.connect()
        if opened.is_ehlo_or_helo_needed:
            await opened.ehlo()
        return taken_over(opened)
    except BaseException:
        opened.close()
        line.close()
        raise


def _is_unlike_the_url(error: Exception) -> bool:
    """Whether TLS fails, or the relay lacks the TLS or login that SMTP_URL asks for; what breaks off is an outage."""
    cause = error.__cause__ or error
    if isinstance(cause, ssl.SSLError):
        return not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError)
    return not isinstance(error, OSError)


class _StaleError(Exception):
    """The relay closed an idle connection before anything was sent on it."""


def _options(url: str) -> tuple[str, int, dict[str, Any]]:
    """Return host and port, and how to talk to them."""
    parts = urlsplit(url)
    starttls = parse_qs(parts.query).get("starttls", [""])[-1]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or starttls not in STARTTLS:
        raise ValueError(
            "SMTP_URL must read smtp://[user:password@]host:port[?starttls=auto|required|never] or smtps://…"
        )
    implicit = parts.scheme == "smtps"
    wanted = STARTTLS[starttls or ("required" if parts.username else "auto")]
    options = {
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
        "use_tls": implicit,
        "start_tls": False if implicit else wanted,
        "validate_certs": implicit or wanted is True,
        "timeout": OPENING_SECONDS,
    }
    return parts.hostname, parts.port or (465 if implicit else 25), options


STARTTLS = {"": None, "auto": None, "required": True, "never": False}


async def _goodbye(line: Line) -> None:
    with suppress(LineError):
        line.say(b"QUIT")
        await line.reply(GOODBYE_SECONDS)
    line.close()
