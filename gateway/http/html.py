"""HTML pages: templates, one small stylesheet, and headers that allow nothing else."""

import hashlib
import logging
from base64 import b64encode
from collections.abc import Callable, Coroutine
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gateway.http.headers import of_a_page
from letters.voice import voice_of
from policy.sentences import capitalised
from schemas.later import LaterRelease
from store.pool import AWAY

log = logging.getLogger(__name__)

AWAY_HINT = "We cannot reach our records just now, and cannot tell what was kept. Please try again in a minute."
LATER_HINT = (
    "A later release of Rapport changed it last, and this one cannot read it. Nothing is lost: it can be read and "
    "changed here once that release is back."
)
STYLE = files("gateway.pages").joinpath("templates", "style.css").read_text("utf-8")
VOICE = voice_of("en", "UTC")
HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = of_a_page(HASH)


class PageRoute(APIRoute):
    """A route for people: while Postgres is down, they get a page that says so and asks them to try again; for what a
    later release wrote, one that says that."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, wrapped so that these pages are shown."""
        handle = super().get_route_handler()

        async def handle_outage(request: Request) -> Response:
            try:
                return await handle(request)
            except LaterRelease:
                return page(await self.later(request), 503)
            except AWAY as error:
                log.warning("a page could not be shown: %s", type(error).__name__)
                return page(await self.away(request), 503, {"Retry-After": "30"})

        return handle_outage

    async def away(self, request: Request) -> str:
        """Return the page for while Postgres is down."""
        return note("One moment, please", AWAY_HINT)

    async def later(self, request: Request) -> str:
        """Return the page for what a later release changed last."""
        return note("This mentorship cannot be shown at the moment", LATER_HINT)


def environment(package: str, **filters: Callable[..., Any]) -> Environment:
    """Return the Jinja environment of a package; its templates may extend the frame and fields of the action pages."""
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("gateway.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    own = {"every": VOICE.rhythm, "span": VOICE.span, "capitalised": capitalised, "mailto": mailto}
    templates.filters.update({**own, **filters})
    templates.globals["style"] = Markup(STYLE)  # noqa: S704  our own stylesheet, which its hash pins
    return templates


def mailto(address: str) -> str:
    """Return a link that writes to an address, and to nobody else: `?` and `&` may stand in one."""
    return f"mailto:{quote(address, safe='@')}"


def note(heading: str, sentence: str) -> str:
    """Return a page with a heading and one sentence."""
    return NOTES.get_template("note.html").render(heading=heading, sentence=sentence)


def page(html: str, status: int = 200, headers: dict[str, str] | None = None) -> HTMLResponse:
    """Return a response with the headers of all our pages."""
    return HTMLResponse(html, status, {**HEADERS, **(headers or {})})


NOTES = environment("gateway.pages")
