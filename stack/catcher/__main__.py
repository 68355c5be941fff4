"""Run the catcher as a program: `python -m stack.catcher FOLDER SMTP_PORT HTTP_PORT [STATE_FOLDER]`."""

import asyncio
import sys
from pathlib import Path

import uvicorn

from stack.catcher.local_stack import LocalStack
from stack.catcher.server import catching
from stack.catcher.web import application
from stack.ports import HOST
from stack.state_folder import StateFolder


async def serve(folder: Path, smtp_port: int, http_port: int, state: str | None) -> None:
    """Serve SMTP and HTTP until SIGTERM or SIGINT; with a state folder, the inbox has buttons to control its stack."""
    async with catching(folder, smtp_port) as catcher:
        stack = LocalStack(catcher.mailbox, StateFolder(Path(state))) if state else None
        app = application(catcher, stack)
        await uvicorn.Server(uvicorn.Config(app, HOST, http_port, log_level="warning")).serve()


if __name__ == "__main__":
    _, folder, smtp_port, http_port, *state = sys.argv
    asyncio.run(serve(Path(folder), int(smtp_port), int(http_port), state[0] if state else None))
