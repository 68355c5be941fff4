"""Reset the local stack: delete all mentorships and letters, and load the sample as at the first start."""

import asyncio
from contextlib import suppress
from importlib.resources import files
from uuid import UUID

import asyncpg
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from gateway.api.examples import MENTORSHIP
from schemas.ids import workflow_id
from stack.catcher.mailbox import Mailbox
from stack.child_process import StackError
from stack.sample import PARTS, load
from stack.state_folder import StateFolder

FORGET = files("stack").joinpath("start_over.sql").read_text("utf-8")
ALL = 'WorkflowType="Mentorship"'
PATIENCE = 30.0  # seconds until all workflows have ended
STILL_THERE = "Temporal has not deleted every mentorship yet. Please try again in a minute."


async def start_over(state_folder: StateFolder, mailbox: Mailbox) -> None:
    """Delete every mentorship and every letter, and load the sample; raises StackError, RPCError or RuntimeError."""
    client = await Client.connect(state_folder.told("temporal"))
    await _end_all(client)
    connection = await asyncpg.connect(state_folder.told("database"))
    try:
        await connection.execute(FORGET)
    finally:
        await connection.close()
    mailbox.clear()
    await load(*(state_folder.told(name) for name in PARTS))


async def _end_all(client: Client) -> None:
    """Delete every workflow in Temporal; return once none is running, so that no step writes any more.

    Raises StackError if that takes too long.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            while await _delete_listed(client) or await _knows(client, MENTORSHIP):  # noqa: ASYNC110 - nobody tells us
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise StackError(STILL_THERE) from None


async def _delete_listed(client: Client) -> int:
    """Delete the workflows that Temporal lists, also those that run; return how many ran. The list may be late."""
    running = 0
    async for found in client.list_workflows(ALL):
        running += found.status is WorkflowExecutionStatus.RUNNING
        execution = WorkflowExecution(workflow_id=found.id, run_id=found.run_id)
        request = DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=execution)
        with suppress(RPCError):  # it is gone already; whatever else it is, the next round meets it again
            await client.workflow_service.delete_workflow_execution(request)
    return running


async def _knows(client: Client, mentorship: UUID) -> bool:
    """Whether Temporal still has a workflow of this id, which the sample uses again."""
    try:
        await client.get_workflow_handle(workflow_id(mentorship)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True
