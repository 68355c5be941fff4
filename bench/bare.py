"""The workflow to compare with, in plain Temporal: the same number of events, a row for each step, nothing else."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import asyncpg
from temporalio import activity, workflow

QUEUE = "bare"
YEAR = timedelta(days=365)
KEEP = "INSERT INTO bare (id, what) VALUES ($1, $2)"  # bench.statements creates the table


@dataclass(frozen=True)
class Steps:
    """Takes steps that write a row to Postgres."""

    pool: "asyncpg.Pool[asyncpg.Record]"

    @activity.defn
    async def step(self, number: int) -> int:
        """Record that a step was taken."""
        await self.pool.execute(KEEP, uuid4(), activity.info().workflow_id)
        return number


@workflow.defn
class Bare:
    """One year of waits, recorded steps and counted answers; no state, no mail."""

    def __init__(self) -> None:
        self.heard = 0

    @workflow.run
    async def run(self, gaps: list[float], answers: int, budget: int) -> None:
        """Wait each gap in seconds and take a step after it (0 needs no timer), then wait for so many answers.

        After `budget` events it continues as new before the next wait.
        """
        for number, gap in enumerate(gaps):
            if gap and workflow.info().get_current_history_length() >= budget:
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(args=[gaps[number:], answers - self.heard, budget])
            if gap:
                await workflow.sleep(gap)
            await workflow.execute_activity("step", number, start_to_close_timeout=timedelta(minutes=15))
        await workflow.wait_condition(lambda: self.heard >= answers)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.update
    async def answer(self, word: str) -> int:
        """Count an answer."""
        self.heard += 1
        return self.heard


@workflow.defn
class Sleeper:
    """A workflow with nothing but one long sleep."""

    @workflow.run
    async def run(self) -> None:
        """Sleep for a year."""
        await workflow.sleep(YEAR)
