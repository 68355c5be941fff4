"""A gateway that listens, and a worker that takes in what it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from gateway.app import create_app
from gateway.server import serve
from schemas.ids import TASK_QUEUE
from stack.ports import HOST, free_port, listening
from tests.gateway.pair_fixture import settings_for
from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship


@asynccontextmanager
async def served(database_url: str) -> AsyncIterator[str]:
    """Yield the address of a gateway that listens."""
    port, stop = free_port(), asyncio.Event()
    serving = asyncio.create_task(serve(create_app(settings_for(database_url)), HOST, port, stop))
    try:
        while not listening(port):  # noqa: ASYNC110  # uvicorn tells nobody
            await asyncio.sleep(0.05)
        yield f"http://{HOST}:{port}"
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def worker(temporal: str) -> AsyncIterator[Client]:
    """Run a worker that takes in what is said; no step falls due in the time of a test."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[Mentorship], workflow_runner=runner):
        yield client
