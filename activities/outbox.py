"""Handing letters over to the relay: at most once by meaning, and never silently lost.

A letter goes `rendered` → `sending` → `accepted`, `deferred`, `rejected` or `unknown`.
`sending` is committed before the first byte leaves, so that after a crash it is
known which letters may have been sent (RFC 1047 explains why nobody can know more).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import asyncpg

from activities.smtp import Relay
from activities.smtp_replies import Handed
from schemas.names import MailState
from store import queries
from store.pool import Connection, Pool, sweeping, within

# What people wait for is sent again, byte for byte, when its fate is unknown: receivers can drop the
# twin by its Message-ID. Of the rest, one too few is better than one too many.
WORTH_A_TWIN = frozenset(
    {"request", "agreement", "agreed", "last_notice", "closing", "farewell", "task", "no_mentor", "paused", "resumed"}
)
BATCH = 100
ABANDONED_AFTER = 60 * 60  # seconds; longer than all waits of activities/smtp.py together
DOUBT = "outcome unknown"  # how a reply begins, for good, once nobody knew whether the relay had the letter


@dataclass(frozen=True)
class Settled:
    """What became of one letter."""

    id: UUID
    state: MailState
    bad_address: bool = False


@dataclass(frozen=True)
class Outbox:
    """Sends what lies in the outbox."""

    pool: Pool
    relay: Relay
    sender: str  # the From header's value

    async def hand_over(self, organisation: UUID, ids: Sequence[UUID]) -> list[Settled]:
        """Try these letters now, as far as nobody else is trying them; return what became of them."""
        async with within(self.pool, organisation) as connection:
            rows = [row async for row in queries.outbox.claim(connection, ids=list(ids))]
        handed = await asyncio.gather(*(self._send(row) for row in rows))
        if not rows:
            return []
        async with within(self.pool, organisation) as connection:
            return await _settle(connection, rows, handed)

    async def sweep(self) -> int:
        """Try a batch of letters that were left lying; return how many were taken up."""
        async with sweeping(self.pool) as connection:
            await queries.outbox.expire(connection)
            await _give_up_abandoned(connection)
            rows = [row async for row in queries.outbox.claim_due(connection, batch=BATCH)]
        if not rows:
            return 0
        handed = await asyncio.gather(*(self._send(row) for row in rows))
        async with sweeping(self.pool) as connection:
            await queries.outbox.settle(connection, [_outcome(row, one) for row, one in zip(rows, handed, strict=True)])
        for row, one in zip(rows, handed, strict=True):
            if one.bad_address:
                async with within(self.pool, row["organisation_id"]) as connection:
                    await queries.steps.unreachable(connection, person=row["person_id"])
        return len(rows)

    async def _send(self, row: asyncpg.Record) -> Handed:
        return await self.relay.send(parseaddr(self.sender)[1], row["recipient"], row["message"])


async def _settle(connection: Connection, rows: Sequence[asyncpg.Record], handed: Sequence[Handed]) -> list[Settled]:
    outcomes = [_outcome(row, one) for row, one in zip(rows, handed, strict=True)]
    await queries.outbox.settle(connection, outcomes)
    for row, one in zip(rows, handed, strict=True):
        if one.bad_address:
            await queries.steps.unreachable(connection, person=row["person_id"])
    return [
        Settled(row["id"], MailState(outcome["state"]), one.bad_address)
        for row, outcome, one in zip(rows, outcomes, handed, strict=True)
    ]


def _outcome(row: asyncpg.Record, handed: Handed) -> dict[str, Any]:
    """What to write down: an unknown outcome is named, and for some letters leads to one twin."""
    if handed.state is MailState.UNKNOWN:
        return _unknown(row, handed.reply)
    return {"id": row["id"], "state": handed.state.value, "reply": _in_full(row, handed.reply)}


def _unknown(row: asyncpg.Record, reply: str) -> dict[str, Any]:
    twin = row["letter"] in WORTH_A_TWIN and not row["reply"].startswith(DOUBT)
    state = MailState.DEFERRED if twin else MailState.UNKNOWN
    word = "sent again unchanged" if twin else "not sent again"
    return {"id": row["id"], "state": state.value, "reply": _in_full(row, f"{DOUBT}, {word}: {reply}")}


def _in_full(row: asyncpg.Record, reply: str) -> str:
    """Keep in sight that a letter may have arrived before, whatever became of its twin."""
    before = row["reply"] if row["reply"].startswith(DOUBT) else ""
    return f"{before[:140]}; then: {reply}"[:300] if before else reply[:300]


async def _give_up_abandoned(connection: Connection) -> None:
    rows = [row async for row in queries.outbox.abandoned(connection, seconds=ABANDONED_AFTER)]
    if rows:
        await queries.outbox.settle(connection, [_unknown(row, "the worker stopped meanwhile") for row in rows])
