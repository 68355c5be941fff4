"""A persistent HTTP/1.1 connection.

Own code: httpx needs more CPU for a request than the measured gateway, and both share this machine.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from stack.ports import HOST

Means = TypeVar("Means")
Job = TypeVar("Job")
Result = TypeVar("Result")
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@dataclass(frozen=True)
class Reply:
    """A response; `head` is the status line with all header lines."""

    status: int
    head: bytes
    body: bytes


@dataclass(frozen=True)
class HttpConnection:
    """One connection, used for one request at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """Send a request and return the response; raises RuntimeError for any that is not a success.

        Raises ConnectionError if the server has closed the connection, as it does after a few idle seconds.
        """
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            told = await self.reader.readexactly(int(length[1]) if length else 0)
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("the gateway closed the connection before it answered") from error
        reply = Reply(int(head.split(b" ", 2)[1]), head, told)
        if reply.status >= 300:
            raise RuntimeError(f"{method} {path.split('/')[1]} answered {reply.status}: {told[:300].decode()}")
        return reply


@asynccontextmanager
async def connections(port: int, count: int) -> AsyncIterator[list[HttpConnection]]:
    """Yield open connections."""
    opened = [HttpConnection(*await asyncio.open_connection(HOST, port)) for _ in range(count)]
    try:
        yield opened
    finally:
        for connection in opened:
            connection.writer.close()


async def share(
    means: Sequence[Means], jobs: Sequence[Job], do: Callable[[Means, Job], Awaitable[Result]]
) -> list[Result]:
    """Do all jobs, each of `means` with one at a time; return the results in the order of the jobs."""
    waiting = iter(enumerate(jobs))
    results: dict[int, Result] = {}

    async def busy(one: Means) -> None:
        for number, job in waiting:
            results[number] = await do(one, job)

    await asyncio.gather(*(busy(one) for one in means))
    return [results[number] for number in range(len(jobs))]
