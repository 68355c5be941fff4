"""A programme with its people on running servers, and ways to start mentorships in it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID
from zlib import crc32

import asyncpg
from temporalio.client import Client

from bench.http_connection import HttpConnection, connections, share
from bench.servers import Servers, servers
from bench.statements import fill
from gateway.security.key_management import create_key, organisation_id
from intake.services import Services, links_of
from settings import Settings
from stack.child_process import Child
from stack.sample import SAMPLE
from store.pool import Pool, open_pool
from workflows.converter import CONVERTER

ORGANISATION = "Lantern Trust"
ANY_TIME = {"working_days": [1, 2, 3, 4, 5, 6, 7], "from_hour": 0, "to_hour": 24, "jitter_minutes": 0}
# A check-in every other week and four reviews; letters at any hour, so that everything due happens at once.
RULES = {"cadence_days": 14, "reviews": [0.25, 0.5, 0.75], "courtesy": ANY_TIME}
MENTORS = 50


@dataclass(frozen=True)
class BenchProgramme:
    """An organisation with a programme, behind a running gateway.

    `eyes` bypass row-level security, so that reading costs Postgres almost nothing.
    """

    servers: Servers
    services: Services
    eyes: Pool
    organisation: UUID
    programme: str
    key: str
    gateway: Child

    @property
    def client(self) -> Client:
        """Temporal's own client."""
        return self.services.client

    @property
    def pool(self) -> Pool:
        """The pool of connections to Postgres."""
        return self.services.pool

    async def enrol(self, names: Sequence[str]) -> None:
        """Put people on the roster."""
        async with connections(self.servers.ports.gateway, 4) as opened:
            await share(opened, names, self._put)

    async def begin(self, names: Sequence[str], at_once: int = 4) -> list[UUID]:
        """Start the search of each mentee by HTTP; return the mentorships."""
        async with connections(self.servers.ports.gateway, at_once) as opened:
            return await share(opened, names, self.ask_for)

    async def ask_for(self, connection: HttpConnection, mentee: str) -> UUID:
        """Start one search; its mentor is one of fifty."""
        mentor = f"mentor-{crc32(mentee.encode()) % MENTORS}"
        request = {**SAMPLE["mentorship"]["request"], "meetings": []}
        mentors = [{"external_id": mentor, "reason_for_mentor": "You lead well."}]
        body = {"programme": self.programme, "mentee": mentee, "mentors": mentors, "request": request}
        return UUID((await _call(connection, self.key, "POST", "/v1/mentorships", body))["id"])

    async def ask(self, connection: HttpConnection, method: str, path: str, body: Any) -> Any:
        """Call the API, and return what it says."""
        return await _call(connection, self.key, method, path, body)

    async def _put(self, connection: HttpConnection, name: str) -> None:
        body = {"given_name": name.title(), "family_name": "Example", "email": f"{name}@example.org"}
        more = {"time_zone": "Europe/Berlin", "mentor": True, "capacity": 100}
        await _call(connection, self.key, "PUT", f"/v1/people/{name}", {**body, **more})

    async def sent(self, least: int, patience: float = 300) -> None:
        """Wait until the worker has sent so many letters; raises TimeoutError if that takes too long."""
        limit = monotonic() + patience
        while await self.value("sent") < least:
            if monotonic() > limit:
                raise TimeoutError(f"fewer than {least} letters were sent in {patience:.0f} s")
            await asyncio.sleep(0.25)

    async def value(self, name: str, **parameters: Any) -> Any:
        """Return the single value of one of bench's own statements."""
        return await getattr(fill, name)(self.eyes, **parameters)

    async def rows(self, name: str, **parameters: Any) -> list[Any]:
        """Return all rows of one of bench's own statements."""
        async with self.eyes.acquire() as connection, connection.transaction():
            return [row async for row in getattr(fill, name)(connection, **parameters)]


@asynccontextmanager
async def bench_programme(history_budget: int = 2000) -> AsyncIterator[BenchProgramme]:
    """Yield a programme with its mentors; the gateway is running, but no worker."""
    with servers() as one:
        gateway = one.gateway(RAPPORT_HISTORY_BUDGET=str(history_budget))
        settings = Settings(**one.environment)  # type: ignore[arg-type]
        pool, eyes = await open_pool(one.database_url, 8), await asyncpg.create_pool(one.database_url, min_size=1)
        client = await Client.connect(one.address, data_converter=CONVERTER)
        try:
            key = await create_key(pool, ORGANISATION)
            async with connections(one.ports.gateway, 1) as (connection,):
                founded = await _call(connection, key, "POST", "/v1/programmes", {"name": "Bench", "rules": RULES})
            services = Services(settings, pool, client, links_of(settings))
            await fill.make_bare(eyes)
            set_up = BenchProgramme(one, services, eyes, organisation_id(ORGANISATION), founded["id"], key, gateway)
            await set_up.enrol([f"mentor-{number}" for number in range(MENTORS)])
            yield set_up
        finally:
            await eyes.close()
            await pool.close()


async def _call(connection: HttpConnection, key: str, method: str, path: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return json.loads(
        (await connection.ask(method, path, headers, b"" if body is None else json.dumps(body).encode())).body
    )
