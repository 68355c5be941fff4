"""The calls of Mailpit's REST API that tests and scripts need: search, and one mail as raw bytes or as text.

Formats and names: https://mailpit.axllent.org/docs/api-v1/
"""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from stack.catcher.mailbox import Mail, Mailbox

LIMIT = 50


def search(mails: Sequence[Mail], query: str) -> list[Mail]:
    """Return the mails that match every term, newest first: `to:` an address or a name, or any word."""
    return [mail for mail in mails[::-1] if all(_matches(mail, term) for term in query.lower().split())]


def routes(mailbox: Mailbox) -> list[Route]:
    """Return the routes below /api/v1."""

    async def find(request: Request) -> Response:
        found = search(mailbox.mails, request.query_params.get("query", ""))
        shown = [_summary(mail) for mail in found[:LIMIT]]
        return JSONResponse({"total": len(mailbox.mails), "messages_count": len(found), "messages": shown})

    async def raw(request: Request) -> Response:
        mail = mailbox.get(request.path_params["id"])
        return PlainTextResponse(mail.raw) if mail else PlainTextResponse("404 page not found", 404)

    async def text(request: Request) -> Response:
        mail = mailbox.get(request.path_params["id"])
        return PlainTextResponse(mail.reading.text) if mail else PlainTextResponse("404 page not found", 404)

    return [
        Route("/api/v1/search", find),
        Route("/api/v1/message/{id}/raw", raw),
        Route("/api/v1/message/{id}/text", text),
    ]


def _summary(mail: Mail) -> dict[str, Any]:
    to = [{"Name": one.name, "Address": one.address} for one in mail.reading.to]
    return {"ID": mail.id, "MessageID": mail.envelope.message_id, "To": to, "Subject": mail.reading.subject}


def _matches(mail: Mail, term: str) -> bool:
    people = " ".join(f"{one.name} {one.address}" for one in mail.reading.to).lower()
    if term.startswith("to:"):
        return term.removeprefix("to:") in people
    return term in f"{people} {mail.reading.subject} {mail.reading.text}".lower()
