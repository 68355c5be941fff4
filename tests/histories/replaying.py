"""Replaying a kept history: the same events must lead to the same steps, to the same people, at the same times."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowRunner

from policy.lifecycle import next_step
from schemas.messages import Order, Step
from schemas.names import Outcome
from schemas.state import State
from tests.histories.keeping import FOLDER, kept
from worker import WORKFLOWS
from workflows.converter import CONVERTER
from workflows.updatable_timer import UpdatableTimer

HISTORIES = sorted(FOLDER.glob("*.json"))
ROUNDING = timedelta(milliseconds=1)  # of the server's clock, and of floating-point seconds
# Timers that are no decisions of the policy.
OTHERS = (b"an answer is recorded and on its way", b"a step held up", b"a new run is about to begin")


@dataclass
class Decided:
    """What a run decided: how long it waited, which steps it took, and how it ended."""

    waits: list[timedelta] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    outcome: Outcome | None = None


async def difference(file: Path, runner: WorkflowRunner) -> str:
    """Replay a history; return what would happen otherwise now, empty where nothing would."""
    history = WorkflowHistory.from_json(f"mentorship/{file.stem}", kept(file.stem))
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=runner, data_converter=CONVERTER)
    with pytest.MonkeyPatch.context() as patch:
        now = _watched(patch)
        try:
            await replayer.replay_workflow(history)
        except Exception as error:
            return f"another step: {error}"
    before = Decided(timers(history), steps(history), outcome(history))
    return _other_time(before.waits, now.waits) or _other_letter(before.steps, now.steps) or _other_end(before, now)


def timers(history: WorkflowHistory) -> list[timedelta]:
    """Return how long a history waited for its steps, each time it set a timer for one."""
    return [
        event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
        and not any(other in event.user_metadata.summary.data for other in OTHERS)
    ]


def steps(history: WorkflowHistory) -> list[Step]:
    """Return the steps that a history ordered, each with whom it concerned and why."""
    taken = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    inputs = [e.activity_task_scheduled_event_attributes.input for e in history.events if e.event_type == taken]
    orders = [CONVERTER.payload_converter.from_payloads(given.payloads, [Order]) for given in inputs]
    return [order.step for (order,) in orders]


def outcome(history: WorkflowHistory) -> Outcome | None:
    """Return how a history ended; None for one that went on."""
    end = history.events[-1]
    if end.event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
        return None
    result = end.workflow_execution_completed_event_attributes.result.payloads
    (ended,) = CONVERTER.payload_converter.from_payloads(result, [Outcome])
    return Outcome(ended)


def _watched(patch: pytest.MonkeyPatch) -> Decided:
    """Return what the workflow being replayed decides, as it comes; Temporal compares ids and that there are timers."""
    decided = Decided()
    start, take = UpdatableTimer._start, workflow.start_activity_method

    def waiting(self: UpdatableTimer, left: timedelta, label: str) -> asyncio.Task[None]:
        decided.waits.append(left)
        return start(self, left, label)

    def taking(activity: Any, order: Order, **options: Any) -> Any:
        decided.steps.append(order.step)
        return take(activity, order, **options)

    def deciding(state: State, now: datetime) -> Step | None:
        decided.outcome = state.outcome
        return next_step(state, now)

    patch.setattr(UpdatableTimer, "_start", waiting)
    patch.setattr(workflow, "start_activity_method", taking)
    patch.setattr("policy.card.next_step", deciding)
    return decided


def _other_time(before: list[timedelta], now: list[timedelta]) -> str:
    for number, (old, new) in enumerate(zip(before, now, strict=False), 1):
        if abs(old - new) > ROUNDING:
            return f"another time: wait {number} was {old} and is {new}"
    return "" if len(before) == len(now) else f"another time: there were {len(before)} waits and are {len(now)}"


def _other_letter(before: list[Step], now: list[Step]) -> str:
    for old, new in zip(before, now, strict=True):
        if old.to != new.to:
            return f"other recipients: {old.key} was to {old.to} and is to {new.to}"
        if old.reason != new.reason:
            return f"another reason: {old.key} was because of {old.reason!r} and is because of {new.reason!r}"
    return ""


def _other_end(before: Decided, now: Decided) -> str:
    if before.outcome in (None, now.outcome):
        return ""
    return f"another end: it was {before.outcome} and is {now.outcome}"
