"""The outside world: the HR platform, people who read their mail, and browsers; uses only HTTP and letters."""

import asyncio
import email
import email.policy
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import httpx

from chaos.pages import SETTLED, Page
from chaos.relay_control import Relay
from chaos.service import GATEWAYS, Service

LINK = re.compile(r"http://\S+?/a/([A-Za-z0-9_-]{43})")
ALL_WEEK = [1, 2, 3, 4, 5, 6, 7]
ANY_HOUR = {"working_days": ALL_WEEK, "from_hour": 0, "to_hour": 24, "awake_from": 0, "awake_to": 24}
REQUEST = {"objective": "a secret objective", "questions": ["How did you begin?"], "offer": "a secret offer"}
GIVEN, FAMILY, TITLE = "Secretgiven", "Secretfamily", "Secrettitle"
PATIENCE = 120.0
Answered = TypeVar("Answered")
Json = dict[str, Any]


@dataclass(frozen=True)
class Driver:
    """One organisation's HR platform and everybody in it."""

    service: Service
    key: str
    dice: random.Random

    @property
    def relay(self) -> Relay:
        """The relay, with all letters."""
        return self.service.relay

    def browser(self, gateway: int | None = None) -> httpx.AsyncClient:
        """Return a fresh browser at one gateway, or at any."""
        number = self.dice.randrange(len(GATEWAYS)) if gateway is None else gateway
        return httpx.AsyncClient(base_url=self.service.gateway_address(number), timeout=40, trust_env=False)

    async def once(self, method: str, path: str, gateway: int | None = None, **more: Any) -> httpx.Response:
        """Call the API once."""
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        async with self.browser(gateway) as line:
            return await line.request(method, path, headers=headers, **more)

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Call the API as a platform does: retry until the status is below 500."""
        return await patiently(lambda: self.once(method, path, **more), lambda reply: reply.status_code < 500)

    async def view(self, id: str) -> Json:
        """Return what the API says of a mentorship."""
        return dict((await self.call("GET", f"/v1/mentorships/{id}")).json())

    async def person(self, id: str, zone: str = "Europe/Berlin", **more: Any) -> str:
        """Put somebody on the roster and return the address."""
        address = f"{id}@chaos-mail.example"
        name = {"given_name": f"{GIVEN}-{id}", "family_name": FAMILY, "email": address, "time_zone": zone}
        part = {"mentee": True, "mentor": True, "capacity": 1, "job_title": TITLE}
        _good(await self.call("PUT", f"/v1/people/{id}", json={**name, **part, **more}))
        return address

    async def programme(self, name: str, **rules: Any) -> str:
        """Create a programme, with letters at any hour unless the rules say otherwise, and return its id."""
        await self.person("coordinator")
        whole = {"courtesy": {**ANY_HOUR, "jitter_minutes": 0}, **rules}
        body = {"name": name, "coordinator": "coordinator", "rules": whole}
        return str(_good(await self.call("POST", "/v1/programmes", json=body))["id"])

    def words(self, number: int) -> str:
        """Return the plain text of a letter."""
        message = email.message_from_bytes(self.relay.raw(number), policy=email.policy.default)
        body = message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    def token(self, number: int) -> str:
        """Return the token in a letter's link; empty if it has none."""
        found = LINK.search(self.words(number))
        return found[1] if found else ""

    async def look(self, token: str) -> Page:
        """Open the page behind a link; retry until it is there."""

        async def opened() -> Page:
            async with self.browser() as browser:
                return Page(await browser.get(f"/a/{token}"))

        return await patiently(opened, lambda page: page.status < 500 and page.status != 429)

    async def press_once(self, token: str, **choices: str) -> Page:
        """Open and press as one browser does, once."""
        async with self.browser() as browser:
            page = Page(await browser.get(f"/a/{token}"))
            if page.form is None:
                return page
            return Page(await browser.post(f"/a/{token}", data={**page.fields, **choices}))

    async def press(self, token: str, **choices: str) -> str:
        """Press as a persistent person does, again until the page shows a result; return that."""

        def over(page: Page) -> bool:
            return page.outcome in SETTLED or (page.form is None and page.outcome == "shown")

        return (await patiently(lambda: self.press_once(token, **choices), over, PATIENCE + 30)).outcome


def _good(reply: httpx.Response) -> Json:
    if reply.is_error:
        raise RuntimeError(
            f"{reply.request.method} {reply.request.url.path} answered {reply.status_code}: {reply.text}"
        )
    return dict(reply.json())


async def patiently(
    ask: Callable[[], Awaitable[Answered]], good: Callable[[Answered], bool], patience: float = PATIENCE
) -> Answered:
    """Ask again until the answer is good; raises TimeoutError if that takes too long."""
    limit = monotonic() + patience
    while True:
        try:
            answer = await ask()
            if good(answer):
                return answer
        except httpx.TransportError:
            pass
        if monotonic() > limit:
            raise TimeoutError(f"no good answer within {patience:.0f} s")
        await asyncio.sleep(0.4)
