"""The inbox and two calls for scripts as one ASGI application."""

import asyncio
from datetime import timedelta

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from temporalio.client import Client
from temporalio.service import RPCError

from stack import time_skipping
from stack.catcher import mailpit, pages
from stack.catcher.mailbox import Mailbox
from stack.catcher.server import Catcher
from stack.ports import HOST

NOBODY = "Nothing is under way, so there is nothing to wait for. Begin another mentorship by POST to /v1/mentorships."


def application(catcher: Catcher, forward: pages.Forward | None = None) -> Starlette:
    """Return the inbox and the two calls as an ASGI application that answers to local names only."""
    local = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    routes = [*mailpit.routes(catcher.mailbox), *pages.routes(catcher.mailbox, forward)]
    return Starlette(routes=routes, middleware=[local])


def forwarding(mailbox: Mailbox, address: str) -> pages.Forward:
    """Return what the buttons under "Let time pass" do; one press at a time."""
    turn = asyncio.Lock()

    async def let_pass(client: Client, span: str) -> int:
        if span != "mail":
            await time_skipping.forward(client, timedelta(days=int(span)))
            return int(span)
        before = len(mailbox.mails)
        return await time_skipping.forward_until(client, lambda: len(mailbox.mails) > before)

    async def forward(span: str) -> str:
        before = len(mailbox.mails)
        try:
            async with turn:
                client = await Client.connect(address)
                if not (await client.count_workflows(time_skipping.RUNNING)).count:
                    return NOBODY
                days = await let_pass(client, span)
        except (RPCError, RuntimeError) as error:
            return f"Time did not pass: {error}"
        return _said(days, len(mailbox.mails) - before)

    return forward


def _said(days: int, letters: int) -> str:
    passed = "One day passed" if days == 1 else f"{days} days passed"
    return f"{passed}; {'no letter' if not letters else 'one letter' if letters == 1 else f'{letters} letters'} came."
