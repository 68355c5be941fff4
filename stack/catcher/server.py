"""The catcher as one object: an SMTP server, its mailbox, and its pages as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP

from stack.catcher.mailbox import Mailbox
from stack.catcher.smtp import Behaviour, Keeper, Tally
from stack.ports import HOST


@dataclass(frozen=True)
class Catcher:
    """A running SMTP server. Change `behaviour` at any time; wait for mails with `await mailbox.expect(address)`."""

    smtp_port: int
    mailbox: Mailbox
    behaviour: Behaviour
    tally: Tally

    @property
    def smtp_url(self) -> str:
        """The value for SMTP_URL."""
        return f"smtp://{HOST}:{self.smtp_port}"


@asynccontextmanager
async def catching(folder: Path, port: int = 0) -> AsyncIterator[Catcher]:
    """Serve SMTP on `port` (0: a free one) in this event loop, and save the mail in `folder`."""
    keeper = Keeper(Mailbox(folder), Behaviour())
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(keeper, hostname="localhost", ident="Rapport catcher", enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(connection, HOST, port)
    async with server:
        bound = server.sockets[0].getsockname()[1]
        yield Catcher(bound, keeper.mailbox, keeper.behaviour, keeper.tally)
