"""Checks of workflows and answers: is anything stuck, taken twice, sent twice, or lost?"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import asyncpg
from temporalio.api.history.v1 import HistoryEvent
from temporalio.service import RPCError

from chaos.clock import Clock
from chaos.letter_check import Found
from chaos.records import Records

FINE = ("RUNNING", "COMPLETED", "CONTINUED_AS_NEW")


@dataclass
class Account:
    """What the histories of one mentorship contain: steps done, answers sent, tasks that failed."""

    scheduled: dict[int, str] = field(default_factory=dict)  # within one run
    order: list[tuple[str, str]] = field(default_factory=list)  # ("step" or "answer", its key or kind)
    done: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def read(self, event: HistoryEvent) -> None:
        """Record one event."""
        if event.HasField("workflow_execution_update_accepted_event_attributes"):
            request = event.workflow_execution_update_accepted_event_attributes.accepted_request
            self.told[request.meta.update_id] += 1
            for said in request.input.args.payloads:  # `renew` has no answer
                self.order.append(("answer", json.loads(said.data)["kind"]))
        elif event.HasField("workflow_task_failed_event_attributes"):
            self.failures.append(event.workflow_task_failed_event_attributes.failure.message[:120])
        elif event.HasField("activity_task_scheduled_event_attributes"):
            order = json.loads(event.activity_task_scheduled_event_attributes.input.payloads[0].data)
            self.scheduled[event.event_id] = order["step"]["key"]
            self.order.append(("step", order["step"]["key"]))
        elif event.HasField("activity_task_completed_event_attributes"):
            ended = event.activity_task_completed_event_attributes
            outcome = json.loads(ended.result.payloads[0].data or b"{}")  # empty: it asked about a step not taken
            if outcome.get("result") == "taken":  # else it waits, or is not needed any more
                self.done.append(self.scheduled[ended.scheduled_event_id])

    def steps(self) -> list[str]:
        """Return the keys of all steps that were started, in order; a postponed one is started again."""
        return [key for kind, key in self.order if kind == "step"]


async def runs(clock: Clock, id: str) -> list[str]:
    """Return the ids of a mentorship's runs, oldest first."""
    found = [one async for one in clock.client.list_workflows(f'WorkflowId="mentorship/{id}"')]
    return [one.run_id for one in sorted(found, key=lambda one: one.start_time)]


async def account(clock: Clock, id: str) -> Account:
    """Read all histories of a mentorship."""
    whole = Account()
    for run in await runs(clock, id):
        whole.scheduled.clear()
        handle = clock.client.get_workflow_handle(f"mentorship/{id}", run_id=run)
        async for event in handle.fetch_history_events():
            whole.read(event)
    return whole


async def stuck(clock: Clock, ids: Sequence[str]) -> list[str]:
    """Return the mentorships whose workflow task is failing now."""
    found = []
    for id in ids:
        task = (await clock.described(id)).pending_workflow_task
        if task.attempt > 1:
            found.append(f"{id} attempt {task.attempt}")
    return found


async def check_histories(clock: Clock, records: Records, ids: Sequence[str]) -> Found:
    """Compare what Temporal and Postgres say."""
    found: Found = defaultdict(list)
    told: Counter[str] = Counter()
    for row in await records.rows("SELECT * FROM mentorships WHERE id = ANY($1::uuid[])", list(ids)):
        id = str(row["id"])
        if row["told_at"] is None:
            found["a mentorship was never begun"].append(id)
            continue
        try:
            told += await _check_one(clock, records, id, row["phase"], found)
        except RPCError as error:
            found["a workflow is not there"].append(f"{id} {error.message}")
    _check_answers(await records.answers(*ids), told, found)
    return found


async def _check_one(clock: Clock, records: Records, id: str, phase: str, found: Found) -> Counter[str]:
    status = await clock.handle(id).describe()
    name = status.status.name if status.status else "?"
    for one in status.raw_description.pending_activities:
        found["a step hangs"].append(f"{id} attempt {one.attempt} {one.last_failure.message}")
    found["a workflow is stuck"] += await stuck(clock, [id])
    if name not in FINE:
        found["a workflow failed"].append(f"{id} {name}")
    if name == "COMPLETED" and phase != "closed":
        found["the card is behind"].append(f"{id} {phase}")
    whole = await account(clock, id)
    found["a workflow task failed"] += [f"{id} {failure}" for failure in whole.failures]
    found["a step was taken twice"] += [f"{id} {step}" for step, times in Counter(whole.done).items() if times > 1]
    rows = await records.rows("SELECT step FROM timeline WHERE mentorship_id = $1::uuid", id)
    if differing := set(whole.done) ^ {row["step"] for row in rows}:
        found["timeline and workflow differ"].append(f"{id} {sorted(differing)}")
    return whole.told


def _check_answers(answers: Sequence[asyncpg.Record], told: Counter[str], found: Found) -> None:
    for row in answers:
        what, times = f"{row['mentorship_id']} {row['role']} {row['kind']} {row['step']}", told[str(row["id"])]
        if row["told_at"] is None:
            found["an answer was never told"].append(what)
        elif row["refused"] is None and times != 1:
            found["an answer was told twice" if times else "an answer counts as told and was not"].append(what)
        if row["refused"]:
            found["an answer was refused"].append(f"{what}: {row['refused']}")
