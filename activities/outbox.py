"""Handing letters over to the relay: at most once by meaning, and never silently lost.

A letter goes `rendered` → `claimed` → `sending` → `accepted`, `deferred`, `rejected` or
`unknown`. `claimed` means that a worker has it in hand and that nothing of it has left: after
a crash it is sent again without any doubt. `sending` is committed once the relay takes the
recipient, before the first byte of the letter leaves: after a crash it is known which letters
may have been sent (RFC 1047 explains why nobody can know more).
"""

import asyncio
import logging
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg

from activities.mail_log import MailLog
from activities.mail_outcomes import ENDED, STOPPED, TOO_LATE, WORTH_A_TWIN
from activities.outbox_rows import Count, Rows, Settled, Try, no_count
from activities.smtp import Relay
from activities.smtp_replies import Handed, Stage, lost
from activities.sweeper import keep_at
from store.pool import AWAY, Pool

__all__ = ["ABANDONED_AFTER", "WORTH_A_TWIN", "Outbox", "Settled"]

log = logging.getLogger(__name__)

# Letters in hand for each connection: filled up to FULL whenever there are no more than LOW. Those without a connection
# yet are merely claimed.
LOW, FULL = 2, 6
ROOM_SECONDS = 10.0  # for a letter of a step, until there is room for it; after that a sweep takes it up
LEASE = 120.0  # seconds after which a claim that nobody holds is given back: its worker has ended
ABANDONED_AFTER = 60 * 60  # seconds; longer than all waits of activities/smtp.py together
PAUSE = 2.0  # seconds between two passes


def this_worker() -> str:
    """Return the name under which this process claims letters; one that starts under the same name takes over."""
    return f"{os.getpid()}@{socket.gethostname()}"


