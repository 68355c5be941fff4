"""A reader with a browser: opens links, fills in forms, presses buttons."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from bs4 import BeautifulSoup

from gateway.app import create_app
from gateway.security.api_keys import Keyring
from intake.services import Services


@asynccontextmanager
async def browser(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Yield a browser with cookies, at the real app; sweepers do not run unless a test calls them."""
    app = create_app(services.settings)
    app.state.services, app.state.keyring = services, Keyring(services.pool)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=services.settings.base_url) as client:
        yield client


@dataclass
class Leaf:
    """A page as a reader sees it."""

    response: httpx.Response

    @property
    def soup(self) -> BeautifulSoup:
        """The parsed page."""
        return BeautifulSoup(self.response.text, "html.parser")

    @property
    def text(self) -> str:
        """The words of the page."""
        soup = self.soup
        for name in soup.select("bdi"):
            name.unwrap()  # it keeps a name's direction to itself, and is no word of its own
        soup.smooth()
        return " ".join(soup.get_text(" ").split())

    @property
    def fields(self) -> dict[str, str]:
        """What the form on the page sends when nothing is touched."""
        sent = {}
        for field_ in self.soup.select("form input, form textarea, form select"):
            name = str(field_.get("name"))
            if field_.name == "select":
                chosen = field_.select_one("option[selected]") or field_.select_one("option")
                sent[name] = str(chosen["value"]) if chosen else ""
            elif field_.get("type") not in ("radio", "checkbox") or field_.has_attr("checked"):
                sent[name] = str(field_.get("value", "")) if field_.name == "input" else field_.get_text().lstrip("\n")
        return sent


async def opened(client: httpx.AsyncClient, services: Services, link: UUID, query: str = "") -> Leaf:
    """Open a link from a mail."""
    return Leaf(await client.get(f"/a/{services.links.token(link)}{query}"))


async def pressed(client: httpx.AsyncClient, services: Services, link: UUID, **fields: str) -> Leaf:
    """Open a link, fill in the form and press its button."""
    leaf = await opened(client, services, link)
    return Leaf(await client.post(f"/a/{services.links.token(link)}", data={**leaf.fields, **fields}))
