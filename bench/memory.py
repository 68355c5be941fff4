"""Memory of a worker that keeps sleeping workflows in its cache, beside one that keeps empty ones."""

import asyncio
from statistics import median
from uuid import uuid4

from temporalio.client import Client

from bench.bare import QUEUE, Sleeper
from bench.processes import resident
from bench.results import Row, at_most
from bench.scene import Scene, scene
from bench.wire import share
from bench.year import settled
from schemas.ids import workflow_id

NOTE = (
    "growth of a fresh worker's resident memory; ours are mentorships that sleep after their first step, bare are "
    "workflows that do nothing but sleep; both after the worker has warmed up on others of their kind."
)
REST = 1.0  # seconds for the allocator to come to rest
AT_ONCE = 8


async def measure(quick: bool) -> list[Row]:
    """Return KiB for each cached workflow; fresh workers of both kinds take turns."""
    rounds, warm, count = (1, 100, 200) if quick else (3, 150, 400)
    async with scene() as one:
        names = [f"mentee-{number}" for number in range(rounds * (warm + count))]
        await one.enrol(names)
        grown = []
        for turn in range(rounds):
            few = names[turn * (warm + count) :][: warm + count]
            grown.append((await _ours(one, few[:warm], few[warm:]), await _bare(one, warm, count)))
    ours, bare = (median(pair[way] for pair in grown) for way in range(2))
    goal = at_most(1.5, median(pair[0] / pair[1] for pair in grown))
    return [Row(section="memory", what="a cached workflow", unit="KiB", ours=ours, bare=bare, **goal, note=NOTE)]


async def _ours(one: Scene, warm: list[str], names: list[str]) -> float:
    worker = one.ground.worker()
    await _asleep(one, warm)
    before = resident(worker)
    await _asleep(one, names)
    grown = resident(worker) - before
    worker.stop()
    return grown / len(names)


async def _asleep(one: Scene, names: list[str]) -> None:
    """Begin mentorships and wait until each has taken its first step."""
    await _all_settled(one, [workflow_id(id) for id in await one.begin(names)])


async def _bare(one: Scene, warm: int, count: int) -> float:
    worker = one.ground.bare_worker()
    await _sleepers(one, warm)
    before = resident(worker)
    await _sleepers(one, count)
    grown = resident(worker) - before
    worker.stop()
    return grown / count


async def _sleepers(one: Scene, count: int) -> None:
    async def start(client: Client, number: int) -> str:
        return (await client.start_workflow(Sleeper.run, id=f"sleeper/{number}/{uuid4()}", task_queue=QUEUE)).id

    await _all_settled(one, await share([one.client] * AT_ONCE, range(count), start))


async def _all_settled(one: Scene, workflows: list[str]) -> None:
    handles = [one.client.get_workflow_handle(workflow) for workflow in workflows]

    async def settle(one: Scene, number: int) -> None:
        await settled(handles[number])

    await share([one] * AT_ONCE, range(len(handles)), settle)
    await asyncio.sleep(REST)
