"""What the inbox can do with its local stack: skip time, and start over."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Protocol

import asyncpg
import httpx
from temporalio.client import Client
from temporalio.service import RPCError

from stack import time_skipping
from stack.catcher.mailbox import Mailbox
from stack.child_process import StackError
from stack.quiet_days import quiet_days
from stack.start_over import start_over
from stack.state_folder import StateFolder

NOBODY = "Nothing is under way, so there is nothing to wait for. Start over, or begin a mentorship by the API."
MOST_FOR_ANYBODY, MOST_FOR_ONE = 120, 92  # days; fewer for one person, whose mentorship may be over
ANEW = "Everything was reset: one search and two pairs."


class Around(Protocol):
    """What the pages need; each method returns its result as a sentence."""

    async def forward(self, span: str, person: str) -> str:
        """Skip a number of days or, with "mail", the time until the next letter (to `person`, if given)."""

    async def start_over(self) -> str:
        """Delete everything and load the sample."""


@dataclass(frozen=True)
class LocalStack:
    """The stack that a state folder describes; it handles one request at a time."""

    mailbox: Mailbox
    state_folder: StateFolder
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def forward(self, span: str, person: str) -> str:
        """Skip time for every running mentorship."""
        before = len(self.mailbox.mails)
        try:
            async with self.turn:
                client = await Client.connect(self.state_folder.told("temporal"))
                if not (await client.count_workflows(time_skipping.RUNNING)).count:
                    return NOBODY
                days = await self._pass(client, span, person)
        except (RPCError, RuntimeError, StackError) as error:
            return f"Time could not be skipped: {error}"
        return said(days, len(self.mailbox.mails) - before)

    async def _pass(self, client: Client, span: str, person: str) -> int:
        if span != "mail":
            await time_skipping.forward(client, timedelta(days=int(span)))
            return int(span)
        before = self._count(person)
        most = MOST_FOR_ONE if person else MOST_FOR_ANYBODY
        api, key = self.state_folder.told("api"), self.state_folder.told("api_key")
        quiet = partial(quiet_days, client, api, key)
        return await time_skipping.forward_until(client, lambda: self._count(person) > before, most, quiet)

    def _count(self, person: str) -> int:
        return len(self.mailbox.to(person) if person else self.mailbox.mails)

    async def start_over(self) -> str:
        """Delete everything and load the sample."""
        try:
            async with self.turn:
                await start_over(self.state_folder, self.mailbox)
        except (RPCError, RuntimeError, StackError, OSError, httpx.HTTPError, asyncpg.PostgresError) as error:
            return f"It could not start over: {error}"
        return ANEW


def said(days: int, letters: int) -> str:
    """Return the result of skipping time as a sentence."""
    passed = "One day passed" if days == 1 else f"{days} days passed"
    return f"{passed}; {'no letter' if not letters else 'one letter' if letters == 1 else f'{letters} letters'} came."
