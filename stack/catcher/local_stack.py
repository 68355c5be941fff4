"""What the inbox can do to the local stack around it: let time pass, and start over."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import asyncpg
import httpx
from temporalio.client import Client
from temporalio.service import RPCError

from stack import time_skipping
from stack.catcher.mailbox import Mailbox
from stack.child_process import StackError
from stack.start_over import start_over
from stack.state_folder import StateFolder

NOBODY = "Nothing is under way, so there is nothing to wait for. Start over, or begin a mentorship by the API."
MOST_FOR_ANYBODY, MOST_FOR_ONE = 120, 45  # days; one whose mentorship is over must not cost the others theirs
ANEW = "Everything begins anew: one search and two pairs."


class Around(Protocol):
    """What the pages need; each says in a sentence what came of it."""

    async def forward(self, span: str, person: str) -> str:
        """Let a number of days pass, or, with "mail", until the next letter, to a person where one is named."""

    async def start_over(self) -> str:
        """Forget everything and load the sample."""


@dataclass(frozen=True)
class LocalStack:
    """The stack that a state folder describes; one press at a time."""

    mailbox: Mailbox
    state_folder: StateFolder
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def forward(self, span: str, person: str) -> str:
        """Let time pass for every running mentorship."""
        before = len(self.mailbox.mails)
        try:
            async with self.turn:
                client = await Client.connect(self.state_folder.told("temporal"))
                if not (await client.count_workflows(time_skipping.RUNNING)).count:
                    return NOBODY
                days = await self._pass(client, span, person)
        except (RPCError, RuntimeError, StackError) as error:
            return f"Time did not pass: {error}"
        return said(days, len(self.mailbox.mails) - before)

    async def _pass(self, client: Client, span: str, person: str) -> int:
        if span != "mail":
            await time_skipping.forward(client, timedelta(days=int(span)))
            return int(span)
        before = self._count(person)
        most = MOST_FOR_ONE if person else MOST_FOR_ANYBODY
        return await time_skipping.forward_until(client, lambda: self._count(person) > before, most)

    def _count(self, person: str) -> int:
        return len(self.mailbox.to(person) if person else self.mailbox.mails)

    async def start_over(self) -> str:
        """Forget everything and load the sample."""
        try:
            async with self.turn:
                await start_over(self.state_folder, self.mailbox)
        except (RPCError, RuntimeError, StackError, OSError, httpx.HTTPError, asyncpg.PostgresError) as error:
            return f"It could not start over: {error}"
        return ANEW


def said(days: int, letters: int) -> str:
    """Return what came of letting time pass."""
    passed = "One day passed" if days == 1 else f"{days} days passed"
    return f"{passed}; {'no letter' if not letters else 'one letter' if letters == 1 else f'{letters} letters'} came."
