"""A connection to whichever of the relay's addresses answers first (RFC 5321 §5.1, RFC 8305).

Own code: aiosmtplib tries one address after the other under one timeout, so an address that swallows packets hides
the others.
"""

import asyncio
import os
import socket
from collections import Counter
from typing import Any, TypeAlias

Address: TypeAlias = tuple[Any, ...]  # as getaddrinfo returns it

NEXT_AFTER = 0.5  # seconds after which the next address is tried as well


async def connected(host: str, port: int, seconds: float) -> socket.socket:
    """Return a connected socket; raises OSError, which names each address that was tried, if none answers in time."""
    tried: dict[str, str] = {}
    trying: set[asyncio.Task[socket.socket]] = set()
    try:
        async with asyncio.timeout(seconds):
            for address in await _addresses(host, port):
                trying.add(asyncio.create_task(_connect(address, tried)))
                if found := await _first(trying, NEXT_AFTER):
                    return found
            while trying:
                if found := await _first(trying, None):
                    return found
    except TimeoutError:
        pass
    finally:
        for task in trying:
            _drop(task)
    raise OSError(
        "; ".join(f"{address}: {why}" for address, why in tried.items()) or "its name is not resolved in time"
    )


async def _addresses(host: str, port: int) -> list[Address]:
    """Return a host's addresses in their order, but IPv6 and IPv4 in turn: one of the two may not work here at all."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ranks: list[int] = []
    count: Counter[int] = Counter()
    for address in found:
        ranks.append(count[address[0]])
        count[address[0]] += 1
    return [found[number] for number in sorted(range(len(found)), key=ranks.__getitem__)]


async def _connect(address: Address, tried: dict[str, str]) -> socket.socket:
    family, kind, protocol, _, place = address
    tried[place[0]] = "no answer"
    try:
        made = socket.socket(family, kind, protocol)
        try:
            made.setblocking(False)
            await asyncio.get_running_loop().sock_connect(made, place)
        except BaseException:
            made.close()
            raise
    except OSError as error:
        tried[place[0]] = os.strerror(error.errno) if error.errno else str(error)
        raise
    return made


async def _first(trying: set["asyncio.Task[socket.socket]"], seconds: float | None) -> socket.socket | None:
    """Wait for one that ends; return its socket and forget it, None if it failed or none ended in time."""
    done, _ = await asyncio.wait(trying, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        trying.discard(task)
        if not task.exception():
            return task.result()
    return None


def _drop(task: "asyncio.Task[socket.socket]") -> None:
    """Cancel an attempt; if it has succeeded meanwhile, close its socket."""
    if not task.cancel() and not task.exception():
        task.result().close()
