"""Memory of a worker with sleeping mentorships in its cache, compared with one with empty workflows."""

import asyncio
from statistics import median
from typing import Any
from uuid import uuid4

from temporalio.client import Client

from bench.bare import QUEUE, Bare, Sleeper
from bench.histories import USUAL_BUDGET
from bench.http_connection import share
from bench.processes import resident
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_most
from bench.year import settled
from schemas.ids import workflow_id

NOTE = (
    "growth of a fresh worker's resident memory, without the SDK's sandbox; ours are mentorships that sleep after "
    "their first step, bare are workflows that do nothing but sleep, and in the second row workflows that sleep after "
    "one activity; each after the worker has warmed up on others of their kind."
)
REST = 1.0  # seconds for the allocator to settle
AT_ONCE = 8
FORTNIGHT = 14 * 86400.0


async def measure(quick: bool) -> list[Row]:
    """Return KiB for each cached workflow; fresh workers of all kinds take turns."""
    rounds, warm, count = (1, 100, 200) if quick else (3, 150, 300)
    async with bench_programme() as one:
        names = [f"mentee-{number}" for number in range(rounds * (warm + count))]
        await one.enrol(names)
        grown = []
        for turn in range(rounds):
            few = names[turn * (warm + count) :][: warm + count]
            ours = await _ours(one, few[:warm], few[warm:])
            grown.append((ours, await _bare(one, warm, count, Sleeper.run), await _bare(one, warm, count, Bare.run)))
    ours, empty, alike = (median(kinds[kind] for kinds in grown) for kind in range(3))
    first = at_most(1.1, median(kinds[0] / kinds[1] for kinds in grown))
    second = median(kinds[0] / kinds[2] for kinds in grown)
    return [
        Row(section="memory", what="a cached workflow", unit="KiB", ours=ours, bare=empty, **first, note=NOTE),
        Row(section="memory", what="… bare with one activity", unit="KiB", ours=ours, bare=alike, ratio=second),
    ]


async def _ours(one: BenchProgramme, warm: list[str], names: list[str]) -> float:
    worker = one.servers.worker()
    await _asleep(one, warm)
    before = resident(worker)
    await _asleep(one, names)
    grown = resident(worker) - before
    worker.stop()
    return grown / len(names)


async def _asleep(one: BenchProgramme, names: list[str]) -> None:
    """Begin mentorships and wait until each has taken its first step."""
    await _all_settled(one, [workflow_id(id) for id in await one.begin(names)])


async def _bare(one: BenchProgramme, warm: int, count: int, kind: Any) -> float:
    worker = one.servers.bare_worker()
    await _sleepers(one, warm, kind)
    before = resident(worker)
    await _sleepers(one, count, kind)
    grown = resident(worker) - before
    worker.stop()
    return grown / count


async def _sleepers(one: BenchProgramme, count: int, kind: Any) -> None:
    given: list[Any] = [[0.0, FORTNIGHT], 0, USUAL_BUDGET] if kind is Bare.run else []

    async def start(client: Client, number: int) -> str:
        return str((await client.start_workflow(kind, args=given, id=f"sleeper/{uuid4()}", task_queue=QUEUE)).id)

    await _all_settled(one, await share([one.client] * AT_ONCE, range(count), start))


async def _all_settled(one: BenchProgramme, workflows: list[str]) -> None:
    async def settle(client: Client, workflow: str) -> None:
        await settled(client.get_workflow_handle(workflow))

    await share([one.client] * AT_ONCE, workflows, settle)
    await asyncio.sleep(REST)
