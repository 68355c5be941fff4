"""Composition root of the worker: settings in, a running worker out."""

import asyncio
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.envconfig import ClientConfig
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from activities.outbox import Outbox
from activities.smtp import Relay
from activities.steps import Steps
from letters.links import Links
from schemas.ids import TASK_QUEUE
from settings import Settings
from store.pool import open_pool
from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship

WORKFLOWS = [Mentorship]
DRAIN_SECONDS = 10.0  # for letters that are at the relay, once activities have had their time
CACHED_WORKFLOWS = 1000  # about 40 KiB each unsandboxed; whatever is pushed out is replayed when it wakes

# Never list `workflows` itself: its code must stay inside the sandbox.
PASSED_THROUGH = ("activities", "letters", "policy", "schemas", "store", "workflows.calls",
                  "workflows.search_attributes", "workflows.updatable_timer")  # fmt: skip


def sandbox() -> WorkflowRunner:
    """Return the runner of tests and replays; a module forgotten above fails at start."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    policy = (
        SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return SandboxedWorkflowRunner(restrictions=restrictions.with_import_notification_policy(policy))


async def connect(settings: Settings) -> Client:
    """Connect to Temporal as the SDK's own environment says; see temporalio.envconfig."""
    config = ClientConfig.load_client_connect_config()
    runtime = Runtime.default()
    if settings.metrics_port:
        metrics = PrometheusConfig(bind_address=f"127.0.0.1:{settings.metrics_port}", durations_as_seconds=True)
        runtime = Runtime(telemetry=TelemetryConfig(metrics=metrics))
    return await Client.connect(**config, data_converter=CONVERTER, runtime=runtime)


def runner_of(settings: Settings) -> WorkflowRunner:
    """Return the sandbox where it is asked for; without it, workflows take less than half of the memory and CPU.

    What the sandbox would notice, lint, import contracts and sandboxed tests notice before.
    """
    return sandbox() if settings.workflow_sandbox else UnsandboxedWorkflowRunner()


def deployment_of(settings: Settings) -> WorkerDeploymentConfig | None:
    """Return the version that this worker's runs are pinned to until they begin anew; None where none is configured."""
    if not settings.deployment:
        return None
    version = WorkerDeploymentVersion(deployment_name=settings.deployment, build_id=settings.build_id)
    return WorkerDeploymentConfig(
        version=version, use_worker_versioning=True, default_versioning_behavior=VersioningBehavior.PINNED
    )


def worker_of(client: Client, steps: Steps, settings: Settings) -> Worker:
    """Return the worker for one client, with every workflow and activity of Rapport."""
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=WORKFLOWS,
        activities=[steps.take_step],
        workflow_runner=runner_of(settings),
        deployment_config=deployment_of(settings),
        max_cached_workflows=CACHED_WORKFLOWS,
        max_concurrent_activities=20,
        graceful_shutdown_timeout=timedelta(seconds=30),
    )


async def main(settings: Settings, shutdown: asyncio.Event) -> None:
    """Work until `shutdown` is set, then finish what is under way."""
    pool = await open_pool(settings.database_url.get_secret_value(), settings.database_connections, "rapport_worker")
    links = Links(settings.base_url, tuple(secret.get_secret_value().encode() for secret in settings.secrets))
    relay = Relay(settings.smtp_url.get_secret_value(), settings.smtp_connections)
    outbox = Outbox(pool, relay, settings.mail_from)
    try:
        client = await connect(settings)
        async with worker_of(client, Steps(pool, outbox, links, settings.mail_domain), settings):
            await outbox.work(shutdown)
    finally:
        await outbox.drain(DRAIN_SECONDS)
        await relay.close()
        await pool.close()
