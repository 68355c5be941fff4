"""A mentor's places: holding one however many ask at once."""

from uuid import UUID

from store import queries
from store.pool import Connection


async def hold(connection: Connection, organisation: UUID, mentor: UUID, mentorship: UUID) -> int | None:
    """Hold a place and return its number; None where the mentor has none free. Repeated, it holds no second one.

    Whoever loses a race sees the next free place once the winner has committed, so this
    ends after as many tries as the mentor has places.
    """
    while True:
        claim = await queries.seats.hold(connection, organisation=organisation, mentor=mentor, mentorship=mentorship)
        if claim["number"] is not None or not claim["free"]:
            number: int | None = claim["number"]
            return number


async def take(connection: Connection, organisation: UUID, mentor: UUID, mentorship: UUID) -> bool:
    """Take a place, held before or free now; False where the mentor has none for this mentorship."""
    if await queries.seats.take(connection, mentor=mentor, mentorship=mentorship):
        return True
    held = await hold(connection, organisation, mentor, mentorship)
    return held is not None and bool(await queries.seats.take(connection, mentor=mentor, mentorship=mentorship))
