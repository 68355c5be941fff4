"""Work that is left over and claimed in Postgres: a few rows at a time, as slots become free.

A claim is a time before which nobody else tries (`attempts.next_try_at`), so that two gateways never do the same work,
and a row that fails waits longer each time. New rows and rows that failed before have separate lanes: however much is
stuck, new rows are tried at once.
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

PLACES = 8  # rows that one lane works on at the same time
LEASE = 60.0  # seconds after which a claim ends if the process that made it dies
PAUSE = 1.0  # seconds until a lane with nothing to do looks again
AWAY_PAUSE = 3.0  # seconds until a retry of a row that failed because of an outage
FIRST_WAIT, LONGEST_WAIT = 3.0, 60.0  # seconds until a retry of a row that failed for its own reason
DONE_PAUSE = 1.0  # seconds until the same mentorship is looked at again after success
HEALING = (Cause.AWAY, Cause.OVERTAKEN)  # not the fault of the row


class Claim(Value):
    """A mentorship that this process may work on until the lease ends."""

    mentorship: UUID
    organisation: UUID
    tries: int


@dataclass
class Lane:
    """One kind of work. `claim` is a query of store/sql/intake.sql; `take` returns why a row is not done, or None."""

    name: str
    pool: Pool
    claim: Callable[..., Any]
    take: Callable[[Claim], Awaitable[Cause | None]]
    again: bool  # whether this lane is for rows that failed before
    at_least: float  # seconds after which something counts as left over
    done: int = 0
    away: bool = False  # during an outage: one row at a time, now and then, to see when it is over
    _under_way: set[asyncio.Task[Cause | None]] = field(default_factory=set)

    async def keep_on(self, stop: asyncio.Event) -> None:
        """Claim and process rows until `stop` is set; then finish those already started."""
        while not stop.is_set():
            try:
                found = await self._fill()
            except Exception as error:  # whatever it was, the next pass must run
                log.warning("%s: looking for work failed, will be retried: %s", self.name, type(error).__name__)
                found = False
            if found and not self.away:
                await self._until_free(stop)
            else:
                await rest(stop, AWAY_PAUSE if self.away else PAUSE)
        await asyncio.gather(*self._under_way)

    async def go_through(self) -> int:
        """Process all rows that can be claimed now; return how many were done."""
        while await self._fill() or self._under_way:
            if self._under_way:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        return self.done

    async def _fill(self) -> bool:
        """Claim a row for each free slot; False if there was none to claim."""
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
            log.warning("%s: mentorship %s is not recorded: %s", self.name, claim.mentorship, type(error).__name__)
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
        """Wait until a slot is free, but only briefly, so that `stop` is noticed."""
        if self._under_way:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED, timeout=PAUSE)
