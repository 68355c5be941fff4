"""The inbox: pages without JavaScript or anything from elsewhere."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from stack.catcher.mailbox import Mail, Mailbox
from stack.catcher.mailpit import summary

Forward = Callable[[str], Awaitable[str]]
"""Lets a span pass ("7" days, or "mail": until the next one) and says in a sentence what happened."""

PAGE = 50
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms would lose their Origin
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def _moment(date: datetime) -> str:
    return f"{date:%a} {date.day} {date:%b %Y, %H:%M} {date.tzname()}"


TEMPLATES = Environment(loader=PackageLoader("stack.catcher"), autoescape=True, undefined=StrictUndefined)
TEMPLATES.filters["moment"] = _moment


@dataclass(frozen=True)
class Someone:
    """A person who was written to, and how often."""

    address: str
    name: str
    count: int


def _people(mailbox: Mailbox) -> list[Someone]:
    latest: dict[str, tuple[Mail, int]] = {}
    for mail in mailbox.mails:
        for address in mail.envelope.recipients:
            latest[address] = mail, latest.get(address, (mail, 0))[1] + 1
    return sorted((_someone(one, *found) for one, found in latest.items()), key=lambda one: one.name)


def _someone(address: str, mail: Mail, count: int) -> Someone:
    names = [one.shown for one in mail.reading.to if one.address == address]
    return Someone(address, names[0] if names else address, count)


def _row(mail: Mail, times: int) -> dict[str, object]:
    return {
        "id": mail.id,
        "seen": mail.seen,
        "to": ", ".join(one.shown for one in mail.reading.to) or ", ".join(mail.envelope.recipients),
        "subject": mail.reading.subject or "(no subject)",
        "date": mail.reading.date,
        "snippet": summary(mail)["Snippet"],
        "times": times,
    }


def _frame(html: str) -> str:
    """Make every link of a letter open in a new tab."""
    target = '<base target="_blank">'
    found = HEAD.search(html)
    return html[: found.end()] + target + html[found.end() :] if found else target + html


def _same_site(request: Request) -> bool:
    """Whether a form comes from our own page, not from one that some other site made."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def routes(mailbox: Mailbox, forward: Forward | None) -> list[Route]:
    """Return the routes of the inbox; without `forward` there is no way to let time pass."""

    def page(template: str, **values: object) -> Response:
        known = {"person": "", "time_can_pass": forward is not None} | values
        return HTMLResponse(TEMPLATES.get_template(template).render(known), headers=SAFE)

    async def inbox(request: Request) -> Response:
        person, said = request.query_params.get("to", ""), request.query_params.get("said", "")
        start = request.query_params.get("start", "")
        first = int(start) if start.isdecimal() else 0
        found = (mailbox.to(person) if person else mailbox.mails)[::-1]
        times = mailbox.arrivals()
        return page(
            "inbox.html",
            person=person,
            said=said,
            people=_people(mailbox),
            rows=[_row(mail, times[mail.envelope.message_id]) for mail in found[first : first + PAGE]],
            newer=max(0, first - PAGE) if first else None,
            older=first + PAGE if first + PAGE < len(found) else None,
        )

    async def one(request: Request) -> Response:
        mail = mailbox.get(request.path_params["id"])
        if mail is None:
            return PlainTextResponse("There is no such letter; it may have been deleted.", 404)
        times = mailbox.arrivals()[mail.envelope.message_id]
        person = mail.envelope.recipients[0] if mail.envelope.recipients else ""
        return page("mail.html", mail=mail, frame=_frame(mail.open().html), times=times, person=person)

    async def let_pass(request: Request) -> Response:
        form = await request.form()
        span, person = str(form.get("span", "")), str(form.get("to", ""))
        if forward is None or not _same_site(request) or span not in {"1", "7", "14", "mail"}:
            return PlainTextResponse("Time can only be let pass by the buttons of the inbox.", 400)
        said = {"said": await forward(span)} | ({"to": person} if person else {})
        return RedirectResponse(f"/?{urlencode(said)}", 303)

    return [
        Route("/", inbox),
        Route("/mail/{id}", one),
        Route("/forward", let_pass, methods=["POST"]),
    ]
