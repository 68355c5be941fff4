"""A worker for the bare workflows, in the same sandbox as Rapport's: `python -m bench.bare_worker ADDRESS`."""

import asyncio
import signal
import sys

from temporalio.client import Client
from temporalio.worker import Worker

from bench.bare import QUEUE, Bare, Sleeper, nothing
from worker import sandbox
from workflows.converter import CONVERTER


async def main(address: str) -> None:
    """Work until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    client = await Client.connect(address, data_converter=CONVERTER)
    options = {"task_queue": QUEUE, "workflow_runner": sandbox(), "max_concurrent_activities": 20}
    async with Worker(client, workflows=[Bare, Sleeper], activities=[nothing], **options):  # type: ignore[arg-type]
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
