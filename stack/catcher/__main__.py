"""Run the catcher as a program: `python -m stack.catcher FOLDER SMTP_PORT HTTP_PORT [TEMPORAL_ADDRESS]`."""

import asyncio
import sys
from pathlib import Path

import uvicorn

from stack.catcher.server import catching
from stack.catcher.web import application, forwarding
from stack.ports import HOST


async def serve(folder: Path, smtp_port: int, http_port: int, address: str | None) -> None:
    """Serve SMTP and HTTP until SIGTERM or SIGINT."""
    async with catching(folder, smtp_port) as catcher:
        forward = forwarding(catcher.mailbox, address) if address else None
        app = application(catcher, forward)
        await uvicorn.Server(uvicorn.Config(app, HOST, http_port, log_level="warning")).serve()


if __name__ == "__main__":
    _, folder, smtp_port, http_port, *address = sys.argv
    asyncio.run(serve(Path(folder), int(smtp_port), int(http_port), address[0] if address else None))
