"""A worker for the bare workflows, set up like Rapport's: `python -m bench.bare_worker ADDRESS DATABASE CACHED`."""

import asyncio
import signal
import sys

import asyncpg
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from bench.bare import QUEUE, Bare, Sleeper, Steps
from workflows.converter import CONVERTER


async def main(address: str, database: str, cached: int) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    client = await Client.connect(address, data_converter=CONVERTER)
    async with (
        asyncpg.create_pool(database, min_size=1, max_size=10) as pool,
        Worker(
            client,
            task_queue=QUEUE,
            workflows=[Bare, Sleeper],
            activities=[Steps(pool).step],
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_cached_workflows=cached,
            max_concurrent_activities=20,
        ),
    ):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
