"""Mentorships that live: two people each, who answer what they get."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from chaos.clock import Clock
from chaos.driver import REQUEST, Driver
from chaos.pages import kind_answer


@dataclass
class Pair:
    """A mentee and a mentor, and the mentorship between them once it has begun."""

    name: str
    driver: Driver
    clock: Clock
    addresses: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    id: str = ""

    @property
    def mentee(self) -> str:
        """The mentee's id on the roster."""
        return f"mentee-{self.name}"

    @property
    def mentor(self) -> str:
        """The mentor's id on the roster."""
        return f"mentor-{self.name}"

    async def enrol(self, zones: tuple[str, str] = ("America/New_York", "Europe/Berlin"), **more: Any) -> None:
        """Put both on the roster."""
        for role, name, zone in (("mentee", self.mentee, zones[0]), ("mentor", self.mentor, zones[1])):
            self.addresses[role] = await self.driver.person(name, zone, **more)

    def body(self, programme: str, mentor: str = "", *, given: bool = False) -> dict[str, Any]:
        """Return the request that begins it: the mentor is asked, or given."""
        whom = mentor or self.mentor
        body: dict[str, Any] = {"programme": programme, "mentee": self.mentee, "request": REQUEST}
        return body | ({"mentor": whom} if given else {"mentors": [{"external_id": whom}]})

    async def begin(self, programme: str, mentor: str = "", *, given: bool = False) -> httpx.Response:
        """Begin it by HTTP, under an idempotency key of its own."""
        headers = {"Idempotency-Key": f"key-{self.name}"}
        body = self.body(programme, mentor, given=given)
        reply = await self.driver.call("POST", "/v1/mentorships", json=body, headers=headers)
        if reply.status_code not in (201, 202):
            raise RuntimeError(f"a mentorship did not begin: {reply.status_code} {reply.text}")
        self.id = reply.json()["id"]
        return reply

    def new_letters(self) -> Iterator[tuple[str, int]]:
        """Yield role and number of each letter that nobody read yet."""
        for role, address in self.addresses.items():
            for event in self.driver.relay.letters_for(address):
                if event["mid"] not in self.read:
                    self.read.add(event["mid"])
                    yield role, event["n"]

    async def links(self, *roles: str) -> dict[str, str]:
        """Wait for the next letter with a link to each role, and return what stands in the links."""
        found: dict[str, str] = {}
        for _ in range(200):
            found |= {role: token for role, number in self.new_letters() if (token := self.driver.token(number))}
            if set(roles) <= set(found):
                return found
            await asyncio.sleep(0.1)
        raise TimeoutError(f"{self.name}: no letter with a link came to {set(roles) - set(found)}")

    async def answer_all(self) -> bool:
        """Answer kindly all that came; whether anything did."""
        letters = list(self.new_letters())
        for _, number in letters:
            if not (token := self.driver.token(number)):
                continue
            page = await self.driver.look(token)
            if page.form is not None and (choice := kind_answer(page)):
                self.outcomes[await self.driver.press(token, **choice)] += 1
        return bool(letters)

    async def live(self, until: Callable[[str], bool] = lambda _: False, most: int = 60) -> list[str]:
        """Go from step to step until the end, or `until` a step; return the steps."""
        steps: list[str] = []
        while len(steps) < most:
            await self.clock.records.heard(self.id)  # what was only noted may lead to a step at once
            await self.clock.settled(self.id)
            await self.clock.records.delivered(self.id)  # people answer what they got before more time passes
            if await self.answer_all():
                continue
            if await self.clock.is_over(self.id):
                break
            steps.append(await self.clock.to_next(self.id))
            if until(steps[-1]):
                break
        return steps


async def live_all(pairs: Sequence[Pair], programme: str, at_once: int = 6) -> list[str]:
    """Live all lives, a few side by side; return what went wrong with them."""
    gate = asyncio.Semaphore(at_once)

    async def one(pair: Pair) -> None:
        async with gate:
            if not pair.id:
                await pair.begin(programme)
            await pair.live()

    done = await asyncio.gather(*map(one, pairs), return_exceptions=True)
    return [f"a life could not be lived to its end: {problem!r}" for problem in done if problem is not None]


async def one_by_one(pairs: Sequence[Pair], programme: str, *, given: bool = False) -> None:
    """Begin mentorships, and wait until each has nothing in hand."""
    for pair in pairs:
        await pair.begin(programme, given=given)
    for pair in pairs:
        await pair.clock.settled(pair.id)
