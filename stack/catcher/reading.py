"""Decode a mail's bytes; malformed mails are shown as well as possible, never rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stack.catcher.mailbox import Envelope


@dataclass(frozen=True)
class Address:
    """A name, possibly empty, and an address."""

    name: str
    address: str

    @property
    def shown(self) -> str:
        """The name, or the address if there is no name."""
        return self.name or self.address


@dataclass(frozen=True)
class Attachment:
    """A part that is neither the text nor the HTML."""

    file_name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Reading:
    """One decoded mail. `date` is the Date header, or the time of arrival if there is none."""

    subject: str
    sender: Address | None
    to: tuple[Address, ...]
    date: datetime
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]


def _addresses(message: EmailMessage, name: str) -> tuple[Address, ...]:
    values = [str(value) for value in message.get_all(name, [])]
    return tuple(Address(shown, address) for shown, address in getaddresses(values) if address)


def _date(message: EmailMessage, received: str) -> datetime:
    try:
        date = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return datetime.fromisoformat(received)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _words(part: MIMEPart | None) -> str:
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # an unknown charset
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")


def _attachments(message: EmailMessage, bodies: tuple[MIMEPart | None, ...]) -> tuple[Attachment, ...]:
    parts = [part for part in message.walk() if not part.is_multipart() and not any(part is body for body in bodies)]
    return tuple(
        Attachment(part.get_filename() or "", part.get_content_type(), bytes(part.get_payload(decode=True) or b""))
        for part in parts
    )


def read(raw: bytes, envelope: Envelope) -> Reading:
    """Decode a mail."""
    message = message_from_bytes(raw, policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Reading(
        subject=str(message.get("Subject", "")),
        sender=next(iter(_addresses(message, "From")), None),
        to=_addresses(message, "To"),
        date=_date(message, envelope.received),
        text=_words(text),
        html=_words(html),
        attachments=_attachments(message, (text, html)),
        headers=tuple((name, str(value)) for name, value in message.items()),
    )
