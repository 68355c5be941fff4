"""What the bench's own connection says when a server hangs up."""

import asyncio

import pytest

from bench.http_connection import connections
from stack.ports import HOST


async def test_a_connection_that_was_closed_while_idle_is_reported_as_such() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, HOST, 0)
    async with server, connections(server.sockets[0].getsockname()[1], 1) as (connection,):
        with pytest.raises(ConnectionError):
            await connection.ask("GET", "/", {})
