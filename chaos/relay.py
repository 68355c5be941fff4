"""A mail relay that keeps every byte and misbehaves on command: `python -m chaos.relay PORT FOLDER`.

FOLDER/mode.json says what to do, and is read again at each event:

    normal                      accept everything
    421                         421 at the greeting, and on connections that are already open
    451                         451 after the final dot
    550, rcpt (optional)        550 for one recipient, or for all
    drop                        keep the letter, close the connection before 250
    delay, seconds              keep the letter, wait, then 250

With any of them: `left` (only the next so many letters), `only` (a part of the recipient's address),
and `kill` with `at`: SIGKILL these processes at "rcpt", at the "dot", or just after the "ok".
FOLDER/log.jsonl gets a line for each event, FOLDER/raw/N.eml the bytes of each letter that arrived completely.
"""

import asyncio
import hashlib
import itertools
import json
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.ports import HOST

MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([^>]+)>")
Mode = dict[str, Any]


class Handler:
    """Keeps what arrives, and replies as the mode says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "raw").mkdir(parents=True, exist_ok=True)
        self.log = (folder / "log.jsonl").open("a")
        self.numbers = itertools.count(len(list((folder / "raw").iterdir())))
        self.left: dict[str, int] = {}  # by the whole mode, because each has its own count

    def mode(self) -> Mode:
        """Return the current mode."""
        try:
            mode: Mode = json.loads((self.folder / "mode.json").read_text())
        except (FileNotFoundError, ValueError):
            return {"mode": "normal"}
        return mode

    def note(self, event: str, **facts: object) -> None:
        """Log an event."""
        self.log.write(json.dumps({"t": time.time(), "event": event, **facts}) + "\n")
        self.log.flush()

    async def handle_MAIL(self, server: SMTP, _s: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Accept a sender or not: an open connection must not bypass a relay that is away."""
        if self.mode()["mode"] == "421":
            self.note("421")
            return "421 4.3.2 not now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        """Accept a recipient or not."""
        mode = self.mode()
        if mode["mode"] == "550" and mode.get("rcpt", address) == address:
            self.note("550", rcpt=address)
            return "550 5.1.1 no such mailbox"
        if mode.get("only", "") in address:
            self._kill(mode, "rcpt")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _s: Session, envelope: Envelope) -> str:
        """Accept a letter or not."""
        facts, mode = _facts(envelope), self.mode()
        if not self._applies(mode, facts["rcpt"]):
            mode = {"mode": "normal"}
        if mode["mode"] == "451":
            self.note("451", **facts)
            return "451 4.3.0 try again later"
        number = next(self.numbers)
        (self.folder / "raw" / f"{number}.eml").write_bytes(_bytes(envelope))
        self.note("received", n=number, **facts)
        self._kill(mode, "dot")
        if mode["mode"] == "drop":
            _hang_up(server)
            return "250 never heard"
        await asyncio.sleep(mode["seconds"] if mode["mode"] == "delay" else 0)
        self.note("ok", n=number, **facts)
        asyncio.get_running_loop().call_later(0.05, self._kill, mode, "ok")
        return "250 2.0.0 taken"

    def _applies(self, mode: Mode, address: str) -> bool:
        if mode.get("only", "") not in address:
            return False
        if "left" in mode:
            key = json.dumps(mode, sort_keys=True)
            self.left[key] = self.left.get(key, int(mode["left"])) - 1
            return bool(self.left[key] >= 0)
        return True

    def _kill(self, mode: Mode, at: str) -> None:
        if mode.get("at") != at:
            return
        for pid in mode["kill"]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            self.note("killed", pid=pid, at=at)
        (self.folder / "mode.json").write_text(json.dumps({"mode": "normal"}))


class Moody(SMTP):
    """Refuses at the greeting if the mode says so."""

    async def _handle_client(self) -> None:
        if self.event_handler.mode()["mode"] != "421":
            await super()._handle_client()
            return
        self.event_handler.note("421")
        await self.push("421 4.3.2 not now")
        if self.transport:
            self.transport.close()


def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def _bytes(envelope: Envelope) -> bytes:
    raw = envelope.original_content
    return raw if isinstance(raw, bytes) else b""


def _facts(envelope: Envelope) -> dict[str, str]:
    raw = _bytes(envelope)
    found = MESSAGE_ID.search(raw)
    sha = hashlib.sha256(raw).hexdigest()
    return {"rcpt": envelope.rcpt_tos[0], "mid": found[1].decode() if found else "", "sha": sha}


async def serve(port: int, folder: Path) -> None:
    """Serve until the process is ended."""
    handler = Handler(folder)
    make = lambda: Moody(handler, hostname="relay.example", timeout=900)  # noqa: E731
    server = await asyncio.get_running_loop().create_server(make, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
