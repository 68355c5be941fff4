"""A relay that does what its script says, over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HANG_UP = ""  # in place of a reply: close the line
SILENCE = "…"  # in place of a reply: say nothing and keep the line

USUAL = {
    "GREETING": "220 relay.example",
    "EHLO": "250-relay.example\r\n250 ENHANCEDSTATUSCODES",
    "HELO": "250 relay.example",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go ahead",
    "DOT": "250 2.0.0 Ok: queued as 4711",
    "RSET": "250 2.0.0 Ok",
    "NOOP": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
    "AUTH": "235 2.7.0 Ok",
}


@dataclass
class ScriptedRelay:
    """What it was told to say (first come, first said; then the usual), and what it got."""

    script: dict[str, list[str]] = field(default_factory=dict)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    transactions: list[tuple[str, str, bytes]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    port: int = 0
    lines: list[asyncio.StreamWriter] = field(default_factory=list)
    gate: asyncio.Event | None = None  # holds back the reply to the dot
    dots: int = 0  # messages that came whole
    at_dot: asyncio.Event = field(default_factory=asyncio.Event)
    rcpt_gate: asyncio.Event | None = None  # holds back the reply to RCPT
    at_rcpt: asyncio.Event = field(default_factory=asyncio.Event)
    mails_per_connection: int = 10**6
    pipelining: bool = False  # whether it says that commands may come together

    @property
    def url(self) -> str:
        """The address to send to."""
        return f"smtp://127.0.0.1:{self.port}"

    def says(self, stage: str, *replies: str) -> None:
        """Add replies to a stage's script."""
        self.script.setdefault(stage, []).extend(replies)

    async def hang_up(self) -> None:
        """Close every open line, as a relay does with idle ones."""
        for line in self.lines:
            line.close()
            await line.wait_closed()
        self.lines.clear()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.lines.append(writer)
        try:
            await _Conversation(self, reader, writer).hold()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()


class _Conversation:
    def __init__(self, relay: ScriptedRelay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.relay, self.reader, self.writer = relay, reader, writer
        self.sender = self.recipient = ""
        self.mails = 0

    async def hold(self) -> None:
        going = bool(await self.reply("GREETING"))
        while going and (line := (await self.reader.readline()).decode()):
            self.relay.heard.append(line.strip())
            going = await self.obey(line.strip())

    async def obey(self, line: str) -> bool:
        command = line.split(" ")[0].upper()
        if command == "MAIL":
            self.mails += 1
            if self.mails > self.relay.mails_per_connection:
                await self.reply("MAIL", "421 4.7.0 Enough for one connection")
                return False
        argument = line.partition("<")[2].partition(">")[0]
        self.sender, self.recipient = (
            argument if command == "MAIL" else self.sender,
            argument if command == "RCPT" else self.recipient,
        )
        if command == "RCPT":
            self.relay.at_rcpt.set()
            if self.relay.rcpt_gate:
                await self.relay.rcpt_gate.wait()
        said = await self.reply(command)
        if command == "DATA" and said.rpartition("\n")[2].startswith("354"):
            return await self.take_message()
        return bool(said) and command != "QUIT"

    async def take_message(self) -> bool:
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        message = raw[:-3].replace(b"\r\n..", b"\r\n.")
        self.relay.dots += 1
        self.relay.at_dot.set()
        if self.relay.gate:
            await self.relay.gate.wait()
        said = await self.reply("DOT")
        if said.startswith("250"):
            self.relay.transactions.append((self.sender, self.recipient, message))
        return bool(said)

    async def reply(self, stage: str, said: str | None = None) -> str:
        script = self.relay.script.get(stage)
        said = said if said is not None else script.pop(0) if script else USUAL[stage]
        if stage == "EHLO" and self.relay.pipelining:
            said = said.replace("\r\n", "\r\n250-PIPELINING\r\n", 1)
        if said not in (HANG_UP, SILENCE):
            self.writer.write(said.encode("utf-8", "surrogateescape") + b"\r\n")
            await self.writer.drain()
        return said


@asynccontextmanager
async def scripted_relay(prepare: Callable[[ScriptedRelay], None] | None = None) -> AsyncIterator[ScriptedRelay]:
    """Run a scripted relay on a free port."""
    relay = ScriptedRelay()
    if prepare:
        prepare(relay)
    server = await asyncio.start_server(relay.converse, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()
        await relay.hang_up()
        await server.wait_closed()
