"""Events and billable actions of a relationship-year, compared with what plain Temporal needs for the same events."""

from bench.counts import Counts, runs_of, together
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_most
from bench.year import live
from schemas.ids import workflow_id
from schemas.state import State

USUAL_BUDGET: int = State.model_fields["history_budget"].default
NO_BUDGET = 2000  # a year stays one run
LIMIT = 100
MOST = 700  # events of a year in short runs, all included
PRICES = "5 + 6·steps + 5·wakes + 2 + 5·answers"


async def measure(quick: bool) -> list[Row]:
    """Return the counts of a year as one history, then of years in short runs."""
    ((year,),) = await _lives(NO_BUDGET, [False])
    lives = await _lives(USUAL_BUDGET, [False, True])
    short, noted = map(together, lives)
    longest = max(run.events + run.hurried for life in lives for run in life)
    return [
        _row("a year, in events", year.events, year.formula, _note(year)),
        _actions(year),
        Row(section="histories", what="a year in short runs, in events", unit="", ours=short.events,
            bare=short.formula, ratio=short.events / short.formula, goal=f"≤ {MOST}", met=short.events <= MOST,
            note=_note_of_runs(short)),
        Row(section="histories", what="… with a note to pass on at each check-in", unit="", ours=noted.events,
            bare=noted.formula, ratio=noted.events / noted.formula),
        Row(section="histories", what="longest run, in events", unit="", ours=longest, goal=f"≤ {LIMIT}",
            met=longest <= LIMIT),
    ]  # fmt: skip


async def _lives(budget: int, with_notes: list[bool]) -> list[list[Counts]]:
    """Run one mentorship after another; return the runs of each."""
    async with bench_programme(budget) as one:
        one.servers.worker()
        names = [f"mentee-{number}" for number in range(len(with_notes))]
        await one.enrol(names)
        return [await _life(one, name, notes) for name, notes in zip(names, with_notes, strict=True)]


async def _life(one: BenchProgramme, name: str, notes: bool) -> list[Counts]:
    (id,) = await one.begin([name])
    first = await one.client.get_workflow_handle(workflow_id(id)).describe()
    await live(one, id, notes=notes)
    return await runs_of(one.client, workflow_id(id), first.run_id)


def _row(what: str, events: int, formula: int, note: str) -> Row:
    goal = at_most(1.03, events / formula)
    return Row(section="histories", what=what, unit="", ours=events, bare=formula, **goal, note=note)


def _actions(year: Counts) -> Row:
    ratio = year.billable / year.bare_billable
    return Row(section="histories", what="a year, in billable actions", unit="", ours=year.billable,
               bare=year.bare_billable, ratio=ratio)  # fmt: skip


def _note(year: Counts) -> str:
    return (
        f"counted in one history: {year.steps} steps, {year.wakes} timed wakes, {year.answers} answers (both sides "
        f"answer everything) and {year.upserts} upserts of search attributes; bare is computed from those counts: "
        f"{PRICES}; its actions are one for the start and one for each of them. {year.hurried} events of the two types "
        "that only time skipping writes are left out."
    )


def _note_of_runs(year: Counts) -> str:
    return (
        f"the same year with the usual budget of {USUAL_BUDGET} events, in {year.renewals + 1} runs, with 5 events "
        "more in bare for each new run. In the longest run the events of letting time pass do count, as the budget "
        "counts them too. Clocks that are carried over a continue-as-new may overshoot a step (server 1.32.2), which "
        "leaves a run's events as they are."
    )
