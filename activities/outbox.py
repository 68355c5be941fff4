"""Send letters to the relay: a retry is the same letter, and none is lost silently.

A letter goes `rendered` → `claimed` → `sending` → `accepted`, `deferred`, `rejected` or
`unknown`. `claimed` means that a worker has taken it and that nothing of it has been sent:
after a crash it can safely be sent again. `sending` is committed once the relay accepts the
recipient, before the first byte of the letter is sent: after a crash it is known which letters
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
from activities.mail_outcomes import ENDED, SENT_TWICE_IN_DOUBT, STOPPED, TOO_LATE
from activities.outbox_rows import Count, Rows, Settled, Try, no_count
from activities.refused_alike import RefusedAlike, kind_of
from activities.rewriting import from_sender, readdress
from activities.smtp import Relay
from activities.smtp_replies import HELD_BACK, Handed, Stage, lost
from activities.sweeper import keep_at
from store.pool import AWAY, Pool

__all__ = ["ABANDONED_AFTER", "SENT_TWICE_IN_DOUBT", "Outbox", "Settled"]

log = logging.getLogger(__name__)

# Letters in progress for each connection: topped up to FULL whenever there are LOW or fewer. Those that have no
# connection yet are only claimed.
LOW, FULL = 2, 6
ROOM_SECONDS = 10.0  # longest wait for room for a step's letter; after that a sweep sends it
LEASE = 120.0  # seconds after which a claim that is not renewed is released: its worker has ended
ABANDONED_AFTER = 60 * 60  # seconds; longer than all timeouts of activities/smtp.py together
PAUSE = 2.0  # seconds between two passes
TIDY_PAUSE = 10.0  # seconds after which what a pass tidies at its start is tidied again, because a pass can be long
RECORD_SECONDS = 5.0  # when stopping: for the pass in progress to end, and for results to be recorded


def this_worker() -> str:
    """Return the name under which this process claims letters; a process of the same name takes them over."""
    return f"{os.getpid()}@{socket.gethostname()}"


@dataclass(frozen=True)
class Outbox:
    """Sends the letters in the outbox."""

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
    _refused: RefusedAlike = field(default_factory=RefusedAlike, repr=False, compare=False)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)
    _rows: Rows = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Set up the access to the rows."""
        object.__setattr__(self, "_rows", Rows(self.pool, self.worker, self.count))

    async def hand_over(self, organisation: UUID, ids: Sequence[UUID]) -> list[Settled]:
        """Try to send these letters now, unless another worker has claimed them; return their results.

        It continues even if its caller is cancelled: a reply of the relay that is lost leaves the outcome unknown.
        """
        handing = asyncio.create_task(self._hand_over(organisation, ids))
        self._kept.add(handing)
        handing.add_done_callback(self._kept.discard)
        return await asyncio.shield(handing)

    async def sweep(self) -> int:
        """Try to send every letter that is due, and wait for the results; return how many were tried."""
        begun = await self._begin_due()
        await asyncio.gather(*begun)
        return len(begun)

    async def work(self, stop: asyncio.Event, pause: float = PAUSE) -> None:
        """Send letters that are due until `stop` is set; then claim no more, and release those not sent yet.

        Letters that the relay may have by then continue: see `drain`.
        """
        await self._take_over()
        passing = asyncio.create_task(keep_at(self._pass, stop, pause))
        tidying = asyncio.create_task(keep_at(self._tidied, stop, TIDY_PAUSE))
        holding = asyncio.create_task(keep_at(self._hold, stop, LEASE / 4))
        try:
            await stop.wait()
            self._stop()
            await asyncio.wait([passing, tidying], timeout=RECORD_SECONDS)
        finally:
            for task in (passing, tidying, holding):
                task.cancel()
            self._stop()

    async def drain(self, seconds: float) -> None:
        """Claim no more; wait up to `seconds` for letters at the relay, then record the rest as unknown."""
        self._stop()
        for patience in (seconds, RECORD_SECONDS):
            if self._in_hand:
                await asyncio.wait(self._in_hand.values(), timeout=patience)
            for task in self._in_hand.values():
                task.cancel()
        await self._rows.end(RECORD_SECONDS)

    def _stop(self) -> None:
        """Release every letter that the relay cannot have."""
        if not self._stopped.is_set():
            self._stopped.set()
            self._freed.set()
            for id, one in self._tries.items():
                if one.begun and not one.out:
                    self._in_hand[id].cancel()

    async def _take_over(self) -> None:
        try:
            await self._rows.take_over()
        except AWAY:  # then their lease ends
            log.warning("letters that the previous worker had claimed are released later: Postgres is down")

    async def _hold(self) -> int:
        await self._rows.hold([one for one in self._tries.values() if not one.out])
        return 0

    async def _pass(self) -> int:
        return len(await self._begin_due())

    async def _begin_due(self) -> list["asyncio.Task[Settled | None]"]:
        """Start sending all that is due, a few letters at a time, as connections become free."""
        await self._tidy()
        begun: list[asyncio.Task[Settled | None]] = []
        low, full = LOW * self.relay.connections, FULL * self.relay.connections
        while await self._room(low) and (rows := await self._rows.due(full - self._to_hand_over())):
            begun += self._begin_with(rows)
        return begun

    async def _tidied(self) -> int:
        await self._tidy()
        return 0

    async def _tidy(self) -> None:
        """Correct addresses, and settle letters that are too late or whose worker ended while it sent them."""
        wrong, overdue, abandoned = await self._rows.tidy(LEASE, ABANDONED_AFTER)
        await readdress(self.pool, wrong)
        ended = [row for row in abandoned if row["id"] not in self._in_hand]
        await asyncio.gather(
            *(self._rows.settle(row, TOO_LATE) for row in overdue), *(self._rows.settle(row, ENDED) for row in ended)
        )

    def _to_hand_over(self) -> int:
        """Return how many claimed letters still need a connection; the results of the others are being recorded."""
        return len(self._in_hand) - len(self._settling)

    async def _room(self, most: int, patience: float | None = None) -> bool:
        """Wait until at most `most` letters are in progress; False if stopped first, or if it takes too long."""
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
        """Start sending claimed letters, except those of an earlier attempt that still runs: their lease ends."""
        return [self._begin(row) for row in rows if row["id"] not in self._in_hand]

    def _begin(self, row: asyncpg.Record) -> "asyncio.Task[Settled | None]":
        id, one = row["id"], Try(row)

        def done(task: asyncio.Task[Settled | None]) -> None:
            if self._in_hand.get(id) is task:
                del self._in_hand[id], self._tries[id]
                self._settling.discard(id)
                self._freed.set()
            if not task.cancelled() and (error := task.exception()):
                log.error("the result of letter %s could not be recorded: %s", id, type(error).__name__)

        self._tries[id] = one
        task = self._in_hand[id] = asyncio.create_task(self._deliver(one))
        task.add_done_callback(done)
        return task

    async def _deliver(self, one: Try) -> Settled | None:
        """Send one letter and record the result; None if it was released instead."""
        one.begun = not self._stopped.is_set()
        if not one.begun:
            await self._rows.release(one)
            return None
        try:
            handed = await self._judged(one.row, await self._send(one))
        except asyncio.CancelledError:
            if not one.out:
                await self._rows.release(one)
                return None
            handed = STOPPED
        self._log.note(one.row["id"], handed)
        self._settling.add(one.row["id"])
        self._freed.set()
        return await self._rows.settle(one.row, handed)

    async def _judged(self, row: asyncpg.Record, handed: Handed) -> Handed:
        """Return what a reply means, given what the relay said lately, to other workers as well."""
        judged = self._refused.judge(row["person_id"], row["reply"], handed)
        if not judged.unexplained:
            return judged
        kind = kind_of(handed.reply)
        self._refused.learn(kind, await self._rows.refused_alike(row["organisation_id"], kind))
        return self._refused.judge(row["person_id"], row["reply"], handed)

    async def _send(self, one: Try) -> Handed:
        async def may_leave() -> bool:
            one.out = await self._rows.mark(one)
            return one.out

        try:
            message = await from_sender(self.pool, one.row, self.sender)
            return await self.relay.send(self.sender, one.row["recipient"], message, may_leave)
        except AWAY as error:
            log.warning("letter %s is held back: %s", one.row["id"], type(error).__name__)
            return HELD_BACK
        except Exception as error:  # a bug; this letter waits, the others do not
            log.error("letter %s could not be sent: %s", one.row["id"], type(error).__name__)
            return lost(Stage.DOT if one.out else Stage.CONNECT, f"internal error: {type(error).__name__}")
