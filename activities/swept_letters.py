"""Letters that the worker's sweeper writes beside the workflow of a mentorship, once something in Postgres is due."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from activities.outbox import Outbox
from activities.sweeper import keep_at
from letters.links import Links
from letters.message import compose, message_id
from letters.render import write
from schemas.letter import Envelope, Letter
from store.pool import AWAY, Connection, Pool, sweeping, within

log = logging.getLogger(__name__)

MOST = 50  # looked at in one pass
PLURALS = {"person": "people", "hours": "hours"}


@dataclass(frozen=True)
class SweptLetters(ABC):
    """Writes letters of one kind, with the connections and settings that this needs."""

    pool: Pool
    outbox: Outbox
    links: Links
    domain: str

    statements: ClassVar[Any]  # named queries: to_look_at, claim, look, look_again and put_off
    pause: ClassVar[float]  # seconds between two looks
    what: ClassVar[str]  # the letters, as the log calls them

    async def work(self, stop: asyncio.Event, pause: float | None = None) -> None:
        """Write what is due until `stop` is set."""
        await keep_at(self.sweep, stop, self.pause if pause is None else pause)

    async def sweep(self) -> int:
        """Write what is due, hand it to the relay, and return how often something was written."""
        async with sweeping(self.pool) as connection:
            waiting = [dict(row) async for row in self.statements.to_look_at(connection, most=MOST)]
        return sum([await self._look_at(*row.values()) for row in waiting])

    async def _look_at(self, id: UUID, organisation: UUID) -> bool:
        """Look at one; if that fails, for example on what a later release wrote, the others do not wait for it."""
        try:
            async with within(self.pool, organisation) as connection:
                is_ours = await self.statements.claim(connection, id=id)
                row = await self.statements.look(connection, id=id) if is_ours else None
                ids = await self.write(connection, organisation, dict(row)) if row else []
        except AWAY:
            raise
        except Exception as error:
            log.error("%s: %s is looked at later: %s", self.what, id, type(error).__name__)
            async with within(self.pool, organisation) as connection:
                await self.statements.put_off(connection, id=id)
            return False
        if ids:
            await self.hand_over(organisation, ids)
        return bool(ids)

    @abstractmethod
    async def write(self, connection: Connection, organisation: UUID, row: Mapping[str, Any]) -> list[UUID]:
        """Write the letters that are due, in one transaction, and return their ids; else save when to look again."""

    def finished(self, letter: Letter, id: UUID, mentorship: UUID, step: str) -> dict[str, Any]:
        """Return one letter as columns of the outbox and of its link; its text is fixed from here on."""
        written = write(letter)
        envelope = Envelope(
            id=id,
            mentorship=mentorship,
            step=step,
            sender=self.outbox.sender,
            domain=self.domain,
            to=letter.to,
            date=letter.now,
        )
        return {
            "id": id,
            "link": self.links.id_of(id),
            "person": letter.to.id,
            "recipient": letter.to.email,
            "subject": written.subject,
            "message": compose(letter, written, envelope),
            "message_id": message_id(envelope),
        }

    async def hand_over(self, organisation: UUID, ids: list[UUID]) -> None:
        """Try to send now; if Postgres goes down meanwhile, the outbox sends them later."""
        try:
            await self.outbox.hand_over(organisation, ids)
        except AWAY as error:
            log.warning("%s are sent later: %s", self.what, type(error).__name__)


def by_column(letters: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return finished letters as one list for each column, as a query that writes several takes them."""
    return {PLURALS.get(name, f"{name}s"): [one[name] for one in letters] for name in letters[0]}
