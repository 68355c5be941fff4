"""One mail on an open line, from MAIL to the answer to its final dot."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from activities.smtp_line import Line, LineError
from activities.smtp_replies import HELD_BACK, Handed, Stage, understood

CONNECT_SECONDS = 20.0
# RFC 5321 §4.5.3.2; hanging up early after the dot doubles mail.
ENVELOPE_SECONDS = 300.0
DATA_SECONDS = 120.0
DOT_SECONDS = 600.0
TAKEN = range(200, 300)
START_INPUT = 354
GOING_AWAY = 421

MayLeave: TypeAlias = Callable[[], Awaitable[bool]]


async def always() -> bool:
    """Let a message leave without asking anybody."""
    return True


@dataclass(frozen=True)
class Mail:
    """What is handed over, and who is asked before it leaves."""

    sender: str
    recipient: str
    message: bytes
    may_leave: MayLeave

    @property
    def envelope(self) -> tuple[bytes, bytes, bytes]:
        """What is said before the message."""
        return f"MAIL FROM:<{self.sender}>".encode(), f"RCPT TO:<{self.recipient}>".encode(), b"DATA"

    @property
    def content(self) -> bytes:
        """The message with its final dot (RFC 5321 §4.5.2), to be ended by CRLF."""
        stuffed = self.message.replace(b"\n.", b"\n..")
        first = b"." if stuffed.startswith(b".") else b""
        return first + stuffed + (b"." if stuffed.endswith(b"\r\n") else b"\r\n.")


class Progress:
    """How far a transaction came."""

    def __init__(self) -> None:
        self.stage = Stage.MAIL
        self.code = 0
        self.trouble = ""


async def transaction(line: Line, progress: Progress, mail: Mail) -> Handed | None:
    """Go through one transaction; None if the line broke or fell silent."""
    try:
        return await _told(line, progress, mail)
    except LineError as error:
        progress.code, progress.trouble = 0, str(error)
        return None


async def _told(line: Line, progress: Progress, mail: Mail) -> Handed:
    """Say all up to DATA in one breath where the relay allows that; whether it may leave is asked before the message.

    DATA by itself gives the relay nothing: a line that ends before the final dot leaves no mail (RFC 5321 §4.1.1.4).
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
    """Clear a half-way transaction; False if the line does not bear another."""
    if not line.is_open or progress.code < 200 or progress.code == GOING_AWAY:
        return False
    if progress.stage is Stage.DOT:
        return True
    if progress.stage is Stage.DATA and progress.code == START_INPUT:
        return False  # only a message or the line's end leads out of this
    try:
        while line.owed:
            if (await line.reply(CONNECT_SECONDS))[0] == START_INPUT:
                return False
        line.say(b"RSET")
        return (await line.reply(CONNECT_SECONDS))[0] in TAKEN
    except LineError:
        return False
