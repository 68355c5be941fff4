"""The SDK's own instance of the workflow class, made without a server."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio.api.common.v1 import Payloads
from temporalio.common import Priority, TypedSearchAttributes
from temporalio.worker import WorkflowRunner
from temporalio.worker._workflow_instance import WorkflowInstance, WorkflowInstanceDetails
from temporalio.workflow import Info, _Definition

from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship


def instance_of(runner: WorkflowRunner, now: datetime) -> WorkflowInstance:
    """Return a workflow that waits for its first activation."""
    details = WorkflowInstanceDetails(
        payload_converter_factory=CONVERTER._new_payload_converter,
        failure_converter_class=CONVERTER.failure_converter_class,
        interceptor_classes=[],
        defn=_Definition.must_from_class(Mentorship),
        info=_info(now),
        randomness_seed=UUID(int=1).int,
        extern_functions={},
        disable_eager_activity_execution=False,
        worker_level_failure_exception_types=[],
        patch_activation_callback=None,
        last_completion_result=Payloads(),
        last_failure=None,
    )
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    try:
        return runner.create_instance(details)
    finally:
        asyncio._set_running_loop(None)
        loop.close()


def _info(now: datetime) -> Info:
    nothing: dict[str, Any] = {
        "continued_run_id": None,
        "cron_schedule": None,
        "execution_timeout": None,
        "parent": None,
        "root": None,
        "retry_policy": None,
        "run_timeout": None,
    }
    return Info(
        **nothing,
        attempt=1,
        first_execution_run_id="run",
        headers={},
        namespace="default",
        original_execution_run_id="run",
        raw_memo={},
        run_id="run",
        search_attributes={},
        start_time=now,
        workflow_start_time=now,
        task_queue="rapport",
        task_timeout=timedelta(seconds=10),
        typed_search_attributes=TypedSearchAttributes.empty,
        workflow_id="mentorship/pair",
        workflow_type="Mentorship",
        priority=Priority.default,
    )
