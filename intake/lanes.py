"""Work that is left over and claimed in Postgres: a few rows at a time, as places get free.

A claim is a time before which nobody else tries (`attempts.next_try_at`), so that two gateways never do the same, and
a row that fails waits longer each time. What is new and what failed before have lanes of their own: however much is
stuck, what comes newly is tried at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from activities.sweeper import rest, waiting
from intake.condition import Cause
from schemas.value import Value
from store import queries
from store.pool import Pool, sweeping, within

log = logging.getLogger(__name__)

PLACES = 8  # rows of one lane at the same time
LEASE = 60.0  # seconds that a claim holds, should the process that made it die
PAUSE = 1.0  # seconds until a lane looks again when there was nothing to do
AWAY_PAUSE = 3.0  # seconds until a row is tried again that only an outage held up
FIRST_WAIT, LONGEST_WAIT = 3.0, 60.0  # seconds until a row is tried again that failed for itself
DONE_PAUSE = 1.0  # seconds until the same mentorship is looked at again after all went well
HEALING = (Cause.AWAY, Cause.OVERTAKEN)  # nothing to hold against the row


class Claim(Value):
    """A mentorship that is ours to deal with until the lease is over."""

    mentorship: UUID
    organisation: UUID
    tries: int


@dataclass
class Lane:
    """One kind of work. `claim` is a query of store/sql/intake.sql; `take` returns why a row is left, or None."""

    name: str
    pool: Pool
    claim: Callable[..., Any]
    take: Callable[[Claim], Awaitable[Cause | None]]
    again: bool  # whether this lane is for what failed before
    at_least: float  # seconds that something has to wait before it counts as left over
    done: int = 0
    away: bool = False  # an outage is on: one row at a time, now and then, shows when it is over
    _under_way: set[asyncio.Task[Cause | None]] = field(default_factory=set)

    async def keep_on(self, stop: asyncio.Event) -> None:
        """Claim and deal with rows until `stop` is set; then let what is under way end."""
        while not stop.is_set():
            try:
                found = await self._fill()
            except Exception as error:  # whatever it was, the next look must come
                log.warning("%s: looking for work failed, trying again: %s", self.name, type(error).__name__)
                found = False
            if found and not self.away:
                await self._until_free(stop)
            else:
                await rest(stop, AWAY_PAUSE if self.away else PAUSE)
        await asyncio.gather(*self._under_way)

    async def go_through(self) -> int:
        """Deal with all that can be claimed now; return how many rows were done."""
        while await self._fill() or self._under_way:
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        return self.done

    async def _fill(self) -> bool:
        """Claim a row for each free place; False if there was none to claim."""
        free = (1 if self.away else PLACES) - len(self._under_way)
        claims = await self._claims(free) if free > 0 else []
        for one in claims:
            task = asyncio.create_task(self._deal_with(one))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return bool(claims) or free <= 0

    async def _claims(self, size: int) -> Sequence[Claim]:
        async with sweeping(self.pool) as connection:
            found = self.claim(connection, again=self.again, at_least=self.at_least, size=size, lease=LEASE)
            return [Claim.model_validate(dict(row)) async for row in found]

    async def _deal_with(self, claim: Claim) -> Cause | None:
        cause: Cause | None = Cause.AWAY
        try:
            cause = await self.take(claim)
        except Exception as error:
            log.error("%s: mentorship %s failed: %s", self.name, claim.mentorship, type(error).__name__)
        try:
            await self._settle(claim, cause)
        except Exception as error:  # the lease ends by itself
            log.warning("%s: mentorship %s is not settled: %s", self.name, claim.mentorship, type(error).__name__)
        self.away = cause is Cause.AWAY
        self.done += cause is None
        return cause

    async def _settle(self, claim: Claim, cause: Cause | None) -> None:
        failed = cause is not None and cause not in HEALING
        tries = claim.tries + 1 if failed else claim.tries if cause else 0
        wait = waiting(tries, FIRST_WAIT, LONGEST_WAIT) if failed else AWAY_PAUSE if cause else DONE_PAUSE
        async with within(self.pool, claim.organisation) as connection:
            await queries.intake.settle_attempt(
                connection, mentorship=claim.mentorship, tries=tries, cause=cause or "", wait=wait
            )

    async def _until_free(self, stop: asyncio.Event) -> None:
        """Wait until a place is free or a moment has passed, for `stop` to be seen."""
        if self._under_way:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED, timeout=PAUSE)
