"""What a relay's reply means for one mail: taken, later, never, or not known.

After RFC 5321 §4.2 (first digit), RFC 3463 (enhanced codes) and §4.3.2 of the former (what is said where).
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from schemas.names import MailState


class Stage(IntEnum):
    """How far a transaction has come."""

    CONNECT = 0
    MAIL = 1
    RCPT = 2
    DATA = 3
    DOT = 4  # the message, and with it the final dot, may be out


@dataclass(frozen=True)
class Handed:
    """What became of one mail: its state, the relay's words without addresses, and whether the address is dead."""

    state: MailState
    reply: str
    bad_address: bool = False


HELD_BACK = Handed(MailState.DEFERRED, "held back: its hour had passed, or Postgres was away")
LOGIN_WANTED = (530, 534, 535, 538)  # RFC 4954: our settings are wrong, and no mail is to blame
NO_SUCH_MAILBOX = (550, 551, 553)
# X.1.7 and X.1.8 are about our own address; X.2.1 is a mailbox that takes nothing any more.
DEAD = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1")
ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")
ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")
LONGEST = 400


def understood(stage: Stage, code: int, message: str) -> Handed:
    """Return what a reply at a stage means for the mail."""
    reply = worded(f"{code} {message}")
    match code // 100:
        case 2 if stage is Stage.DOT:
            return Handed(MailState.ACCEPTED, reply)
        case 5 if stage is not Stage.CONNECT and code not in LOGIN_WANTED:
            return Handed(MailState.REJECTED, reply, bad_address=_is_dead(stage, code, message))
        case 4 | 5:
            return Handed(MailState.DEFERRED, reply)
        case _:  # not a reply that SMTP knows: as if none had come
            return lost(stage, reply)


def lost(stage: Stage, what: str) -> Handed:
    """Return what a broken line or a missing reply means: only after the dot can the relay have the mail."""
    state = MailState.UNKNOWN if stage is Stage.DOT else MailState.DEFERRED
    return Handed(state, worded(what))


def worded(reply: str) -> str:
    """Return a reply on one line, without addresses, fit for logs and for Postgres."""
    return ADDRESS.sub("(address)", UNPRINTABLE.sub(" ", reply)).strip()[:LONGEST]


def _is_dead(stage: Stage, code: int, message: str) -> bool:
    if stage is Stage.MAIL:
        return False
    enhanced = ENHANCED.match(message)
    if enhanced:
        return enhanced[1] in DEAD
    return stage is Stage.RCPT and code in NO_SUCH_MAILBOX
