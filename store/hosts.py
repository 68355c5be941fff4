"""Connect to a database that several hosts may hold: each gets its share of the time, the last one that took us first.

asyncpg itself gives all hosts one time limit, which a machine that is gone uses up before the next one is tried.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

# What asyncpg itself tries the next host for: no answer in time, no server, a server that starts, or the wrong one.
NEXT = (OSError, asyncpg.CannotConnectNowError, asyncpg.TargetServerAttributeNotMatched)


class Hosts:
    """The hosts in one address of Postgres."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        login, at, hosts = parts.netloc.rpartition("@")
        self._addresses = [urlunsplit(parts._replace(netloc=f"{login}{at}{host}")) for host in hosts.split(",")]

    async def connect(self, *, timeout: float, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":  # noqa: ASYNC109  # asyncpg's
        """Connect to the first host that takes us, as asyncpg.connect does; raises the error of the last one."""
        *others, last = tuple(self._addresses)
        share = timeout / len(self._addresses)
        for address in others:
            try:
                return await self._to(address, timeout=share, **options)
            except NEXT:
                continue
        return await self._to(last, timeout=share, **options)

    async def _to(self, address: str, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":
        connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(address, **options)
        self._addresses.sort(key=lambda one: one != address)
        return connection
