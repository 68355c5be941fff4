"""What a relay's reply means for one mail: accepted, try later, rejected, or unknown.

Based on RFC 5321 §4.2 (first digit) and §4.3.2 (replies by command), and on RFC 3463 (enhanced codes).
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from schemas.names import MailState


class Stage(IntEnum):
    """How far an SMTP transaction has got."""

    CONNECT = 0
    MAIL = 1
    RCPT = 2
    DATA = 3
    DOT = 4  # the message and its final dot may have been sent


@dataclass(frozen=True)
class Handed:
    """The result for one mail: its state, and the relay's reply without addresses.

    `bad_address`: the relay says that the recipient's mailbox does not exist. `refuses_us`: as far as the reply says,
    the relay refuses neither the recipient nor the letter but us, so the letter waits until somebody fixes that.
    `unexplained`: the relay rejected the letter after it was sent, and does not say because of whom or what.
    """

    state: MailState
    reply: str
    bad_address: bool = False
    refuses_us: bool = False
    unexplained: bool = False


HELD_BACK = Handed(MailState.DEFERRED, "held back: its hours were over, another worker had it, or Postgres was down")
UNLIKE_THE_URL = "not the connection that SMTP_URL asks for"  # also in the expression of outbox.refused
LOGIN_WANTED = (530, 534, 535, 538)  # RFC 4954
NO_SUCH_MAILBOX = (550, 551, 553)
DEAD = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
# What Exchange Online says of a mailbox that does not exist, where it rejects them at the edge.
DEAD_AT_EXCHANGE = re.compile(r"5\.4\.1 Recipient address rejected", re.I)
TOO_LARGE = ("5.2.3", "5.3.4")
# About us even after the message was sent: its sender, our login, quotas (5.1.90, 5.4.5, 5.4.6), SPF, DKIM and DMARC
# results (RFC 7372), and what Exchange Online says of a machine, domain or tenant that may not send (5.7.5xx to 7xx).
OURS = re.compile(r"5\.1\.(7|8|90)|5\.4\.[56]|5\.7\.(8|9|2[0-7]|57|60|[5-7]\d\d)")
ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\S)")
OUR_SENDER = re.compile(r"sender (address|domain|verify|verification|rejected|denied)", re.I)
SAYS_OURS = re.compile(
    r"sender (address|domain|verify|verification|rejected|denied)|send ?as|sender is unauthenticated"
    r"|relay(ing)? (access )?(is )?(not|denied|prohibited|disallowed)|unable to relay|authentication required"
    r"|not verified|sender identity|not allowed to send|unauthenticated|sandbox|client host|block(ed using| ?list)"
    r"|black ?list|originating from your|unusual sending|sending (has been |is )?(paused|suspended|disabled)"
    r"|\baccount\b.{0,40}\b(suspended|paused)|\byour account\b.{0,40}\b(disabled|blocked)",
    re.I,
)
SAYS_QUOTA = re.compile(
    r"(quota|limit)s? ?((has|have) been )?(exceeded|reached)|rate limit"
    r"|(exceeded|reached) (the|your|its) .{0,30}(quota|limit|max|per (hour|day))",
    re.I,
)
THEIR_QUOTA = re.compile(r"mailbox|recipient's|\bsize\b|storage|too (large|big)", re.I)
# If a reply before the message contains one of these, its "unknown" or "rejected" may be about us.
MAYBE_OURS = re.compile(
    r"sender|relay(?! recipient)|policy|client|\b[he][eh]lo\b|authenti|unavailable|\bspf\b|block|black|spam|denied"
    r"|access",
    re.I,
)
MAILBOX = r"(user|mailbox|account|recipient|addressee|address|inbox|alias)"
GONE = r"(unknown|disabled|inactive|deactivated|does ?n[o']t exist|does not exist|not found|not known|no longer)"
SAYS_DEAD = re.compile(
    rf"\b{MAILBOX}\b.{{0,60}}\b{GONE}|\b(unknown|no such|non-?existent|disabled) (local )?{MAILBOX}"
    r"|no mailbox here by that name|unrouteable address",
    re.I | re.S,
)
ADDRESS = re.compile(r"[^\s<>@]+@[^\s<>@]+")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\s]+")
LONGEST = 400


def understood(stage: Stage, code: int, message: str) -> Handed:
    """Return what a reply at a stage means for the mail."""
    reply = worded(f"{code} {message}")
    match code // 100:
        case 2 if stage is Stage.DOT:
            return Handed(MailState.ACCEPTED, reply)
        case 4:
            return Handed(MailState.DEFERRED, reply)
        case 5 if _is_about_us(stage, code, message):
            return Handed(MailState.DEFERRED, reply, refuses_us=True)
        case 5:
            dead = _is_dead(stage, code, message)
            unexplained = stage is Stage.DOT and not dead and not _is_about_space(code, message)
            return Handed(MailState.REJECTED, reply, dead, unexplained=unexplained)
        case _:  # not a valid SMTP reply: treated as if none had arrived
            return lost(stage, reply)


def lost(stage: Stage, what: str) -> Handed:
    """Return what a lost connection or a missing reply means: the relay can have the mail only after the dot."""
    state = MailState.UNKNOWN if stage is Stage.DOT else MailState.DEFERRED
    return Handed(state, worded(what))


def unlike_the_url(what: str) -> Handed:
    """Return what it means that the relay has no such TLS or login as SMTP_URL asks for: it is for us to correct."""
    return Handed(MailState.DEFERRED, worded(f"{UNLIKE_THE_URL}: {what}"), refuses_us=True)


def worded(reply: str) -> str:
    """Return a reply on one line, without addresses, safe for logs and for Postgres."""
    return ADDRESS.sub("(address)", UNPRINTABLE.sub(" ", reply)).strip()[:LONGEST]


def _is_about_us(stage: Stage, code: int, message: str) -> bool:
    """Whether a refusal may be about us: before the message, all but those clearly about the recipient or the size."""
    enhanced = _enhanced(message)
    if code in LOGIN_WANTED or stage is Stage.CONNECT:
        return True
    if stage is Stage.DOT:
        return bool(OURS.fullmatch(enhanced) or SAYS_OURS.search(message)) or _is_our_quota(code, message)
    if code == 552 or enhanced in TOO_LARGE:
        return False
    return stage is Stage.MAIL or not (_is_dead(stage, code, message) or enhanced.startswith("5.2."))


def _is_our_quota(code: int, message: str) -> bool:
    return bool(SAYS_QUOTA.search(message)) and not _is_about_space(code, message)


def _is_about_space(code: int, message: str) -> bool:
    """Whether the letter is too large, or the reader's mailbox too full."""
    return code == 552 or _enhanced(message) in (*TOO_LARGE, "5.2.2") or bool(THEIR_QUOTA.search(message))


def _is_dead(stage: Stage, code: int, message: str) -> bool:
    """Whether the relay clearly says that the recipient's mailbox does not exist or no longer accepts mail."""
    enhanced = _enhanced(message)
    if stage is Stage.MAIL or OUR_SENDER.search(message):
        return False
    if enhanced or stage is Stage.DOT:
        return enhanced in DEAD or bool(DEAD_AT_EXCHANGE.match(message))
    return code in NO_SUCH_MAILBOX and bool(SAYS_DEAD.search(message)) and not MAYBE_OURS.search(message)


def _enhanced(message: str) -> str:
    found = ENHANCED.match(message)
    return found[1] if found else ""
