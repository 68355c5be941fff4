"""The SMTP server, with faults that tests can switch on."""

import asyncio
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.catcher.mailbox import Mailbox


@dataclass
class Behaviour:
    """Which faults to produce, and how often; with nothing set, every mail is accepted.

    `refuse` maps an address to the reply to its RCPT. Counters go down by one with
    each mail they affect: `defer` replies 451 after the dot, `drop` saves the mail and
    closes the connection without a reply, `lose` closes it and saves nothing. `delay` is
    the time in seconds between the final dot and the reply.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    refuse_data: str = ""
    defer: int = 0
    drop: int = 0
    lose: int = 0
    delay: float = 0


@dataclass
class Tally:
    """What the server has done since it started."""

    refused: int = 0


class Keeper:
    """Saves accepted mails in the mailbox (an aiosmtpd handler, which prescribes the method names)."""

    def __init__(self, mailbox: Mailbox, behaviour: Behaviour) -> None:
        self.mailbox = mailbox
        self.behaviour = behaviour
        self.tally = Tally()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Reply to RCPT TO."""
        if address in self.behaviour.refuse:
            return self._no(self.behaviour.refuse[address])
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Reply to the final dot."""
        await asyncio.sleep(self.behaviour.delay)
        if self.behaviour.refuse_data:
            return self._no(self.behaviour.refuse_data)
        if self._strikes("defer"):
            return self._no("451 4.3.0 Try again later")
        if self._strikes("lose"):
            return self._hang_up(server)
        self._keep(envelope)
        return self._hang_up(server) if self._strikes("drop") else "250 2.0.0 OK: kept"

    def _keep(self, envelope: Envelope) -> None:
        self.mailbox.keep(envelope.mail_from or "", envelope.rcpt_tos, envelope.original_content or b"")

    def _strikes(self, counter: str) -> bool:
        left: int = getattr(self.behaviour, counter)
        setattr(self.behaviour, counter, max(0, left - 1))
        return left > 0

    def _no(self, reply: str) -> str:
        self.tally.refused += 1
        return reply

    def _hang_up(self, server: SMTP) -> str:
        if isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        raise ConnectionResetError
