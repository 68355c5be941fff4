"""Mentorships started by HTTP, compared with workflows started by Temporal's own client."""

from statistics import median
from time import perf_counter
from uuid import UUID

from temporalio.client import Client
from uuid_utils.compat import uuid7

from bench.http_connection import share
from bench.programme import BenchProgramme, bench_programme
from bench.results import Row, at_least
from policy.card import card_of
from schemas.ids import TASK_QUEUE, workflow_id
from schemas.state import State
from workflows.search_attributes import attributes

AT_ONCE = 16
NOTE = (
    f"{AT_ONCE} at a time, no worker running; ours is POST /v1/mentorships over loopback to one gateway process, with "
    "its row, candidates, agreement and idempotency in Postgres; bare is client.start_workflow of the same type with "
    "the same input. In the second row, bare also sets the search attributes and the memo that ours sets."
)


async def measure(quick: bool) -> list[Row]:
    """Return starts per second; the three kinds take turns."""
    rounds, count = (2, 64) if quick else (5, 300)
    async with bench_programme() as one:
        names = [f"mentee-{number}" for number in range((rounds + 1) * count)]
        await one.enrol(names)
        await one.begin(names[:count], AT_ONCE)
        state = State.model_validate_json(await one.value("started"))
        await _bare(one, state, count, known=True)
        rates = [await _round(one, state, names[turn * count :][:count]) for turn in range(1, rounds + 1)]
    ours, bare, known = (median(rate[way] for rate in rates) for way in range(3))
    first = at_least(0.85, median(rate[0] / rate[1] for rate in rates))
    second = median(rate[0] / rate[2] for rate in rates)
    return [
        Row(section="starts", what="mentorships begun by HTTP", unit="/s", ours=ours, bare=bare, **first, note=NOTE),
        Row(section="starts", what="… bare with search attributes", unit="/s", ours=ours, bare=known, ratio=second),
    ]


async def _round(one: BenchProgramme, state: State, names: list[str]) -> tuple[float, float, float]:
    began = perf_counter()
    await one.begin(names, AT_ONCE)
    ours = len(names) / (perf_counter() - began)
    return ours, await _bare(one, state, len(names)), await _bare(one, state, len(names), known=True)


async def _bare(one: BenchProgramme, state: State, count: int, *, known: bool = False) -> float:
    """Return how many workflows a second the client starts."""
    states = [state.with_(mentorship=UUID(str(uuid7()))) for _ in range(count)]

    async def start(client: Client, state: State) -> None:
        begun = {"organisation": str(state.organisation), "programme": str(state.programme)}
        await client.start_workflow(
            "Mentorship",
            state,
            id=workflow_id(state.mentorship),
            task_queue=TASK_QUEUE,
            search_attributes=attributes(state, card_of(state, state.started)) if known else None,
            memo=begun if known else None,
        )

    began = perf_counter()
    await share([one.client] * AT_ONCE, states, start)
    return count / (perf_counter() - began)
