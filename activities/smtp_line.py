"""An open line to a relay, on which replies are read in order, however many commands were said at once.

Own code: aiosmtplib opens the line, with TLS and login, but says one command at a time and loses a reply that comes
before it is asked for. RFC 2920 lets a client say MAIL, RCPT and DATA in one breath.
"""

import asyncio
from collections import deque
from typing import TypeAlias

from aiosmtplib import SMTP

Reply: TypeAlias = tuple[int, str]  # code and words; code 0 for what is no reply of SMTP

LONGEST = 65_536  # bytes of one reply


class LineError(OSError):
    """The line broke, or the relay was silent for too long."""


class Line(asyncio.Protocol):
    """One connection after its greeting; for one mail at a time."""

    def __init__(self, transport: asyncio.Transport, pipelining: bool) -> None:
        self.pipelining = pipelining
        self.owed = 0  # replies to what was said, not read yet
        self._transport = transport
        self._heard = bytearray()
        self._lines: list[bytes] = []  # of a reply that goes on
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._broken = ""
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether something can be said."""
        return not self._broken and not self._transport.is_closing()

    def say(self, *commands: bytes) -> None:
        """Say commands in one breath; LineError if nobody listens."""
        if not self.is_open:
            raise LineError(self._broken or "Connection lost")
        self.owed += len(commands)
        self._transport.write(b"\r\n".join((*commands, b"")))

    async def reply(self, seconds: float) -> Reply:
        """Return the reply to the first command that has none yet; LineError if none comes in time."""
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
        """Hang up."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        """Take what came, as far as it is complete; a word that nobody asked for is a goodbye."""
        self._heard += data
        while (end := self._heard.find(b"\n")) >= 0:
            self._lines.append(bytes(self._heard[:end]))
            del self._heard[: end + 1]
            if self._lines[-1][3:4] != b"-":
                self._replies.append(_reply(self._lines))
                self._lines = []
        if len(self._replies) > self.owed or len(self._heard) + sum(map(len, self._lines)) > LONGEST:
            self._break("The relay said what nobody asked for")
        elif self._replies:
            self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits."""
        self._break("Connection lost")

    def _break(self, why: str) -> None:
        self._broken = self._broken or why
        self._transport.close()
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)


def taken_over(opened: SMTP) -> Line:
    """Return the line that aiosmtplib has opened; only the line is to be used from here on."""
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
