"""Worker deployment versioning: runs stay with their release, and move to the next one when they begin anew."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from pydantic import SecretStr
from temporalio import activity
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, SetWorkerDeploymentCurrentVersionRequest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from policy.lifecycle import expected
from schemas.messages import Answer, Order, Receipt, StepOutcome
from schemas.names import PAIR, AnswerKind
from schemas.rules import Courtesy, Rules
from schemas.state import State
from schemas.step_key import StepKey
from settings import Settings
from tests.patience import PATIENCE
from tests.policy.pairs import paired
from worker import CACHED_WORKFLOWS, WORKFLOWS, deployment_of, runner_of
from workflows.converter import CONVERTER

OPEN = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24)


def settings(**more: object) -> Settings:
    """Return settings without the environment."""
    given = {
        "database_url": SecretStr("postgresql://nowhere/rapport"),
        "smtp_url": SecretStr("smtp://127.0.0.1:1"),
        "base_url": "http://rapport.test",
        "mail_from": "Rapport <rapport@example.org>",
        "mail_domain": "example.org",
        "secrets": (SecretStr("a signing key of the tests, long enough"),),
    }
    return Settings.model_validate({**given, **more})


@activity.defn(name="take_step")
async def take_well(order: Order) -> StepOutcome:
    """Take any step, and let it go well."""
    return expected(order.state, order.step).with_(at=order.now)


@asynccontextmanager
async def release(client: Client, deployment: str, build: str, queue: str) -> AsyncIterator[None]:
    """Run a worker of one release, and make it the current one."""
    version = deployment_of(settings(deployment=deployment, build_id=build))
    async with Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=[take_well],
        workflow_runner=UnsandboxedWorkflowRunner(),
        deployment_config=version,
    ):
        await _make_current(client, deployment, build)
        await until(lambda: _is_current(client, queue, build))
        yield


async def _make_current(client: Client, deployment: str, build: str) -> None:
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace, deployment_name=deployment, build_id=build, identity="tests"
    )
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await client.workflow_service.set_worker_deployment_current_version(request)
                return
            except RPCError:  # the server has not seen the worker poll yet
                await asyncio.sleep(0.2)


async def _is_current(client: Client, queue: str, build: str) -> bool:
    """Whether the server sends new runs to this release: it knows so a moment after it was told."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await client.workflow_service.describe_task_queue(asked)
    return described.versioning_info.current_deployment_version.build_id == build


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.1)


async def _builds(handle: WorkflowHandle[State, object]) -> str:
    described = (await handle.describe()).raw_description
    return described.workflow_execution_info.versioning_info.deployment_version.build_id


async def _say_yes(handle: WorkflowHandle[State, object]) -> None:
    for role in PAIR:
        yes = Answer(id=uuid4(), role=role, kind=AnswerKind.AGREE, step=StepKey("agreement/1"))
        await handle.execute_update("answer", yes, result_type=Receipt)


async def test_a_run_is_pinned_to_its_release_until_it_begins_anew_after_a_step(temporal: str) -> None:
    client = await Client.connect(temporal, data_converter=CONVERTER)
    deployment, queue = f"rapport-{uuid4().hex[:8]}", f"queue-{uuid4().hex[:8]}"
    state = paired(Rules(courtesy=OPEN, undo_minutes=0)).with_(mentorship=uuid4())
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(release(client, deployment, "one", queue))
        handle = await client.start_workflow("Mentorship", state, id=f"mentorship/{state.mentorship}", task_queue=queue)

        async def is_asked() -> bool:
            return "agreement/1" in (await handle.fetch_history()).to_json()

        await until(is_asked)
        first = await handle.describe()
        await stack.enter_async_context(release(client, deployment, "two", queue))
        assert await _builds(handle) == "one"
        await _say_yes(handle)

        async def has_moved() -> bool:
            """The engine tells a run of a new release with its workflow tasks, soon after the release is current."""
            if (await handle.describe()).run_id != first.run_id:
                return await _builds(handle) == "two"
            with suppress(RPCError, WorkflowUpdateFailedError):  # it begins anew at this very moment
                await handle.execute_update("renew", result_type=bool, rpc_timeout=timedelta(seconds=5))
            return False

        await until(has_moved)
        await handle.terminate()


def test_without_a_configured_version_nothing_is_versioned() -> None:
    assert deployment_of(settings()) is None


@pytest.mark.parametrize("half", [{"deployment": "rapport"}, {"build_id": "one"}])
def test_half_a_version_is_a_clear_error(half: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="set both RAPPORT_DEPLOYMENT and RAPPORT_BUILD_ID, or neither"):
        settings(**half)


def test_production_runs_unsandboxed_and_whoever_asks_runs_in_the_sandbox() -> None:
    assert isinstance(runner_of(settings()), UnsandboxedWorkflowRunner)
    assert isinstance(runner_of(settings(workflow_sandbox=True)), SandboxedWorkflowRunner)
    assert CACHED_WORKFLOWS >= 100
