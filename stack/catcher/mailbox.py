"""Every mail that arrived: its exact bytes in one .eml file, what the envelope said in a .json beside it."""

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

HEADERS = BytesHeaderParser(policy=policy.compat32)  # ten times as fast as reading a mail whole


@dataclass(frozen=True)
class Envelope:
    """What was said before the bytes came, and the Message-ID found in them (without its angle brackets)."""

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
        """Whether somebody has opened it."""
        return self.file.with_suffix(".seen").exists()

    @cached_property
    def reading(self) -> Reading:
        """The mail, decoded for people."""
        return read(self.raw, self.envelope)

    def open(self) -> Reading:
        """Read the mail, and remember that it was read."""
        self.file.with_suffix(".seen").touch()
        return self.reading


def _load(file: Path) -> Mail:
    told = json.loads(file.with_suffix(".json").read_text("utf-8"))
    return Mail(file.stem, file, Envelope(**told | {"recipients": tuple(told["recipients"])}))


class Mailbox:
    """All mails in a folder, oldest first; a second process finds what a first one kept."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._news = asyncio.Event()
        self.mails = [_load(file) for file in sorted(folder.glob("*.eml"))]

    def keep(self, sender: str, recipients: list[str], raw: bytes) -> Mail:
        """Write one accepted mail to disk: the envelope first, so that an .eml is never without."""
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
        """Forget every mail, on disk too."""
        self.mails.clear()
        for suffix in ("eml", "json", "seen"):  # an .eml is never without its .json, whenever this is broken off
            for file in self.folder.glob(f"*.{suffix}"):
                file.unlink(missing_ok=True)
        self._tell()

    def get(self, name: str) -> Mail | None:
        """Return one mail by its id; `latest` is the newest."""
        if name == "latest":
            return self.mails[-1] if self.mails else None
        return next((mail for mail in self.mails if mail.id == name), None)

    def arrivals(self) -> Counter[str]:
        """Count how often each Message-ID arrived: more than once is a mail sent twice."""
        return Counter(mail.envelope.message_id for mail in self.mails if mail.envelope.message_id)

    def to(self, address: str) -> list[Mail]:
        """Return the mails whose envelope named this address, oldest first."""
        return [mail for mail in self.mails if address in mail.envelope.recipients]

    async def expect(self, address: str, count: int = 1, seconds: float = 20) -> list[Mail]:
        """Wait until `address` has been sent `count` mails, and return them; TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            while len(found := self.to(address)) < count:
                await self._news.wait()
        return found

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
