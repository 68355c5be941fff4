"""A recorded history, cut where its first reminder came due, on which the real workflow runs at a later time."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from temporalio.api.common.v1 import Payload, Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)
from temporalio.workflow import ActivityHandle

from schemas.messages import Order
from tests.histories.keeping import kept
from worker import WORKFLOWS, sandbox
from workflows.converter import CONVERTER


@dataclass
class LateHistory:
    """Events up to the workflow task that woke for the first reminder, at the time `due`."""

    events: list[HistoryEvent]
    order: HistoryEvent  # how an activity is scheduled
    due: datetime
    known: set[str]  # keys of the steps before

    def move_to(self, moment: datetime) -> None:
        """Make the last workflow task start later."""
        self.events[-1].event_time.FromDatetime(moment.replace(tzinfo=None))

    async def steps(self) -> list[str]:
        """Replay the workflow and return the keys of the new steps that it takes."""
        seen: list[str] = []
        replayer = Replayer(
            workflows=WORKFLOWS,
            workflow_runner=sandbox(),
            data_converter=CONVERTER,
            interceptors=[_Watching(seen)],
        )
        history = WorkflowHistory("mentorship/late", self.events)
        await replayer.replay_workflow(history, raise_on_replay_failure=False)
        return [key for key in seen if key not in self.known]

    def complete(self, step: str, readers: list[str], moment: datetime) -> None:
        """Complete a step at once, with letters to these readers, and wake the workflow again."""
        task = self._add("WORKFLOW_TASK_COMPLETED", moment)
        done = task.workflow_task_completed_event_attributes
        done.started_event_id, done.scheduled_event_id = task.event_id - 1, task.event_id - 2
        number = self._schedule(step, moment, task.event_id)
        self._add("ACTIVITY_TASK_STARTED", moment).activity_task_started_event_attributes.scheduled_event_id = number
        ended = self._add("ACTIVITY_TASK_COMPLETED", moment).activity_task_completed_event_attributes
        ended.scheduled_event_id, ended.started_event_id = number, number + 1
        facts = Payload(
            metadata={"encoding": b"json/plain"}, data=json.dumps({"result": "taken", "written": readers}).encode()
        )
        ended.result.CopyFrom(Payloads(payloads=[facts]))
        self._add("WORKFLOW_TASK_SCHEDULED", moment).workflow_task_scheduled_event_attributes.attempt = 1
        begun = self._add("WORKFLOW_TASK_STARTED", moment)
        begun.workflow_task_started_event_attributes.scheduled_event_id = begun.event_id - 1

    def _add(self, kind: str, moment: datetime) -> HistoryEvent:
        number = self.events[-1].event_id + 1
        event = HistoryEvent(event_id=number, event_type=EventType.Value(f"EVENT_TYPE_{kind}"))
        event.event_time.FromDatetime(moment.replace(tzinfo=None))
        self.events.append(event)
        return event

    def _schedule(self, step: str, moment: datetime, task: int) -> int:
        """Copy how an activity was scheduled, under the step's key."""
        event = self._add("ACTIVITY_TASK_SCHEDULED", moment)
        event.activity_task_scheduled_event_attributes.CopyFrom(self.order.activity_task_scheduled_event_attributes)
        event.activity_task_scheduled_event_attributes.activity_id = step
        event.activity_task_scheduled_event_attributes.workflow_task_completed_event_id = task
        return event.event_id


def late_history(name: str) -> LateHistory:
    """Cut a recorded history just before its first reminder."""
    events = list(WorkflowHistory.from_json("mentorship/late", kept(name)).events)
    known: set[str] = set()
    for event in events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            key = json.loads(event.activity_task_scheduled_event_attributes.input.payloads[0].data)["step"]["key"]
            if "/reminder/" in key:
                break
            known.add(key)
    cut = events[: event.event_id - 1]  # ids count from 1
    while not cut[-1].HasField("workflow_task_started_event_attributes"):
        cut.pop()
    due = cut[-1].event_time.ToDatetime().replace(tzinfo=UTC)
    return LateHistory(cut, event, due, known)


class _Watching(Interceptor):
    """Records every order that the workflow gives."""

    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        """Return the interceptor that records."""
        seen = self.seen

        class Out(WorkflowOutboundInterceptor):
            def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
                order: Order = input.args[0]
                seen.append(order.step.key)
                return super().start_activity(input)

        class In(WorkflowInboundInterceptor):
            def init(self, outbound: WorkflowOutboundInterceptor) -> None:
                super().init(Out(outbound))

        return In
