"""CPU of a relationship-year, by process, beside a bare workflow that lives through the same stages."""

from statistics import median
from uuid import uuid4

from bench.bare import QUEUE, Bare
from bench.http_connection import share
from bench.processes import Meter, Spent
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_most
from bench.year import Stage, follow, live

AT_ONCE = 4
REST = 8.0  # seconds to look at idle processes
NOTE = (
    "user and system time of each process with its children, less what it spends when idle, warm, over whole years "
    "that fast-forward carries along alike; bare runs the same number of empty activities, timers and answers in the "
    "same sandbox, without Postgres or mail. Postgres and Temporal include beginning by HTTP and every answer's row; "
    "the gateway's own process, which takes the beginnings, is shown apart, as bare has none."
)


async def measure(quick: bool) -> list[Row]:
    """Return CPU milliseconds a year; years of both kinds take turns."""
    rounds, count = (1, 4) if quick else (3, 12)
    async with bench_programme() as one:
        meter = Meter({
            "worker": one.servers.worker(), "bare worker": one.servers.bare_worker(), "Temporal": one.servers.temporal,
            "Postgres": one.servers.postgres, "gateway": one.gateway,
        })  # fmt: skip
        names = [f"mentee-{number}" for number in range((rounds + 1) * count)]
        await one.enrol(names)
        stages = max(await _ours(one, names[:AT_ONCE]), key=lambda life: sum(stage.gap > 0 for stage in life))
        await _bare(one, stages, AT_ONCE)
        await meter.rest(REST)
        spent = [await _round(one, meter, names[turn * count :][:count], stages) for turn in range(1, rounds + 1)]
    return _rows(spent)


async def _round(one: BenchProgramme, meter: Meter, names: list[str], stages: list[Stage]) -> tuple[Spent, Spent]:
    before = meter.read()
    await _ours(one, names)
    between = meter.read()
    await _bare(one, stages, len(names))
    after = meter.read()
    return _each(meter.spent(before, between), len(names)), _each(meter.spent(between, after), len(names))


async def _ours(one: BenchProgramme, names: list[str]) -> list[list[Stage]]:
    ids = await one.begin(names)
    return await share([one] * AT_ONCE, ids, live)


async def _bare(one: BenchProgramme, stages: list[Stage], count: int) -> None:
    gaps = [stage.gap for stage in stages]

    async def life(one: BenchProgramme, number: int) -> None:
        handle = await one.client.start_workflow(Bare.run, gaps, id=f"bare/{number}/{uuid4()}", task_queue=QUEUE)
        await follow(one, handle, stages)

    await share([one] * AT_ONCE, range(count), life)


def _each(spent: Spent, count: int) -> Spent:
    return {name: seconds * 1000 / count for name, seconds in spent.items()}


def _rows(spent: list[tuple[Spent, Spent]]) -> list[Row]:
    totals = [
        (ours["worker"] + ours["Temporal"] + ours["Postgres"], bare["bare worker"] + bare["Temporal"])
        for ours, bare in spent
    ]
    whole = at_most(1.3, median(ours / bare for ours, bare in totals))
    ours, bare = ({name: median(turn[way][name] for turn in spent) for name in spent[0][way]} for way in range(2))
    return [
        Row(section="cpu", what="CPU of a year", unit="ms", ours=median(both[0] for both in totals),
            bare=median(both[1] for both in totals), **whole, note=NOTE),
        _part("… worker", ours["worker"], bare["bare worker"]),
        _part("… Temporal", ours["Temporal"], bare["Temporal"]),
        _part("… Postgres", ours["Postgres"]),
        _part("beside it: gateway", ours["gateway"]),
    ]  # fmt: skip


def _part(what: str, ours: float, bare: float | None = None) -> Row:
    return Row(section="cpu", what=what, unit="ms", ours=ours, bare=bare, ratio=ours / bare if bare else None)
