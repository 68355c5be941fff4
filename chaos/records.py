"""Read Postgres without row-level security, and move its timestamps when an hour must pass."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

import asyncpg

AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
UNTOLD = "SELECT count(*) FROM answers WHERE told_at IS NULL AND mentorship_id = $1"
UNSENT = "SELECT count(*) FROM outbox WHERE unsettled AND mentorship_id = $1"
LEFT = (
    "SELECT (SELECT count(*) FROM answers WHERE told_at IS NULL)"
    " + (SELECT count(*) FROM mentorships WHERE told_at IS NULL)"
    " + (SELECT count(*) FROM outbox WHERE unsettled)"
)
ABANDON = (
    "UPDATE outbox SET claimed_at = claimed_at - interval '61 minutes' WHERE state = 'sending'"
    " AND claimed_at BETWEEN now() - interval '30 minutes' AND now() - $1 * interval '1 second'"
)
LEASE_OVER = (
    "UPDATE outbox SET claimed_at = claimed_at - interval '3 minutes', held_at = NULL WHERE state = 'claimed'"
    " AND claimed_at BETWEEN now() - interval '2 minutes' AND now() - $1 * interval '1 second'"
)
HASTEN = (
    "UPDATE outbox SET try_at = now() + interval '2 seconds' WHERE state IN ('deferred', 'rendered')"
    " AND try_at > now() + interval '20 seconds'"
)


@dataclass(frozen=True)
class Records:
    """The database."""

    address: str

    async def rows(self, sql: str, *values: object) -> list[asyncpg.Record]:
        """Return the rows of a statement."""
        connection = await asyncpg.connect(self.address)
        try:
            return await connection.fetch(sql, *values)
        finally:
            await connection.close()

    async def value(self, sql: str, *values: object) -> Any:
        """Return the first value of a statement's result."""
        found = await self.rows(sql, *values)
        return found[0][0] if found else None

    async def letters(self, *ids: str) -> list[asyncpg.Record]:
        """Return all letters of mentorships, oldest first."""
        sql = "SELECT * FROM outbox WHERE mentorship_id = ANY($1::uuid[]) ORDER BY made_at, step, role"
        return await self.rows(sql, list(ids))

    async def answers(self, *ids: str) -> list[asyncpg.Record]:
        """Return all that was said, oldest first."""
        return await self.rows(
            "SELECT * FROM answers WHERE mentorship_id = ANY($1::uuid[]) ORDER BY said_at, id", list(ids)
        )

    async def none_left(self, sql: str, *values: object, patience: float = 180) -> int:
        """Wait until a count is zero, even while Postgres is down; return what is left if that takes too long."""
        limit, left = monotonic() + patience, -1
        while left and monotonic() < limit:
            try:
                left = int(await self.value(sql, *values))
            except AWAY:
                left = -1
            await asyncio.sleep(0.3 if left else 0)
        return left

    async def heard(self, id: str) -> None:
        """Wait until all answers were sent to the workflow."""
        await self.none_left(UNTOLD, UUID(id))

    async def delivered(self, id: str) -> None:
        """Wait until no letter is unsettled."""
        await self.none_left(UNSENT, UUID(id))

    async def drained(self, patience: float = 60) -> int:
        """Wait until nothing is pending; return how much still is."""
        return await self.none_left(LEFT, patience=patience)

    async def hurry(self, abandoned_after: float) -> None:
        """Let an hour pass for letters at the relay, and a lease for claimed ones; bring retries nearer."""
        await self.rows(ABANDON, abandoned_after)
        await self.rows(LEASE_OVER, abandoned_after)
        await self.rows(HASTEN)

    async def hurry_on(self, abandoned_after: float = 15) -> None:
        """Let hours pass in seconds until cancelled, even during outages."""
        while True:
            with suppress(*AWAY):
                await self.hurry(abandoned_after)
            await asyncio.sleep(3)

    async def an_hour_passes(self) -> None:
        """Let abandoned letters count as such, and let deferred ones be retried."""
        await self.hurry(0)
        await self.none_left("SELECT count(*) FROM outbox WHERE state = 'sending'", patience=40)
        await self.hurry(0)
