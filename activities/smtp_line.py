"""An open connection to a relay; replies are read in order, however many commands were sent at once.

Own code: aiosmtplib opens the connection, with TLS and login, but sends one command at a time and loses a reply that
arrives before it is awaited. RFC 2920 (pipelining) lets a client send MAIL, RCPT and DATA together.
"""

import asyncio
from collections import deque
from typing import TypeAlias

from aiosmtplib import SMTP

Reply: TypeAlias = tuple[int, str]  # code and text; the code is 0 if this is not an SMTP reply

LONGEST = 65_536  # bytes of one reply


class LineError(OSError):
    """The connection was lost, or the relay did not reply in time."""


class Line(asyncio.Protocol):
    """One connection after its greeting, used for one mail at a time."""

    def __init__(self, transport: asyncio.Transport, pipelining: bool) -> None:
        self.pipelining = pipelining
        self.owed = 0  # replies to commands already sent that have not been read yet
        self._transport = transport
        self._heard = bytearray()
        self._lines: list[bytes] = []  # of a reply that is not complete yet
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._broken = ""
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether commands can be sent."""
        return not self._broken and not self._transport.is_closing()

    def say(self, *commands: bytes) -> None:
        """Send commands in one write; raises LineError if the connection is closed."""
        if not self.is_open:
            raise LineError(self._broken or "Connection lost")
        self.owed += len(commands)
        self._transport.write(b"\r\n".join((*commands, b"")))

    async def reply(self, seconds: float) -> Reply:
        """Return the reply to the first command that has none yet; raises LineError if none arrives in time."""
        if not self._replies and not self._broken:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            timer = loop.call_later(seconds, self._break, "Timed out waiting for server response")
            try:
                await self._waiter
            finally:
                timer.cancel()
                self._waiter = None
        if not self._replies:
            raise LineError(self._broken)
        self.owed -= 1
        return self._replies.popleft()

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Collect complete replies; close the connection if the relay sends more replies than commands."""
        self._heard += data
        while (end := self._heard.find(b"\n")) >= 0:
            self._lines.append(bytes(self._heard[:end]))
            del self._heard[: end + 1]
            if self._lines[-1][3:4] != b"-":
                self._replies.append(_reply(self._lines))
                self._lines = []
        if len(self._replies) > self.owed or len(self._heard) + sum(map(len, self._lines)) > LONGEST:
            self._break("The relay sent an unexpected reply")
        elif self._replies:
            self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Wake the waiting caller."""
        self._break("Connection lost")

    def _break(self, why: str) -> None:
        self._broken = self._broken or why
        self._transport.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


def taken_over(opened: SMTP) -> Line:
    """Return the connection that aiosmtplib has opened as a Line; from here on, use only the Line."""
    transport = opened.transport
    if not isinstance(transport, asyncio.Transport):
        raise LineError("Connection lost")
    return Line(transport, opened.supports_extension("pipelining"))


def _reply(lines: list[bytes]) -> Reply:
    words = b"\n".join(line[4:].strip() for line in lines).decode("utf-8", "surrogateescape")
    code = lines[-1][:3]
    if code.isdigit() and len(code) == 3:
        return int(code), words
    return 0, b"\n".join(lines).decode("utf-8", "surrogateescape").strip()
