"""What all pages behind a link begin with: who may come in, and what they sent.

As long as the reader is not known, a page is in the language that the browser prefers.
"""

from collections.abc import Mapping
from uuid import UUID

from fastapi import Request, Response

from gateway.http.forms import FORGED, TooLarge, fields_of, is_failing_too_often, is_too_often
from gateway.http.html import PageRoute, page
from gateway.pages.render import note
from gateway.pages.speech import Speech, preferred
from gateway.pages.unsaved import LATER, PAGE, sent_to, unsaved


class ReadersRoute(PageRoute):
    """A route whose pages use the browser's preferred language as long as the reader's is not known."""

    async def away(self, request: Request) -> str:
        """Return the page for while Postgres is down; it has the form that was sent, if one was."""
        say, fields = getattr(request.state, "say", None) or asked_for(request), await sent_to(request)
        return unsaved(say, request.url.path, fields, self.about(fields)) if fields else note(say, "away")

    async def later(self, request: Request) -> str:
        """Return the page for what a later release changed last; it has the form that was sent, if one was."""
        say, fields = getattr(request.state, "say", None) or asked_for(request), await sent_to(request)
        return unsaved(say, request.url.path, fields, LATER) if fields else note(say, LATER)

    def about(self, fields: Mapping[str, str]) -> str:
        """Return whose texts the page has."""
        return PAGE


def asked_for(request: Request) -> Speech:
    """Return the speech that a browser asks for."""
    return preferred(request.headers.get("accept-language", ""))


def kept_out(request: Request, link: UUID | None) -> Response | None:
    """Return the page for whoever comes too often, by a link or with links that we never made; None for all others."""
    if is_too_often(request, link) if link else is_failing_too_often(request, FORGED):
        return page(note(asked_for(request), "busy"), 429, {"Retry-After": "60"})
    return None


def unknown(request: Request) -> Response:
    """Return the same page for every link that is not valid."""
    return page(note(asked_for(request), "unknown"), 404)


async def sent(request: Request, say: Speech) -> dict[str, str] | Response:
    """Return the fields of a form, or the page that says why it cannot be read."""
    request.state.say = say  # for `away`
    try:
        return await fields_of(request)
    except TooLarge:
        return page(note(say, "large"), 413, {"Connection": "close"})
    except ValueError:
        return page(note(say, "garbled"), 400)
