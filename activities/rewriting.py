"""Letters that wait are written anew if their reader's address or our own was corrected: nothing of them was sent."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from activities.mail_outcomes import DOUBT
from letters.message import readdressed, sent_by
from schemas.people import Person
from store import queries
from store.pool import Connection, Pool, within


async def readdress(pool: Pool, letters: Sequence[asyncpg.Record]) -> None:
    """Write the corrected address into letters that wait for it."""
    for row in letters:
        async with within(pool, row["organisation_id"]) as connection:
            await _readdress(connection, row["id"])


async def _readdress(connection: Connection, id: UUID) -> None:
    row = await queries.outbox.lock_to_readdress(connection, id=id)
    if row is None:  # another worker did it
        return
    if why := _must_not_go(row):
        await queries.outbox.lapse(connection, id=id, why=why)
        return
    reader = Person.of(row["reader"])
    message = readdressed(row["message"], reader)
    await queries.outbox.readdress(connection, id=id, recipient=reader.email, message=message)


def _must_not_go(row: asyncpg.Record) -> str:
    """Return why a letter goes to no other address; a new one about a concern has nobody's words."""
    if not row["reader"]["active"]:
        return "its reader has left"
    return "its reader has another address" if row["letter"] == "concern" else ""


async def from_sender(pool: Pool, row: asyncpg.Record, sender: str) -> bytes:
    """Return a claimed letter's bytes, from the present sender: relays also look at the address in the header.

    A letter that may have arrived already keeps its bytes, so that its reader's mail system can drop the duplicate.
    """
    kept: bytes = row["message"]
    message = kept if row["reply"].startswith(DOUBT) else sent_by(kept, sender)
    if message != kept:
        async with within(pool, row["organisation_id"]) as connection:
            await queries.outbox.rewrite(connection, id=row["id"], claim=row["claimed_at"], message=message)
    return message
