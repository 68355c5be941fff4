"""Events and billable actions of a relationship-year, beside the formula that the bare engine's prices make."""

from bench.counts import HURRIED, Counts, runs_of
from bench.results import Row, at_most
from bench.scene import scene
from bench.year import live
from schemas.ids import workflow_id
from settings import Settings


async def measure(quick: bool) -> list[Row]:
    """Return the counts of one whole year, and the longest run of lives with the usual history budget."""
    return [*await _whole_year(), *await _short_runs(1 if quick else 3)]


async def _whole_year() -> list[Row]:
    async with scene() as one:
        one.ground.worker()
        await one.enrol(["ana"])
        (id,) = await one.begin(["ana"])
        await live(one, id)
        (year,) = await runs_of(one.client, workflow_id(id), "")
    events, actions = at_most(1.05, year.events / year.formula), {"ratio": year.billable / year.bare_billable}
    return [
        Row(section="histories", what="events of a year", unit="", ours=year.events, bare=year.formula, **events,
            note=_note(year)),
        Row(section="histories", what="billable actions of a year", unit="", ours=year.billable,
            bare=year.bare_billable, **actions),
    ]  # fmt: skip


def _note(year: Counts) -> str:
    steps, wakes = year["ACTIVITY_TASK_SCHEDULED"], year["TIMER_FIRED"]
    hurried = sum(year[name] for name in HURRIED)
    return (
        f"counted in one history: {steps} steps, {wakes} timed wakes, {year['WORKFLOW_EXECUTION_UPDATE_ACCEPTED']} "
        f"answers (both sides answer everything), {year['UPSERT_WORKFLOW_SEARCH_ATTRIBUTES']} upserts of search "
        f"attributes; bare is 5 + 6·steps + 5·wakes + 2 + 5·answers. {hurried} events of the two types that only "
        "letting time pass writes are left out."
    )


async def _short_runs(lives: int) -> list[Row]:
    """Live with continue-as-new; clocks overshoot then (servers up to 1.32.2), which changes no count of a run."""
    async with scene(BUDGET) as one:
        one.ground.worker()
        names = [f"mentee-{number}" for number in range(2 * lives)]
        await one.enrol(names)
        runs = []
        for number, id in enumerate(await one.begin(names)):
            first = (await one.client.get_workflow_handle(workflow_id(id)).describe()).run_id
            await live(one, id, notes=number % 2 == 1)
            runs.append(await runs_of(one.client, workflow_id(id), first))
    longest = max(run.events for life in runs for run in life)
    beyond = max(_beyond(life) for life in runs)
    return [
        Row(section="runs", what="longest run, in events", unit="", ours=longest, goal="< 100", met=longest < 100,
            note=_note_of_runs(runs)),
        Row(section="runs", what="events beyond the formula per continue-as-new", unit="", ours=beyond, goal="≤ 5",
            met=beyond <= 5),
    ]  # fmt: skip