@dataclass(frozen=True)
class Outbox:
    """Sends what lies in the outbox."""

    pool: Pool
    relay: Relay
    sender: str  # the From header's value
    worker: str = field(default_factory=this_worker)
    count: Count = no_count
    _in_hand: dict[UUID, "asyncio.Task[Settled | None]"] = field(default_factory=dict, repr=False, compare=False)
    _tries: dict[UUID, Try] = field(default_factory=dict, repr=False, compare=False)
    _kept: set["asyncio.Task[Any]"] = field(default_factory=set, repr=False, compare=False)
    _freed: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)
    _settling: set[UUID] = field(default_factory=set, repr=False, compare=False)
    _log: MailLog = field(default_factory=MailLog, repr=False, compare=False)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)
    _rows: Rows = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Set up what speaks with Postgres."""
        object.__setattr__(self, "_rows", Rows(self.pool, self.worker, self.count))

    async def hand_over(self, organisation: UUID, ids: Sequence[UUID]) -> list[Settled]:
        """Try these letters now, as far as no other worker has them in hand; return what became of them.

        It goes on when whoever waits for it is cancelled: a relay's answer that nobody hears would be a doubt.
        """
        handing = asyncio.create_task(self._hand_over(organisation, ids))
        self._kept.add(handing)
        handing.add_done_callback(self._kept.discard)
        return await asyncio.shield(handing)

    async def sweep(self) -> int:
        """Try what was left undone and is due, and wait for it; return how many letters were taken up."""
        begun = await self._begin_due()
        await asyncio.gather(*begun)
        return len(begun)

    async def work(self, stop: asyncio.Event, pause: float = PAUSE) -> None:
        """Send what was left undone until `stop` is set; then take nothing in hand any more, and give back.

        What the relay may have by then goes on: see `drain`.
        """
        await self._take_over()
        beside = self._stop_after(stop), keep_at(self._hold, stop, LEASE / 4)
        tasks = [asyncio.create_task(one) for one in beside]
        try:
            await keep_at(self._pass, stop, pause)
        finally:
            for task in tasks:
                task.cancel()
            self._stop()

    async def drain(self, seconds: float) -> None:
        """Take nothing in hand any more; wait for what is at the relay, and after so many seconds name the rest."""
        self._stop()
        for patience in (seconds, 5.0):
            if self._in_hand:
                await asyncio.wait(self._in_hand.values(), timeout=patience)
            for task in self._in_hand.values():
                task.cancel()
        await self._rows.end(5.0)

    def _stop(self) -> None:
        """Give back every letter that the relay cannot have."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._freed.set()
            for id, one in self._tries.items():
                if one.begun and not one.out:
                    self._in_hand[id].cancel()

    async def _stop_after(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stop()

    async def _take_over(self) -> None:
        try:
            await self._rows.take_over()
        except AWAY:  # then their lease ends
            log.warning("what the worker before had in hand is taken up later: Postgres is away")

    async def _hold(self) -> int:
        await self._rows.hold([one for one in self._tries.values() if not one.out])
        return 0

    async def _pass(self) -> int:
        return len(await self._begin_due())

    async def _begin_due(self) -> list["asyncio.Task[Settled | None]"]:
        """Begin with all that is due, a few letters at a time, as connections become free."""
        await self._tidy()
        begun: list[asyncio.Task[Settled | None]] = []
        low, full = LOW * self.relay.connections, FULL * self.relay.connections
        while await self._room(low) and (rows := await self._rows.due(full - self._to_hand_over())):
            begun += self._begin_with(rows)
        return begun

    async def _tidy(self) -> None:
        """Correct addresses, and settle what is too late, or was in doubt when its worker ended."""
        wrong, overdue, abandoned = await self._rows.tidy(LEASE, ABANDONED_AFTER)
        await self._rows.readdress(wrong)
        ended = [row for row in abandoned if row["id"] not in self._in_hand]
        await asyncio.gather(
            *(self._rows.settle(row, TOO_LATE) for row in overdue), *(self._rows.settle(row, ENDED) for row in ended)
        )

    def _to_hand_over(self) -> int:
        """Return how many letters in hand still need a connection; the others' results are being written down."""
        return len(self._in_hand) - len(self._settling)

    async def _room(self, most: int, patience: float | None = None) -> bool:
        """Wait until no more than `most` letters are in hand; False if it is stopped first, or takes too long."""
        try:
            async with asyncio.timeout(patience):
                while self._to_hand_over() > most and not self._stopped.is_set():
                    self._freed.clear()
                    await self._freed.wait()
        except TimeoutError:
            return False
        return not self._stopped.is_set()

    async def _hand_over(self, organisation: UUID, ids: Sequence[UUID]) -> list[Settled]:
        ours = [id for id in ids if id in self._tries and self._tries[id].row["organisation_id"] == organisation]
        trying = [self._in_hand[id] for id in ours]
        if await self._room(FULL * self.relay.connections, ROOM_SECONDS):
            trying += self._begin_with(await self._rows.claim(organisation, ids))
        return [settled for settled in await asyncio.gather(*trying) if settled]

    def _begin_with(self, rows: Sequence[asyncpg.Record]) -> list["asyncio.Task[Settled | None]"]:
        """Begin with what is claimed, but for what a try before still has in hand: its lease gives it back."""
        return [self._begin(row) for row in rows if row["id"] not in self._in_hand]

    def _begin(self, row: asyncpg.Record) -> "asyncio.Task[Settled | None]":
        id, one = row["id"], Try(row)

        def done(task: asyncio.Task[Settled | None]) -> None:
            if self._in_hand.get(id) is task:
                del self._in_hand[id], self._tries[id]
                self._settling.discard(id)
                self._freed.set()
            if not task.cancelled() and (error := task.exception()):
                log.error("what became of letter %s could not be written down: %s", id, type(error).__name__)

        self._tries[id] = one
        task = self._in_hand[id] = asyncio.create_task(self._deliver(one))
        task.add_done_callback(done)
        return task

    async def _deliver(self, one: Try) -> Settled | None:
        """Hand one letter over and write down what became of it; None where it was given back."""
        one.begun = not self._stopped.is_set()
        if not one.begun:
            await self._rows.release(one)
            return None
        try:
            handed = await self._send(one)
        except asyncio.CancelledError:
            if not one.out:
                await self._rows.release(one)
                return None
            handed = STOPPED
        self._log.note(one.row["id"], handed)
        self._settling.add(one.row["id"])
        self._freed.set()
        return await self._rows.settle(one.row, handed)

    async def _send(self, one: Try) -> Handed:
        async def may_leave() -> bool:
            one.out = await self._rows.mark(one)
            return one.out

        try:
            row = one.row
            return await self.relay.send(self.sender, row["recipient"], row["message"], may_leave)
        except Exception as error:  # a fault of ours; the letter waits, and so does nobody else
            log.error("letter %s could not be handed over: %s", one.row["id"], type(error).__name__)
            return lost(Stage.DOT if one.out else Stage.CONNECT, f"a fault of ours: {type(error).__name__}")
