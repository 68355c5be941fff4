"""Whether workers take what Temporal has for them; without one, nobody else notices that mentorships stand still."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client

from schemas.ids import TASK_QUEUE

PATIENCE = timedelta(seconds=3)
LONG = 60.0  # seconds; with a worker that keeps up, work waits for well under a second
NONE = "No worker has asked for work in the last five minutes, so no letter is written. Start one."
WAITING = (
    "Work has waited for a worker for {:.0f} seconds: none is running, too few are, their version is not current, "
    "or none is running of an older version that some mentorships stay with. See the log of the workers."
)


@dataclass(frozen=True)
class Workers:
    """How long the oldest work has waited, in seconds: to decide what comes next, and to take a step."""

    decisions: float
    steps: float
    asking: bool  # whether a worker asked for work in the last five minutes

    @property
    def trouble(self) -> str:
        """What is wrong, as a sentence; empty if work is taken."""
        waited = max(self.decisions, self.steps)
        if waited > LONG:
            return WAITING.format(waited)
        return "" if self.asking else NONE


async def workers_of(client: Client, queue: str = "") -> Workers:
    """Ask Temporal, which counts to within some seconds; raises RPCError, or RuntimeError, if it is down."""
    kinds = (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
    decisions, steps = await asyncio.gather(*(described(client, queue or TASK_QUEUE, kind, PATIENCE) for kind in kinds))
    return Workers(_waited(decisions), _waited(steps), bool(decisions.pollers))


async def described(
    client: Client, queue: str, kind: TaskQueueType.ValueType, patience: timedelta
) -> DescribeTaskQueueResponse:
    """Return what Temporal says of a task queue; raises RPCError, or RuntimeError, if it is down."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind, report_stats=True
    )
    return await client.workflow_service.describe_task_queue(request, timeout=patience)


def _waited(described: DescribeTaskQueueResponse) -> float:
    """Return the age of the oldest task; 0 for a server that does not report it."""
    return described.stats.approximate_backlog_age.ToTimedelta().total_seconds()
