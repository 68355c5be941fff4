"""Every mail that arrived: its exact bytes in an .eml file, and its envelope in a .json file beside it."""

import asyncio
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesHeaderParser
from functools import cached_property
from pathlib import Path

from uuid_utils.compat import uuid7

from stack.catcher.reading import Reading, read

HEADERS = BytesHeaderParser(policy=policy.compat32)  # ten times as fast as parsing a whole mail


@dataclass(frozen=True)
class Envelope:
    """The SMTP envelope, and the Message-ID from the mail's headers (without angle brackets)."""

    received: str  # ISO 8601, UTC
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    size: int


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived; ids sort by arrival."""

    id: str
    file: Path
    envelope: Envelope

    @property
    def raw(self) -> bytes:
        """The bytes between DATA and the final dot, without dot-stuffing."""
        return self.file.read_bytes()

    @property
    def seen(self) -> bool:
        """Whether it was opened."""
        return self.file.with_suffix(".seen").exists()

    @cached_property
    def reading(self) -> Reading:
        """The decoded mail."""
        return read(self.raw, self.envelope)

    def open(self) -> Reading:
        """Return the decoded mail, and mark it as opened."""
        self.file.with_suffix(".seen").touch()
        return self.reading


def _load(file: Path) -> Mail:
    told = json.loads(file.with_suffix(".json").read_text("utf-8"))
    return Mail(file.stem, file, Envelope(**told | {"recipients": tuple(told["recipients"])}))


class Mailbox:
    """All mails in a folder, oldest first; a second process finds what a first one saved."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._news = asyncio.Event()
        self.mails = [_load(file) for file in sorted(folder.glob("*.eml"))]

    def keep(self, sender: str, recipients: list[str], raw: bytes) -> Mail:
        """Write one accepted mail to disk: the envelope first, so that every .eml has one."""
        message_id = (HEADERS.parsebytes(raw).get("Message-ID") or "").strip().strip("<>")
        received = datetime.now(UTC).isoformat()
        envelope = Envelope(received, sender, tuple(recipients), message_id, len(raw))
        name = uuid7().hex
        mail = Mail(name, self.folder / f"{name}.eml", envelope)
        mail.file.with_suffix(".json").write_text(json.dumps(asdict(envelope)), "utf-8")
        partial = mail.file.with_suffix(".part")
        partial.write_bytes(raw)
        os.replace(partial, mail.file)
        self.mails.append(mail)
        self._tell()
        return mail

    def clear(self) -> None:
        """Delete every mail, also on disk."""
        self.mails.clear()
        for suffix in ("eml", "json", "seen"):  # an .eml always has its .json, even if this is interrupted
            for file in self.folder.glob(f"*.{suffix}"):
                file.unlink(missing_ok=True)
        self._tell()

    def get(self, name: str) -> Mail | None:
        """Return one mail by its id; `latest` is the newest."""
        if name == "latest":
            return self.mails[-1] if self.mails else None
        return next((mail for mail in self.mails if mail.id == name), None)

    def arrivals(self) -> Counter[str]:
        """Count how often each Message-ID arrived: more than once means a mail was sent twice."""
        return Counter(mail.envelope.message_id for mail in self.mails if mail.envelope.message_id)

    def to(self, address: str) -> list[Mail]:
        """Return the mails whose envelope named this address, oldest first."""
        return [mail for mail in self.mails if address in mail.envelope.recipients]

    async def expect(self, address: str, count: int = 1, seconds: float = 20) -> list[Mail]:
        """Wait until `count` mails to `address` have arrived, and return them; raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while len(found := self.to(address)) < count:
                await self._news.wait()
        return found

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
