"""Which version of the workers gets work from Temporal: one of another version would wait for it without a word."""

from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.service import RPCError

from intake.workers import described

PATIENCE = timedelta(seconds=5)
SET_CURRENT = "`temporal worker deployment set-current-version --deployment-name {} {}`"


async def why_idle(client: Client, queue: str, ours: WorkerDeploymentVersion | None) -> str:
    """Return why a worker of our version gets no new work; nothing if it does, or if Temporal does not say."""
    kind = TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
    try:
        found = (await described(client, queue, kind, PATIENCE)).versioning_info
    except (RPCError, RuntimeError, OSError):
        return ""
    ramping = [found.ramping_deployment_version] if found.ramping_version_percentage else []
    taken = [(one.deployment_name, one.build_id) for one in (found.current_deployment_version, *ramping)]
    mine = (ours.deployment_name, ours.build_id) if ours else ("", "")
    return "" if mine in taken else _explained(ours, *taken[0])


def _explained(ours: WorkerDeploymentVersion | None, deployment: str, build: str) -> str:
    if ours:
        command = SET_CURRENT.format(ours.deployment_name, f"--build-id {ours.build_id}")
        return f"version {ours.build_id} is not current, so this worker gets no new work until you run {command}"
    return (
        f"version {build} is current, so this worker, which has none, gets no work: set RAPPORT_DEPLOYMENT and"
        f" RAPPORT_BUILD_ID, or run {SET_CURRENT.format(deployment, '--unversioned')}"
    )
