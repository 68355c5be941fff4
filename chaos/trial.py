"""A running scenario: its tools, its output, and its findings."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

from temporalio.client import Client
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig

from chaos.clock import Clock
from chaos.driver import Driver
from chaos.history_check import check_histories
from chaos.letter_check import NEVER_LEFT, check_letters
from chaos.pairs import Pair
from chaos.records import Records
from chaos.service import Service

Say = Callable[[str], None]
EXAMPLES = 3
# Temporal is stopped on purpose: its client need not warn about it.
QUIET = Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="off")))
TOLERATED = ("an answer was refused",)


@dataclass
class Trial:
    """Everything that a scenario needs."""

    service: Service
    driver: Driver
    clock: Clock
    records: Records
    dice: random.Random
    size: int
    say: Say
    found: list[str] = field(default_factory=list)

    def expect(self, good: object, otherwise: str) -> None:
        """Record the finding `otherwise`, unless `good` is true."""
        if not good:
            self.found.append(otherwise)

    async def programme(self, **rules: object) -> str:
        """Create a programme for this scenario, with a check-in every month for four months."""
        name = f"Chaos {uuid4().hex[:6]}"
        return await self.driver.programme(name, **{"cadence_days": 30, "duration_days": 120, **rules})

    async def pairs(self, count: int, zones: tuple[str, str] = ("America/New_York", "Europe/Berlin")) -> list[Pair]:
        """Put the people of so many pairs on the roster."""
        made = [Pair(f"{number}-{uuid4().hex[:6]}", self.driver, self.clock) for number in range(count)]
        for pair in made:
            await pair.enrol(zones)
        return made

    async def inspect(self, pairs: Sequence[Pair], tolerated: Sequence[str] = TOLERATED, *, caught: int = 0) -> None:
        """Look for anything lost, doubled or stuck; tolerated findings are printed, but do not count.

        Up to `caught` letters may be marked as sent although their worker was killed before the relay had them.
        """
        ids = [pair.id for pair in pairs]
        kinds = await check_letters(self.records, self.driver.relay, ids)
        kinds = {**kinds, **await check_histories(self.clock, self.records, ids)}
        for kind, cases in kinds.items():
            if cases:
                told = f"{kind}: {len(cases)}×, e.g. {'; '.join(cases[:EXAMPLES])}"
                fine = kind in tolerated or (kind == NEVER_LEFT and len(cases) <= caught)
                self.say(told) if fine else self.found.append(told)
        states = Counter(row["state"] for row in await self.records.letters(*ids))
        self.say(f"letters: {dict(states)}; presses: {dict(sum((pair.outcomes for pair in pairs), Counter()))}")

    @asynccontextmanager
    async def meanwhile(self, *others: Awaitable[object]) -> AsyncIterator[None]:
        """Run something else while the block runs, then cancel it; an error in it is raised."""
        tasks = [asyncio.ensure_future(other) for other in others]
        try:
            yield
        finally:
            for task in tasks:
                if not task.done():
                    task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def serving(self, *names: str) -> None:
        """Wait until workers or gateways serve, however long they take to start."""
        for name in names:
            while not await asyncio.to_thread(self.service.serves, name):  # noqa: ASYNC110 - other processes start
                await asyncio.sleep(0.1)

    def kill(self, *names: str) -> None:
        """Kill processes."""
        for name in names:
            self.service.processes.kill(name)


async def trial(service: Service, key: str, seed: int, size: int, say: Say) -> Trial:
    """Return a trial on a service; `key` is its API key."""
    driver = Driver(service, key, random.Random(seed))
    records = Records(service.database.address())
    client = await Client.connect(service.temporal_address, lazy=True, runtime=QUIET)
    return Trial(service, driver, Clock(client, driver, records), records, random.Random(seed), size, say)
