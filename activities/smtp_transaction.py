"""One mail on an open connection, from MAIL to the reply to its final dot."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from activities.smtp_line import Line, LineError
from activities.smtp_replies import HELD_BACK, Handed, Stage, understood

CONNECT_SECONDS = 20.0
# RFC 5321 §4.5.3.2; closing too early after the dot causes duplicate mail.
ENVELOPE_SECONDS = 300.0
DATA_SECONDS = 120.0
DOT_SECONDS = 600.0
TAKEN = range(200, 300)
START_INPUT = 354
GOING_AWAY = 421

MayLeave: TypeAlias = Callable[[], Awaitable[bool]]


async def always() -> bool:
    """Allow every message to be sent."""
    return True


@dataclass(frozen=True)
class Mail:
    """A message with its envelope, and the check to call before it is sent."""

    sender: str
    recipient: str
    message: bytes
    may_leave: MayLeave

    @property
    def envelope(self) -> tuple[bytes, bytes, bytes]:
        """The commands sent before the message."""
        return f"MAIL FROM:<{self.sender}>".encode(), f"RCPT TO:<{self.recipient}>".encode(), b"DATA"

    @property
    def content(self) -> bytes:
        """The message with its final dot (RFC 5321 §4.5.2); the last CRLF is added when it is sent."""
        stuffed = self.message.replace(b"\n.", b"\n..")
        first = b"." if stuffed.startswith(b".") else b""
        return first + stuffed + (b"." if stuffed.endswith(b"\r\n") else b"\r\n.")


class Progress:
    """How far a transaction has got."""

    def __init__(self) -> None:
        self.stage = Stage.MAIL
        self.code = 0
        self.trouble = ""


async def transaction(line: Line, progress: Progress, mail: Mail) -> Handed | None:
    """Run one transaction; None if the connection was lost or the relay did not reply in time."""
    try:
        return await _told(line, progress, mail)
    except LineError as error:
        progress.code, progress.trouble = 0, str(error)
        return None


async def _told(line: Line, progress: Progress, mail: Mail) -> Handed:
    """Send everything up to DATA at once if the relay allows that; call `may_leave` before the message is sent.

    DATA alone delivers nothing: if the connection ends before the final dot, there is no mail (RFC 5321 §4.1.1.4).
    """
    at_once = mail.envelope if line.pipelining else ()
    line.say(*at_once)
    for stage, command in zip((Stage.MAIL, Stage.RCPT), mail.envelope, strict=False):
        progress.stage = stage
        if not at_once:
            line.say(command)
        progress.code, words = await line.reply(ENVELOPE_SECONDS)
        if progress.code not in TAKEN:
            return understood(stage, progress.code, words)
    if not at_once:
        if not await mail.may_leave():
            return HELD_BACK
        line.say(mail.envelope[-1])
    progress.stage = Stage.DATA
    progress.code, words = await line.reply(DATA_SECONDS)
    if progress.code == START_INPUT:
        if at_once and not await mail.may_leave():
            return HELD_BACK
        progress.stage = Stage.DOT
        line.say(mail.content)
        progress.code, words = await line.reply(DOT_SECONDS)
    return understood(progress.stage, progress.code, words)


async def is_reusable(line: Line, progress: Progress) -> bool:
    """Reset an unfinished transaction; False if the connection cannot be used for another."""
    if not line.is_open or progress.code < 200 or progress.code == GOING_AWAY:
        return False
    if progress.stage is Stage.DOT:
        return True
    if progress.stage is Stage.DATA and progress.code == START_INPUT:
        return False  # only a message or closing the connection ends this state
    try:
        while line.owed:
            if (await line.reply(CONNECT_SECONDS))[0] == START_INPUT:
                return False
        line.say(b"RSET")
        return (await line.reply(CONNECT_SECONDS))[0] in TAKEN
    except LineError:
        return False
