"""The mentors who fit one mentee, found by HTTP among ten thousand."""

from statistics import median, quantiles
from time import perf_counter
from typing import Any

from bench.http_connection import connections
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row

GOAL = 150  # ms
NOTE = (
    "GET /v1/people/{id}/mentors over loopback to one gateway process, one at a time; every mentor is read from "
    "Postgres each time. The first one has nothing in memory yet."
)


async def measure(quick: bool) -> list[Row]:
    """Return how long a shortlist takes."""
    mentors, times = (1_000, 5) if quick else (10_000, 40)
    async with bench_programme() as one:
        skills = {"skills": [{"name": f"skill-{n}", "family": f"family-{n % 20}"} for n in range(150)]}
        async with connections(one.servers.ports.gateway, 1) as (connection,):
            await one.ask(connection, "PUT", "/v1/skills", skills)
        await one.value("mentors", count=mentors, organisation=one.organisation)
        await one.value("analyse")
        took = [await _one(one) for _ in range(times)]
    half, late = median(took[1:]), quantiles(took[1:], n=20)[-1]
    met: dict[str, Any] = {"goal": f"≤ {GOAL} ms", "met": half <= GOAL, "note": NOTE}
    return [
        Row(section="shortlists", what=f"shortlist over {mentors:,} mentors, median", unit="ms", ours=half, **met),
        Row(section="shortlists", what="… 95th percentile", unit="ms", ours=late),
        Row(section="shortlists", what="… the first one", unit="ms", ours=took[0]),
    ]


async def _one(one: BenchProgramme) -> float:
    """Return how many milliseconds one shortlist takes."""
    async with connections(one.servers.ports.gateway, 1) as (connection,):
        began = perf_counter()
        found = await one.ask(connection, "GET", f"/v1/people/many-0/mentors?programme={one.programme}&limit=10", None)
        took = perf_counter() - began
    if len(found["items"]) != 10:
        raise RuntimeError(f"a shortlist of {len(found['items'])}: {found['ruled_out']}")
    return took * 1000
