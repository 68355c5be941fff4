"""Reach the relay at the first of its addresses that answers (RFC 5321 §5.1): others may be dead, as IPv6 often is."""

import asyncio
import socket
from typing import Any

STAGGER = 0.25  # seconds until the next address is tried beside the ones before (RFC 8305)


async def connected(host: str, port: int, seconds: float) -> socket.socket:
    """Return a socket that is connected to one of a host's addresses; raises OSError."""
    addresses: set[str] = set()
    try:
        async with asyncio.timeout(seconds):
            return await _first(await _found(host, port), addresses)
    except TimeoutError:
        raise OSError(f"Timed out connecting to {', '.join(sorted(addresses)) or host} on port {port}") from None


async def _found(host: str, port: int) -> list[Any]:
    return await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)


async def _first(found: list[Any], addresses: set[str]) -> socket.socket:
    """Return the first connection, and close the others; `addresses` gets those that were tried."""
    opening: list[asyncio.Task[socket.socket]] = []
    won: socket.socket | None = None
    try:
        for one in found:
            addresses.add(one[4][0])
            opening.append(asyncio.create_task(_open(*one)))
            await asyncio.wait(opening[-1:], timeout=STAGGER)
            if any(map(_is_open, opening)):
                break
        won = await _any(opening)
        return won
    finally:
        for task in opening:
            task.cancel()
            task.add_done_callback(lambda task: _close(task, won))


async def _any(opening: list["asyncio.Task[socket.socket]"]) -> socket.socket:
    for task in asyncio.as_completed(opening):
        try:
            return await task
        except OSError as error:
            last = error
    raise last


def _is_open(task: "asyncio.Task[socket.socket]") -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def _close(task: "asyncio.Task[socket.socket]", won: socket.socket | None) -> None:
    if _is_open(task) and task.result() is not won:
        task.result().close()


async def _open(family: int, kind: int, protocol: int, _: str, address: Any) -> socket.socket:
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setblocking(False)
        await asyncio.get_running_loop().sock_connect(opened, address)
    except BaseException:
        opened.close()
        raise
    return opened
