"""CPU of a relationship-year, by process, compared with a bare workflow that goes through the same stages."""

import asyncio
from statistics import median
from uuid import uuid4

from bench.bare import QUEUE, Bare
from bench.histories import USUAL_BUDGET
from bench.processes import Meter, Spent
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_most
from bench.year import Stage, follow, live

AT_ONCE = 4
COLD = 1  # workflows in a worker's cache
REST = 8.0  # seconds to measure idle processes
NOTE = (
    "user and system time of each process with its children, minus its idle time, over whole years that time "
    f"skipping carries forward in both. Wakes are cold, as after weeks: {AT_ONCE} mentorships take turns, wake by wake "
    "and answer by answer, and both workers have a cache of one workflow. Both continue as new after the usual budget "
    f"of {USUAL_BUDGET} events, and neither runs the SDK's sandbox. Bare runs as many activities, timers and answers, "
    "each activity and each answer with a row of its own in Postgres, and nothing else. The gateway, which starts the "
    "mentorships, is shown separately, because bare has none."
)


async def measure(quick: bool) -> list[Row]:
    """Return CPU milliseconds for a year; years of both kinds take turns."""
    rounds = 1 if quick else 3
    async with bench_programme(USUAL_BUDGET) as one:
        meter = Meter({
            "worker": one.servers.cold_worker(), "bare worker": one.servers.bare_worker(COLD),
            "Temporal": one.servers.temporal, "Postgres": one.servers.postgres, "gateway": one.gateway,
        })  # fmt: skip
        names = [f"mentee-{number}" for number in range((rounds + 1) * AT_ONCE)]
        await one.enrol(names)
        stages = max(await _ours(one, names[:AT_ONCE]), key=lambda life: sum(stage.gap > 0 for stage in life))
        await _bare(one, stages)
        await meter.rest(REST)
        spent = [await _round(one, meter, names[turn * AT_ONCE :][:AT_ONCE], stages) for turn in range(1, rounds + 1)]
    return _rows(spent)


async def _round(one: BenchProgramme, meter: Meter, names: list[str], stages: list[Stage]) -> tuple[Spent, Spent]:
    before = meter.read()
    await _ours(one, names)
    between = meter.read()
    await _bare(one, stages)
    after = meter.read()
    return _each(meter.spent(before, between)), _each(meter.spent(between, after))


async def _ours(one: BenchProgramme, names: list[str]) -> list[list[Stage]]:
    ids, turn = await one.begin(names), asyncio.Lock()
    return await asyncio.gather(*(live(one, id, turn=turn) for id in ids))


async def _bare(one: BenchProgramme, stages: list[Stage]) -> None:
    gaps, turn = [stage.gap for stage in stages], asyncio.Lock()
    given = [gaps, sum(stage.answers for stage in stages), USUAL_BUDGET]

    async def life() -> None:
        id = f"bare/{uuid4()}"
        await one.client.start_workflow(Bare.run, args=given, id=id, task_queue=QUEUE)
        await follow(one, id, stages, turn)

    await asyncio.gather(*(life() for _ in range(AT_ONCE)))


def _each(spent: Spent) -> Spent:
    return {name: seconds * 1000 / AT_ONCE for name, seconds in spent.items()}


def _rows(spent: list[tuple[Spent, Spent]]) -> list[Row]:
    shared = ("Temporal", "Postgres")
    totals = [
        (sum(ours[name] for name in ("worker", *shared)), sum(bare[name] for name in ("bare worker", *shared)))
        for ours, bare in spent
    ]
    whole = at_most(1.15, median(ours / bare for ours, bare in totals))
    ours, bare = ({name: median(turn[way][name] for turn in spent) for name in spent[0][way]} for way in range(2))
    return [
        Row(section="cpu", what="CPU of a year", unit="ms", ours=median(both[0] for both in totals),
            bare=median(both[1] for both in totals), **whole, note=NOTE),
        _part("… worker", ours["worker"], bare["bare worker"]),
        _part("… Temporal", ours["Temporal"], bare["Temporal"]),
        _part("… Postgres", ours["Postgres"], bare["Postgres"]),
        _part("beside it: gateway", ours["gateway"]),
    ]  # fmt: skip


def _part(what: str, ours: float, bare: float | None = None) -> Row:
    return Row(section="cpu", what=what, unit="ms", ours=ours, bare=bare, ratio=ours / bare if bare else None)
