"""Pages for a reader who is not known yet: in the language that the browser prefers."""

from fastapi import Request

from gateway.http.html import PageRoute
from gateway.pages.render import note
from gateway.pages.speech import Speech, preferred


class ReadersRoute(PageRoute):
    """A route whose pages use the browser's preferred language as long as the reader's is not known."""

    def away(self, request: Request) -> str:
        """Return the page for while Postgres is down."""
        return note(asked_for(request), "away")


def asked_for(request: Request) -> Speech:
    """Return the speech that a browser asks for."""
    return preferred(request.headers.get("accept-language", ""))
