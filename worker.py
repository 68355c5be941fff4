"""Composition root of the worker: builds and runs a worker from the settings."""

import asyncio
import logging
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.envconfig import ClientConfig
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from activities.concerns import Concerns
from activities.outbox import Outbox
from activities.outbox_rows import Count
from activities.smtp import Relay
from activities.staying_in_touch import StayingInTouch
from activities.step_log import StepLog, brief_failures
from activities.steps import Steps
from addresses import host_of, place_of
from intake.current_version import why_idle
from intake.signing_keys import keep_noting
from intake.waiting import postgres, temporal, until_there
from letters.links import Links
from schemas.ids import TASK_QUEUE
from schemas.names import MailState
from settings import Settings, version
from store.pool import Pool
from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship

log = logging.getLogger(__name__)

WORKFLOWS = [Mentorship]
# From SIGTERM on: for workflow tasks and for steps that send nothing, and for letters at the relay. Together with what
# activities/outbox.py and store/pool.py then take, less than TimeoutStopSec=60 of the manual.
GRACE_SECONDS, DRAIN_SECONDS = 30.0, 30.0
LAST_SECONDS = 50.0  # from SIGTERM on, whatever still waits for a Postgres that does not answer is broken off
CACHED_WORKFLOWS = 1000  # about 40 KiB each without the sandbox; evicted ones are replayed when they wake

# Never list `workflows` itself: its code must stay inside the sandbox.
PASSED_THROUGH = ("activities", "letters", "policy", "schemas", "store", "workflows.answer_updates", "workflows.calls",
                  "workflows.refusing", "workflows.search_attributes", "workflows.updatable_timer")  # fmt: skip


def sandbox() -> WorkflowRunner:
    """Return the runner for tests and replays; a module missing above fails at start."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)
    policy = (
        SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
    )
    return SandboxedWorkflowRunner(restrictions=restrictions.with_import_notification_policy(policy))


def runtime_of(settings: Settings) -> Runtime:
    """Return the SDK's runtime; if the port for its metrics is in use, it runs without metrics."""
    if not settings.metrics_port:
        return Runtime.default()
    metrics = PrometheusConfig(bind_address=f"127.0.0.1:{settings.metrics_port}", durations_as_seconds=True)
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=metrics))
    except ValueError as error:
        log.error("no metrics from this worker: port %s of RAPPORT_METRICS_PORT: %s", settings.metrics_port, error)
        return Runtime.default()


def mail_count(runtime: Runtime) -> Count:
    """Return the counter of letters by result, exposed with the SDK's own metrics; it names nobody."""
    says = "attempts to send a letter to the relay, by letter and by result"
    counter = runtime.metric_meter.create_counter("rapport_mail_outcomes_total", says)

    def count(letter: str, state: MailState) -> None:
        if letter != "concern":  # its minute would tell whoever reads metrics that somebody has raised one
            counter.add(1, {"letter": letter, "state": state.value})

    return count


async def connect(runtime: Runtime) -> Client:
    """Connect to Temporal with the SDK's own environment variables; see temporalio.envconfig."""
    config = ClientConfig.load_client_connect_config()
    return await Client.connect(**config, data_converter=CONVERTER, runtime=runtime)


def runner_of(settings: Settings) -> WorkflowRunner:
    """Return the sandbox if it is wanted; without it, workflows need less than half of the memory and CPU.

    Lint, import contracts and sandboxed tests find earlier what the sandbox would find.
    """
    return sandbox() if settings.workflow_sandbox else UnsandboxedWorkflowRunner()


def deployment_of(settings: Settings) -> WorkerDeploymentConfig | None:
    """Return the version to which this worker's runs are pinned until they continue as new; None if not configured."""
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
        activities=[steps.take_step, steps.outcome_of_step],
        workflow_runner=runner_of(settings),
        deployment_config=deployment_of(settings),
        max_cached_workflows=CACHED_WORKFLOWS,
        interceptors=[StepLog()],
        max_concurrent_activities=20,
        graceful_shutdown_timeout=timedelta(seconds=GRACE_SECONDS),
    )


async def main(settings: Settings, shutdown: asyncio.Event) -> None:
    """Wait for Postgres and Temporal, work until `shutdown` is set, then finish the current work.

    Raises AwayError if they are not ready within RAPPORT_WAIT.
    """
    url, runtime = settings.database_url.get_secret_value(), runtime_of(settings)
    size, wait = settings.database_connections, settings.wait
    pool = await until_there("Postgres", lambda: postgres(url, size, "rapport_worker"), shutdown, wait)
    if pool is None:
        return
    last = asyncio.create_task(_cut_off(pool, shutdown))
    try:
        client = await until_there("Temporal", lambda: temporal(lambda: connect(runtime)), shutdown, wait)
        if client is not None:
            await _work(settings, pool, client, runtime, shutdown)
    finally:
        await pool.close()
        last.cancel()


async def _cut_off(pool: Pool, shutdown: asyncio.Event) -> None:
    """End every session a while after `shutdown`, because asyncpg waits for a frozen server before it cancels."""
    await shutdown.wait()
    await asyncio.sleep(LAST_SECONDS)
    log.error("Postgres does not answer; this worker ends without it, and letters at the relay count as unknown")
    pool.terminate()


async def _work(settings: Settings, pool: Pool, client: Client, runtime: Runtime, shutdown: asyncio.Event) -> None:
    brief_failures()
    smtp_url = settings.smtp_url.get_secret_value()
    links = Links(settings.base_url, tuple(secret.get_secret_value().encode() for secret in settings.secrets))
    relay = Relay(smtp_url, settings.smtp_connections)
    outbox = Outbox(pool, relay, settings.mail_from, count=mail_count(runtime))
    draining: asyncio.Task[None] | None = None
    try:
        async with worker_of(client, Steps(pool, outbox, links, settings.mail_domain), settings):
            log.info(
                "worker %s is running: Temporal %s, namespace %s; Postgres %s; relay %s",
                *(version(), client.service_client.config.target_host, client.namespace),
                *(place_of(settings.database_url.get_secret_value()), host_of(smtp_url)),
            )
            await _warn_if_idle(client, settings)
            noting = asyncio.create_task(keep_noting(pool, settings, shutdown))
            confiding = asyncio.create_task(Concerns(pool, outbox, links, settings.mail_domain).work(shutdown))
            reminding = asyncio.create_task(StayingInTouch(pool, outbox, links, settings.mail_domain).work(shutdown))
            await outbox.work(shutdown)
            log.info("worker is stopping: it finishes its current work")
            # Beside the worker's own end, because steps wait for their letters, however slow the relay is.
            draining = asyncio.create_task(outbox.drain(DRAIN_SECONDS))
            await asyncio.gather(noting, confiding, reminding, return_exceptions=True)
    finally:
        await (draining or outbox.drain(DRAIN_SECONDS))
        await relay.close()


async def _warn_if_idle(client: Client, settings: Settings) -> None:
    deployment = deployment_of(settings)
    if why := await why_idle(client, TASK_QUEUE, deployment.version if deployment else None):
        log.warning("%s", why)
