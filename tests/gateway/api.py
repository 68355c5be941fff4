"""An HR platform that speaks HTTP to the whole gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from gateway.app import create_app
from gateway.security.key_management import create_key
from intake.services import Services
from store.pool import Pool
from tests.gateway.pair_fixture import settings_for

REQUEST = {
    "objective": "learn to lead a small team",
    "short_term_goals": ["run one meeting well"],
    "offer": "I know Rust.",
}


@dataclass
class Api:
    """One organisation's way in; `call` leaves judging the status to the test."""

    app: FastAPI
    client: httpx.AsyncClient
    key: str

    @property
    def services(self) -> Services:
        """What the gateway itself works with."""
        services: Services = self.app.state.services
        return services

    async def call(self, method: str, path: str, json: Any = None, **more: Any) -> httpx.Response:
        """Send one request with this organisation's key."""
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        body = {} if json is None else {"json": json}
        return await self.client.request(method, path, headers=headers, **body, **more)

    async def done(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """Send one request that must succeed, and return what it says."""
        response = await self.call(method, path, json, **more)
        assert response.is_success, response.text
        return response.json()

    async def person(self, external_id: str, **more: Any) -> Any:
        """Put a person on the roster, as mentee and mentor."""
        return await self.done("PUT", f"/v1/people/{external_id}", person(external_id, **more))

    async def programme(self, name: str = "Lantern mentoring", **more: Any) -> UUID:
        """Create a programme and return its id."""
        return UUID((await self.done("POST", "/v1/programmes", {"name": name, **more}))["id"])

    async def mentorship_body(self, **programme_has: Any) -> dict[str, Any]:
        """Put Ana, Ben and Eve on the roster, with Cleo to run a programme; return a body that begins a search."""
        for name in ("ana", "ben", "cleo", "eve"):
            await self.person(name)
        programme = await self.programme(coordinator="cleo", **programme_has)
        mentors = [{"external_id": "ben", "why_you": "Your talk stayed with me."}, {"external_id": "eve"}]
        return {"programme": str(programme), "mentee": "ana", "mentors": mentors, "request": REQUEST}

    async def pair(self, **programme_has: Any) -> Any:
        """Begin the mentorship of Ana and Ben, and return how it is shown."""
        body = await self.mentorship_body(**programme_has)
        del body["mentors"]
        return await self.done("POST", "/v1/mentorships", {**body, "mentor": "ben"})

    @asynccontextmanager
    async def neighbour(self) -> AsyncIterator["Api"]:
        """Yield another organisation at the same gateway."""
        yield Api(self.app, self.client, await create_key(self.services.pool, "Another Trust"))


def person(name: str, **more: Any) -> dict[str, Any]:
    """Return the body of a PUT."""
    usual = {"given_name": name.title(), "family_name": "Example", "email": f"{name}@example.org"}
    return {**usual, "time_zone": "Europe/Berlin", "mentor": True, "capacity": 2, **more}


@asynccontextmanager
async def serving(database_url: str, pool: Pool) -> AsyncIterator[Api]:
    """Yield an organisation's access to a gateway that is up."""
    app = create_app(settings_for(database_url))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://rapport.test") as client:
            yield Api(app, client, await create_key(pool, "Lantern Trust", "Workday"))
