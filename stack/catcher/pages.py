"""The inbox: pages without external content. A small script shows new letters; everything works without it."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from stack.catcher.local_stack import Around
from stack.catcher.mailbox import Mail, Mailbox
from stack.catcher.mailpit import search

PAGE = 50
SNIPPET = 200  # characters
NEARBY = 30  # letters listed beside an open one
GONE = "There is no such letter any more; the inbox may have started over."
SPANS = {"1", "7", "14", "mail"}
SCRIPT = files("stack.catcher").joinpath("templates", "inbox.js").read_text("utf-8")
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
    "img-src data:; frame-src 'self'; form-action 'self'; frame-ancestors 'none'",
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
    """A person who got letters, how many, and how many are unopened."""

    address: str
    name: str
    count: int
    unread: int


def _people(mailbox: Mailbox) -> list[Someone]:
    boxes: dict[str, list[Mail]] = {}
    for mail in mailbox.mails:
        for address in mail.envelope.recipients:
            boxes.setdefault(address, []).append(mail)
    return sorted((_someone(address, mails) for address, mails in boxes.items()), key=lambda one: _plain(one.name))


def _plain(name: str) -> str:
    """Return a name as it is sorted: without case and accents."""
    return "".join(one for one in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(one))


def _someone(address: str, mails: list[Mail]) -> Someone:
    names = [one.shown for one in mails[-1].reading.to if one.address == address]
    return Someone(address, names[0] if names else address, len(mails), sum(not mail.seen for mail in mails))


def _row(mail: Mail, times: int) -> dict[str, object]:
    words = " ".join(mail.reading.text.split())
    return {
        "id": mail.id,
        "seen": mail.seen,
        "to": ", ".join(one.shown for one in mail.reading.to) or ", ".join(mail.envelope.recipients),
        "subject": mail.reading.subject or "(no subject)",
        "date": mail.reading.date,
        "snippet": words if len(words) <= SNIPPET else words[:SNIPPET] + "…",
        "times": times,
    }


def _rows(mailbox: Mailbox, mails: list[Mail]) -> list[dict[str, object]]:
    times = mailbox.arrivals()
    return [_row(mail, times[mail.envelope.message_id]) for mail in mails]


def _frame(html: str) -> str:
    """Make all links of a letter open in a new tab."""
    target = '<base target="_blank">'
    found = HEAD.search(html)
    return html[: found.end()] + target + html[found.end() :] if found else target + html


def _tall(text: str) -> dict[str, int]:
    """Estimate from its text how many pixels a letter needs, so that it does not scroll within the page.

    The numbers were measured on our own letters, in Chromium; a longer letter scrolls.
    """
    lines = [line for line in text.splitlines() if not line.startswith("http")]  # the buttons hide the addresses
    gaps = sum(not line.strip() for line in lines)

    def pixels(width: int, gap: int) -> int:
        return 180 + gap * gaps + 33 * sum(math.ceil(len(line) / width) for line in lines if line.strip())

    return {"wide": pixels(72, 14), "narrow": pixels(34, 28)}


def _same_site(request: Request) -> bool:
    """Whether a form comes from our own page, not from another site."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _kept(request: Request) -> str:
    """Return the part of the query that a link to a letter keeps: the person and the search."""
    kept = {name: value for name in ("to", "q") if (value := request.query_params.get(name, ""))}
    return f"?{urlencode(kept)}" if kept else ""


class Pages:
    """The inbox of one mailbox; without a stack, it cannot skip time or start over."""

    def __init__(self, mailbox: Mailbox, stack: Around | None) -> None:
        self.mailbox = mailbox
        self.stack = stack

    def _page(self, template: str, request: Request, status: int = 200, **values: object) -> Response:
        keys = (("person", "to"), ("said", "said"), ("query", "q"))
        told: dict[str, object] = {name: request.query_params.get(key, "") for name, key in keys}
        people = _people(self.mailbox)
        name = next((one.name for one in people if one.address == told["person"]), told["person"])
        known = {**told, "people": people, "person_name": name, "has_stack": self.stack is not None, "open_id": ""}
        known |= {"seen": len(self.mailbox.mails), "kept": _kept(request)}
        return HTMLResponse(TEMPLATES.get_template(template).render(known | values), status, headers=SAFE)

    def _found(self, request: Request) -> list[Mail]:
        """Return the letters to the person in the query that contain all words of the search, newest first."""
        person = request.query_params.get("to", "")
        mails = self.mailbox.to(person) if person else self.mailbox.mails
        return search(mails, request.query_params.get("q", ""))

    async def inbox(self, request: Request) -> Response:
        """List the letters, newest first."""
        start, found = request.query_params.get("start", ""), self._found(request)
        first = int(start) if start.isdecimal() else 0
        return self._page(
            "inbox.html",
            request,
            rows=_rows(self.mailbox, found[first : first + PAGE]),
            newer=max(0, first - PAGE) if first else None,
            older=first + PAGE if first + PAGE < len(found) else None,
        )

    async def letter(self, request: Request) -> Response:
        """Show one letter, and its neighbours in the list."""
        mail = self.mailbox.get(request.path_params["id"])
        if mail is None:
            return self._page("inbox.html", request, status=404, rows=[], newer=None, older=None, said=GONE)
        reading, found = mail.open(), self._found(request)
        near = max(0, found.index(mail) - NEARBY // 2) if mail in found else 0
        return self._page(
            "mail.html",
            request,
            mail=mail,
            open_id=mail.id,
            frame=_frame(reading.html),
            tall=_tall(reading.text),
            times=self.mailbox.arrivals()[mail.envelope.message_id],
            rows=_rows(self.mailbox, found[near : near + NEARBY]),
        )

    async def let_pass(self, request: Request) -> Response:
        """Skip time, and show the result."""
        form = await request.form()
        span, person = str(form.get("span", "")), str(form.get("to", ""))
        if self.stack is None or not _same_site(request) or span not in SPANS:
            return PlainTextResponse("Use the buttons of the inbox to skip time.", 400)
        said = {"said": await self.stack.forward(span, person)} | ({"to": person} if person else {})
        return RedirectResponse(f"/?{urlencode(said)}", 303)

    async def start_over(self, request: Request) -> Response:
        """Delete everything, load the sample, and show the result."""
        if self.stack is None or not _same_site(request):
            return PlainTextResponse("Use the button of the inbox to start over.", 400)
        return RedirectResponse(f"/?{urlencode({'said': await self.stack.start_over()})}", 303)

    async def count(self, request: Request) -> Response:
        """Return how many letters there are, for pages that wait for more."""
        return JSONResponse({"count": len(self.mailbox.mails)}, headers=SAFE)


async def _back(request: Request) -> Response:
    """Redirect a GET of a button's address to the inbox."""
    return RedirectResponse("/", 303)


async def _script(request: Request) -> Response:
    return PlainTextResponse(SCRIPT, media_type="text/javascript", headers=SAFE)


def routes(mailbox: Mailbox, stack: Around | None) -> list[Route]:
    """Return the routes of the inbox; without a stack there are no buttons."""
    pages = Pages(mailbox, stack)
    return [
        Route("/", pages.inbox),
        Route("/mail/{id}", pages.letter),
        Route("/forward", pages.let_pass, methods=["POST"]),
        Route("/start-over", pages.start_over, methods=["POST"]),
        Route("/forward", _back),
        Route("/start-over", _back),
        Route("/count", pages.count),
        Route("/inbox.js", _script),
    ]
