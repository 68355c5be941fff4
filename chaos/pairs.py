"""Pairs that go through a mentorship: two people each, who answer the letters they get."""

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
    """A mentee and a mentor, and their mentorship once it has started."""

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
        """Return the request that starts the mentorship: the mentor is asked, or given."""
        whom = mentor or self.mentor
        body: dict[str, Any] = {"programme": programme, "mentee": self.mentee, "request": REQUEST}
        return body | ({"mentor": whom} if given else {"mentors": [{"external_id": whom}]})

    async def begin(self, programme: str, mentor: str = "", *, given: bool = False) -> httpx.Response:
        """Start the mentorship by HTTP, with an idempotency key of its own."""
        headers = {"Idempotency-Key": f"key-{self.name}"}
        body = self.body(programme, mentor, given=given)
        reply = await self.driver.call("POST", "/v1/mentorships", json=body, headers=headers)
        if reply.status_code not in (201, 202):
            raise RuntimeError(f"a mentorship did not begin: {reply.status_code} {reply.text}")
        self.id = reply.json()["id"]
        return reply

    def new_letters(self) -> Iterator[tuple[str, int]]:
        """Yield role and number of each letter that has not been read yet."""
        for role, address in self.addresses.items():
            for event in self.driver.relay.letters_for(address):
                if event["mid"] not in self.read:
                    self.read.add(event["mid"])
                    yield role, event["n"]

    async def links(self, *roles: str) -> dict[str, str]:
        """Wait for the next letter with a link to each role, and return the links' tokens."""
        found: dict[str, str] = {}
        for _ in range(200):
            found |= {role: token for role, number in self.new_letters() if (token := self.driver.token(number))}
            if set(roles) <= set(found):
                return found
            await asyncio.sleep(0.1)
        raise TimeoutError(f"{self.name}: no letter with a link came to {set(roles) - set(found)}")

    async def answer_all(self) -> bool:
        """Give a friendly answer to all new letters; return whether there were any."""
        letters = list(self.new_letters())
        for _, number in letters:
            if not (token := self.driver.token(number)):
                continue
            page = await self.driver.look(token)
            if page.form is not None and (choice := kind_answer(page)):
                self.outcomes[await self.driver.press(token, **choice)] += 1
        return bool(letters)

    async def live(self, until: Callable[[str], bool] = lambda _: False, most: int = 60) -> list[str]:
        """Go from step to step to the end, or until a step for which `until` is true; return the steps."""
        steps: list[str] = []
        while len(steps) < most:
            await self.clock.records.heard(self.id)  # an answer that is sent later may cause a step at once
            await self.clock.settled(self.id)
            await self.clock.records.delivered(self.id)  # people answer their letters before more time passes
            if await self.answer_all():
                continue
            if await self.clock.is_over(self.id):
                break
            steps.append(await self.clock.to_next(self.id))
            if until(steps[-1]):
                break
        return steps


async def live_all(pairs: Sequence[Pair], programme: str, at_once: int = 6) -> list[str]:
    """Run all pairs to their end, a few in parallel; return what went wrong."""
    gate = asyncio.Semaphore(at_once)

    async def one(pair: Pair) -> None:
        async with gate:
            if not pair.id:
                await pair.begin(programme)
            await pair.live()

    done = await asyncio.gather(*map(one, pairs), return_exceptions=True)
    return [f"a life could not be lived to its end: {problem!r}" for problem in done if problem is not None]


async def one_by_one(pairs: Sequence[Pair], programme: str, *, given: bool = False) -> None:
    """Start mentorships one by one, and wait until each is idle."""
    for pair in pairs:
        await pair.begin(programme, given=given)
    for pair in pairs:
        await pair.clock.settled(pair.id)
