"""The real workflow class driven through the SDK's own instance: no server, no waiting, every command seen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.bridge.proto.workflow_activation import WorkflowActivation, WorkflowActivationJob
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner

from policy.lifecycle import expected
from schemas.messages import Answer, News, Order, Receipt, StepOutcome
from schemas.names import StepResult
from schemas.state import State
from tests.workflows.instance import instance_of
from workflows.calls import STOP_AFTER
from workflows.converter import CONVERTER

PAYLOADS = CONVERTER.payload_converter
Said = Answer | News | dict[str, Any] | None
AT_ONCE = timedelta(0)
EVENTS = 3  # that a workflow task adds to a history, about


class TaskFailedError(Exception):
    """The workflow task failed: nothing is lost, and nothing goes on."""


RUNS: "list[Run]" = []  # of this test


@dataclass(frozen=True)
class Refused:
    """An update that was refused, by the validator or by its handler."""

    code: str
    accepted: bool  # it was taken in before it was refused


@dataclass
class Run:
    """One run of a workflow, and all it asked for; `now` is the clock of the server."""

    state: State
    now: datetime
    runner: WorkflowRunner = field(default_factory=UnsandboxedWorkflowRunner)
    history: int = 5
    new_release: bool = False  # a newer deployment waits for this run
    timers: dict[int, datetime] = field(default_factory=dict)
    steps: dict[int, Order] = field(default_factory=dict)
    asked_to_stop: set[int] = field(default_factory=set)
    patience: set[int] = field(default_factory=set)  # timers after which the step in hand is asked to stop
    activities: list[str] = field(default_factory=list)  # ids, in order
    taken: list[tuple[str, datetime]] = field(default_factory=list)
    replies: dict[str, Receipt | Refused | bool] = field(default_factory=dict)
    accepted: set[str] = field(default_factory=set)
    upserts: int = 0
    renewed: State | None = None
    over: Literal["", "completed", "cancelled", "failed"] = ""

    def __post_init__(self) -> None:
        RUNS.append(self)
        self._instance = instance_of(self.runner, self.now)
        job = WorkflowActivationJob()
        job.initialize_workflow.workflow_type = "Mentorship"
        job.initialize_workflow.workflow_id = f"mentorship/{self.state.mentorship}"
        job.initialize_workflow.arguments.extend(PAYLOADS.to_payloads([self.state]))
        self.activate(job)

    @property
    def ended(self) -> bool:
        """Whether this run is over, whether or not another one follows."""
        return bool(self.over or self.renewed)

    @property
    def order(self) -> Order:
        """The one step in hand."""
        (order,) = self.steps.values()
        return order

    def activate(self, *jobs: WorkflowActivationJob) -> None:
        """Give the workflow one task, with all that has happened since the last one."""
        self.history += EVENTS
        activation = WorkflowActivation(
            run_id="run",
            history_length=self.history,
            jobs=jobs,
            timestamp=_timestamp(self.now),
            target_worker_deployment_version_changed=self.new_release,
        )
        completion: WorkflowActivationCompletion = self._instance.activate(activation)
        if completion.HasField("failed"):
            raise TaskFailedError(completion.failed.failure.message)
        for command in completion.successful.commands:
            self._carry_out(command)

    def pass_until(self, moment: datetime) -> None:
        """Let time pass, firing every timer on its way, until a step is in hand."""
        while self.timers and not self.steps and (due := min(self.timers.values())) <= moment:
            self.wake(late=max(self.now, due) - due)
        if not self.steps:
            self.now = max(self.now, moment)

    def evict(self) -> None:
        """Push the workflow out of the worker's cache, so that nothing of it is left behind."""
        job = WorkflowActivationJob()
        job.remove_from_cache.SetInParent()
        self._instance.activate(WorkflowActivation(run_id="run", jobs=[job]))

    def wake(self, late: timedelta = timedelta(0), *jobs: WorkflowActivationJob) -> None:
        """Fire the next timer, as late as a worker that was away."""
        number, due = min(self.timers.items(), key=lambda item: item[1])
        self.now = max(self.now, due + late)
        del self.timers[number]
        job = WorkflowActivationJob()
        job.fire_timer.seq = number
        self.activate(*jobs, job)

    def finish(
        self, outcome: StepOutcome | None = None, after: timedelta = timedelta(seconds=1), late: timedelta = AT_ONCE
    ) -> Order:
        """Let the step in hand come out as given, or well; `late` is for how long it failed first. Return its order."""
        self.now += after + late
        order = self.order
        self.activate(self.finished(outcome, late))
        return order

    def finished(self, outcome: StepOutcome | None = None, late: timedelta = AT_ONCE) -> WorkflowActivationJob:
        """Return the job that tells what came of the step in hand."""
        ((number, order),) = self.steps.items()
        self.steps.clear()
        came = (outcome or expected(order.state, order.step)).with_(at=order.now + late)
        if came.result is StepResult.TAKEN:
            self.taken.append((order.step.key, order.now))
        job = WorkflowActivationJob()
        job.resolve_activity.seq = number
        job.resolve_activity.result.completed.result.CopyFrom(PAYLOADS.to_payloads([came])[0])
        return job

    def stop(self, committed: bool = False) -> None:
        """Let the step in hand be asked to stop, and stop as one between two tries does at once; Postgres then says
        whether an earlier try had committed it."""
        ((number, order),) = self.steps.items()
        while number not in self.asked_to_stop and self.timers:
            self.wake()
        assert number in self.asked_to_stop, "nobody asked the step to stop"
        self.steps.clear()
        job = WorkflowActivationJob()
        job.resolve_activity.seq = number
        failure = job.resolve_activity.result.cancelled.failure
        failure.message = "Activity cancelled"
        failure.activity_failure_info.activity_id = order.step.key
        failure.cause.canceled_failure_info.SetInParent()
        self.activate(job)
        assert self.activities[-1] == f"{order.step.key}/outcome"
        self.steps.clear()
        came = expected(order.state, order.step).with_(at=order.now) if committed else None
        known = WorkflowActivationJob()
        known.resolve_activity.seq = number + 1
        known.resolve_activity.result.completed.result.CopyFrom(PAYLOADS.to_payloads([came])[0])
        self.activate(known)

    def send(self, said: Said, name: str = "answer") -> Receipt | Refused | bool | None:
        """Send an update; return what came of it, None while the workflow holds it up."""
        id, job = self.update(said, name)
        self.activate(job)
        return self.replies.get(id)

    def update(self, said: Said, name: str = "answer") -> tuple[str, WorkflowActivationJob]:
        """Return an update's id and its job."""
        job = WorkflowActivationJob()
        id = str(said.id if isinstance(said, Answer | News) else name)
        job.do_update.id = job.do_update.protocol_instance_id = id
        job.do_update.name = name
        job.do_update.run_validator = True
        if said:
            job.do_update.input.extend(PAYLOADS.to_payloads([said]))
        return id, job

    def cancel(self) -> None:
        """Cancel the workflow, as an operator may."""
        job = WorkflowActivationJob()
        job.cancel_workflow.reason = "by hand"
        self.activate(job)

    def _carry_out(self, command: WorkflowCommand) -> None:
        kind = command.WhichOneof("variant")
        handler: Callable[[Any], None] = getattr(self, f"_{kind}", lambda _: None)
        handler(getattr(command, str(kind)))

    def _start_timer(self, command: Any) -> None:
        self.timers[command.seq] = self.now + command.start_to_fire_timeout.ToTimedelta()
        if command.start_to_fire_timeout.ToTimedelta() == STOP_AFTER:
            self.patience.add(command.seq)

    def _cancel_timer(self, command: Any) -> None:
        self.timers.pop(command.seq, None)

    def _schedule_activity(self, command: Any) -> None:
        assert not self.steps, "two steps at once"
        (order,) = PAYLOADS.from_payloads(list(command.arguments), [Order])
        self.steps[command.seq] = order
        self.activities.append(command.activity_id)

    def _request_cancel_activity(self, command: Any) -> None:
        self.asked_to_stop.add(command.seq)

    def _upsert_workflow_search_attributes(self, command: Any) -> None:
        self.upserts += 1

    def _update_response(self, command: Any) -> None:
        id = command.protocol_instance_id
        match command.WhichOneof("response"):
            case "accepted":
                self.accepted.add(id)
            case "rejected":
                code = command.rejected.application_failure_info.type or command.rejected.message
                self.replies[id] = Refused(code, id in self.accepted)
            case "completed":
                (reply,) = PAYLOADS.from_payloads([command.completed], [bool if id == "renew" else Receipt])
                self.replies[id] = reply

    def _continue_as_new_workflow_execution(self, command: Any) -> None:
        (self.renewed,) = PAYLOADS.from_payloads(list(command.arguments), [State])

    def _complete_workflow_execution(self, command: Any) -> None:
        self.over = "completed"

    def _cancel_workflow_execution(self, command: Any) -> None:
        self.over = "cancelled"

    def _fail_workflow_execution(self, command: Any) -> None:
        self.over = "failed"


def receipt_of(reply: Receipt | Refused | bool | None) -> Receipt:
    """Return the receipt of an update that was taken."""
    assert isinstance(reply, Receipt), reply
    return reply


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC).replace(tzinfo=None))
    return stamp
