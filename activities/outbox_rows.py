"""The rows of the outbox, as sending needs them: claimed, marked, settled, released."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from activities.gathering import Gatherer
from activities.mail_outcomes import outcome
from activities.smtp_replies import Handed
from activities.sweeper import waiting
from schemas.names import MailState
from store import queries
from store.literals import literally
from store.news import record_unreachable
from store.pool import AWAY, Connection, Pool, sweeping, swept, within, written

log = logging.getLogger(__name__)

PAUSE = 0.001  # seconds to wait, so that letters of one step, sent in parallel, share a transaction
LINGER = 0.01  # seconds to collect results under load; a crash in them leaves outcomes unknown
MOST_FAULTS = 10  # attempts to record results, about a minute, if Postgres is up but refuses them
A_DAY, NOW_AND_THEN = 96, 24  # tries, at most a quarter of an hour apart
TIDIED = 100  # rows of each kind in one pass


@dataclass(frozen=True)
class Settled:
    """The recorded result of one letter."""

    id: UUID
    state: MailState
    bad_address: bool = False


Count = Callable[[str, MailState], None]
"""Counts one attempt to send a letter: the letter's name and its resulting state."""


def no_count(letter: str, state: MailState) -> None:
    """Count nothing."""


@dataclass
class Try:
    """One attempt to send a letter: its row as claimed, whether it has begun, and whether the relay may have it."""

    row: asyncpg.Record
    begun: bool = False
    out: bool = False


@dataclass(frozen=True)
class _Result:
    row: asyncpg.Record
    state: MailState
    reply: str
    bad_address: bool


