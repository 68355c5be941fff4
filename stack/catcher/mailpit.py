"""The part of Mailpit's REST API that we use, so that a test or a tour runs against either.

Shapes and names: https://mailpit.axllent.org/docs/api-v1/
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from stack.catcher.mailbox import Mail, Mailbox
from stack.catcher.reading import Address, Attachment
from stack.catcher.search import search
from stack.catcher.smtp import Tally

SNIPPET = 200


def _address(one: Address | None) -> dict[str, str] | None:
    return {"Name": one.name, "Address": one.address} if one else None


def _addresses(many: Iterable[Address]) -> list[dict[str, str] | None]:
    return [_address(one) for one in many]


def _common(mail: Mail) -> dict[str, Any]:
    reading = mail.reading
    return {
        "ID": mail.id,
        "MessageID": mail.envelope.message_id,
        "From": _address(reading.sender),
        "To": _addresses(reading.to),
        "Cc": _addresses(reading.cc),
        "Bcc": _addresses(reading.bcc),
        "ReplyTo": _addresses(reading.reply_to),
        "Subject": reading.subject,
        "Username": "",
        "Tags": [],
        "Size": mail.envelope.size,
    }


def summary(mail: Mail) -> dict[str, Any]:
    """Return Mailpit's MessageSummary."""
    reading = mail.reading
    words = " ".join(reading.text.split())
    return _common(mail) | {
        "Read": mail.seen,
        "Created": mail.envelope.received,
        "Attachments": sum(not one.inline for one in reading.attachments),
        "Snippet": words if len(words) <= SNIPPET else words[:SNIPPET] + "...",
    }


def _attachment(one: Attachment) -> dict[str, Any]:
    sums = {name: hashlib.new(name, one.content, usedforsecurity=False) for name in ("md5", "sha1", "sha256")}
    return {
        "PartID": one.part_id,
        "FileName": one.file_name,
        "ContentType": one.content_type,
        "ContentID": one.content_id,
        "Size": len(one.content),
        "Checksums": {name.upper(): sum_.hexdigest() for name, sum_ in sums.items()},
    }


def message(mail: Mail) -> dict[str, Any]:
    """Return Mailpit's Message."""
    reading = mail.reading
    unsubscribe = {
        "Header": reading.header("List-Unsubscribe"),
        "Links": [link.strip(" <>") for link in reading.header("List-Unsubscribe").split(",") if link.strip()],
        "Errors": "",
        "HeaderPost": reading.header("List-Unsubscribe-Post"),
    }
    return _common(mail) | {
        "ReturnPath": mail.envelope.sender,
        "ListUnsubscribe": unsubscribe,
        "Date": reading.date.isoformat(),
        "Text": reading.text,
        "HTML": reading.html,
        "Inline": [_attachment(one) for one in reading.attachments if one.inline],
        "Attachments": [_attachment(one) for one in reading.attachments if not one.inline],
    }


def _number(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isdecimal() else default


def _page(request: Request, mailbox: Mailbox, found: list[Mail]) -> JSONResponse:
    start, limit = _number(request, "start", 0), _number(request, "limit", 50)
    shown = [summary(mail) for mail in found[::-1][start : start + limit]]
    unread = sum(not mail.seen for mail in mailbox.mails)
    return JSONResponse(
        {
            "total": len(mailbox.mails),
            "unread": unread,
            "count": len(shown),
            "messages_count": len(found),
            "messages_unread": sum(not mail.seen for mail in found),
            "start": start,
            "tags": [],
            "messages": shown,
        }
    )


def routes(mailbox: Mailbox, tally: Tally) -> list[Route]:
    """Return the routes below /api/v1."""

    async def messages(request: Request) -> Response:
        return _page(request, mailbox, mailbox.mails)

    async def find(request: Request) -> Response:
        query = request.query_params.get("query", "").strip()
        if not query:
            return PlainTextResponse("Error: no search query", 400)
        return _page(request, mailbox, search(mailbox.mails, query))

    async def one(request: Request) -> Response:
        mail = mailbox.get(request.path_params["id"])
        if mail is None:
            return PlainTextResponse("404 page not found", 404)
        mail.open()
        return JSONResponse(message(mail))

    async def raw(request: Request) -> Response:
        mail = mailbox.get(request.path_params["id"])
        return PlainTextResponse(mail.raw) if mail else PlainTextResponse("404 page not found", 404)

    async def forget(request: Request) -> Response:
        body = await request.body()
        names = (await request.json()).get("IDs") if body.strip() else None
        mailbox.forget(names or None)
        return PlainTextResponse("ok")

    async def info(request: Request) -> Response:
        return JSONResponse(_info(mailbox, tally))

    return [
        Route("/api/v1/messages", messages),
        Route("/api/v1/messages", forget, methods=["DELETE"]),
        Route("/api/v1/search", find),
        Route("/api/v1/message/{id}", one),
        Route("/api/v1/message/{id}/raw", raw),
        Route("/api/v1/info", info),
    ]


def _info(mailbox: Mailbox, tally: Tally) -> dict[str, Any]:
    repeated = Counter({name: count for name, count in mailbox.arrivals().items() if count > 1})
    return {
        "Version": "rapport",
        "LatestVersion": "rapport",
        "Database": str(mailbox.folder.name),
        "DatabaseSize": sum(mail.envelope.size for mail in mailbox.mails),
        "Messages": len(mailbox.mails),
        "Unread": sum(not mail.seen for mail in mailbox.mails),
        "Tags": {},
        "RuntimeStats": {
            "SMTPAccepted": tally.accepted,
            "SMTPAcceptedSize": tally.accepted_size,
            "SMTPRejected": tally.refused,
            "SMTPIgnored": 0,
        },
        "ArrivedTwice": sorted(repeated),  # ours, not Mailpit's: Message-IDs that came more than once
    }