@dataclass(frozen=True)
class Rows:
    """What one worker does with rows; marks and results that arrive at about the same time share a transaction."""

    pool: Pool
    worker: str
    count: Count = no_count
    _marks: Gatherer[Try, bool] = field(init=False)
    _results: Gatherer[_Result, bool] = field(init=False)

    def __post_init__(self) -> None:
        """Set up the gatherers."""
        object.__setattr__(self, "_marks", Gatherer(self._mark, pause=PAUSE))
        object.__setattr__(self, "_results", Gatherer(self._settle, LINGER, PAUSE))

    async def take_over(self) -> None:
        """Release what a worker of the same name had claimed before it ended."""
        async with sweeping(self.pool) as connection:
            await queries.outbox.release_of(connection, worker=self.worker)

    async def tidy(self, lease: float, abandoned: float) -> tuple[list[asyncpg.Record], ...]:
        """Release old claims, and postpone letters that are outside their hours.

        Returns three lists: letters with an address that was corrected, those that are too late, and those whose
        outcome is unknown.
        """
        async with sweeping(self.pool) as connection:
            await queries.outbox.release_stale(connection, seconds=lease)
            await queries.outbox.postpone(connection)
            await queries.outbox.changed_readers(connection)
            wrong = [row async for row in queries.outbox.to_readdress(connection, most=TIDIED)]
            late = [row async for row in queries.outbox.overdue(connection, most=TIDIED)]
            doubt = queries.outbox.abandoned(connection, seconds=abandoned, most=TIDIED)
            return wrong, late, [row async for row in doubt]

    async def due(self, most: int) -> list[asyncpg.Record]:
        """Claim letters that are due, of all organisations."""
        return await swept(self.pool, queries.outbox.claim_due, worker=self.worker, most=most)

    async def claim(self, organisation: UUID, ids: Sequence[UUID]) -> list[asyncpg.Record]:
        """Claim those of these letters that wait and may be sent now."""
        own = {"organisation": organisation, "worker": self.worker, "ids": list(ids)}
        return await swept(self.pool, queries.outbox.claim, **own)

    async def hold(self, tries: Sequence[Try]) -> None:
        """Renew the lease of claimed letters of which nothing has been sent yet."""
        if tries:
            async with sweeping(self.pool) as connection:
                await queries.outbox.hold(connection, **_claims([one.row for one in tries]))

    async def mark(self, one: Try) -> bool:
        """Record that the relay may have a letter from now on; False if it may not be sent."""
        try:
            return await self._marks.ask(one)
        except AWAY as error:
            log.warning("a letter is held back: %s", type(error).__name__)
            return False

    async def release(self, one: Try) -> None:
        """Release a letter of which nothing has been sent; if Postgres is down, its lease does that."""
        try:
            await swept(self.pool, queries.outbox.release, **_claims([one.row]))
        except AWAY as error:
            log.warning("letter %s is released when its lease ends: %s", one.row["id"], type(error).__name__)

    async def refused_alike(self, organisation: UUID, kind: str) -> list[UUID]:
        """Return whose letters the relay refused alike since it last took one; nobody while Postgres is down."""
        try:
            async with within(self.pool, organisation) as connection:
                return [row["person_id"] async for row in queries.outbox.refused_alike(connection, kind=kind)]
        except AWAY as error:
            log.warning("a refusal is judged by itself: %s", type(error).__name__)
            return []

    async def settle(self, row: asyncpg.Record, handed: Handed) -> Settled:
        """Record the result of a letter, however long Postgres is down."""
        state, reply = outcome(row["letter"], row["reply"], handed)
        if not await self._results.ask(_Result(row, state, reply, handed.bad_address)):
            return Settled(row["id"], MailState.RENDERED)
        self.count(row["letter"], state)
        return Settled(row["id"], state, handed.bad_address)

    async def end(self, seconds: float) -> None:
        """Wait until everything is recorded, for at most `seconds` each."""
        await self._marks.end(seconds)
        await self._results.end(seconds)

    async def _mark(self, tries: Sequence[Try]) -> list[bool]:
        """Mark in a single round trip, because letters and connections wait for it."""
        ids = [one.row["id"] for one in tries]
        marked = {row["id"] for row in await swept(self.pool, queries.outbox.mark, **_claims([t.row for t in tries]))}
        if len(marked) < len(ids):  # some may be marked already, by a call whose reply was lost
            again = await swept(self.pool, queries.outbox.marked, **_claims([one.row for one in tries]))
            marked |= {row["id"] for row in again}
        return [id in marked for id in ids]

    async def _settle(self, results: Sequence[_Result]) -> list[bool]:
        """Record results by organisation, because a sweeper cannot see settled rows.

        False means that the refused address was corrected meanwhile: the letter waits for the new one.
        """
        overtaken: set[UUID] = set()
        of: dict[UUID, list[_Result]] = defaultdict(list)
        for result in results:
            of[result.row["organisation_id"]].append(result)
        for organisation, theirs in of.items():
            overtaken |= await self._persist(organisation, theirs)
        return [result.row["id"] not in overtaken for result in results]

    async def _persist(self, organisation: UUID, results: Sequence[_Result]) -> set[UUID]:
        """Retry until the results are recorded; an error that is no outage is raised after about a minute."""
        failures = 0
        while True:
            try:
                return await self._write(organisation, results)
            except (*AWAY, asyncpg.PostgresError) as error:
                failures += 1
                if _is_cancelled():
                    raise asyncio.CancelledError from error
                if failures > MOST_FAULTS and not isinstance(error, AWAY):
                    raise
                log.warning("the relay's reply is recorded later: %s", type(error).__name__)
                await asyncio.sleep(waiting(failures, 0.2, 10.0))

    async def _write(self, organisation: UUID, results: Sequence[_Result]) -> set[UUID]:
        """Record results in one round trip; in more if somebody's address turns out not to work."""
        told = [result.state.value for result in results], [result.reply for result in results]
        claims = _claims([result.row for result in results])
        lost = {result.row["id"]: result for result in results if _may_be_lost(result)}
        if not lost:
            await written(self.pool, organisation, literally(queries.outbox.settle.sql, *claims.values(), *told))
            return set()
        async with within(self.pool, organisation) as connection:
            settled = queries.outbox.settle(connection, **claims, states=told[0], replies=told[1])
            counted = {row["id"] async for row in settled}
            for result in (lost[id] for id in lost.keys() & counted):
                await _record_if_lost(connection, organisation, result)
        return {result.row["id"] for result in results if result.bad_address} - counted


def _is_cancelled() -> bool:
    """Whether this task is to end: a driver that is cancelled while Postgres hangs may raise its own error instead."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _may_be_lost(result: _Result) -> bool:
    """Whether it may be the reader whom mail does not reach; of what is only put off, not each try is looked into."""
    tries = result.row.get("tries", 0)  # only rows that were claimed have them
    put_off = result.state is MailState.DEFERRED and tries >= A_DAY and tries % NOW_AND_THEN == 0
    return result.state is MailState.REJECTED or put_off


async def _record_if_lost(connection: Connection, organisation: UUID, result: _Result) -> None:
    """Record that mail does not reach somebody: the mailbox does not exist, or it refused or put off a letter a day ago
    too."""
    person = result.row["person_id"]
    if result.state is MailState.DEFERRED:
        is_lost = await queries.outbox.put_off_again(connection, id=result.row["id"])
    else:
        is_lost = result.bad_address or await queries.outbox.refused_again(connection, person=person)
    if is_lost:
        await record_unreachable(connection, organisation, person)


def _claims(rows: Sequence[asyncpg.Record]) -> dict[str, list[Any]]:
    return {"ids": [row["id"] for row in rows], "claims": [row["claimed_at"] for row in rows]}
