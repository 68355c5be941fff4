"""A mentor's places, held and taken safely by many requests at once."""

from uuid import UUID

from store import queries
from store.pool import Connection


async def hold(connection: Connection, organisation: UUID, mentor: UUID, mentorship: UUID) -> int | None:
    """Hold a place and return its number; None if the mentor has none free. A second call holds no second place.

    A transaction that loses a race sees the next free place once the winner has committed,
    so this ends after at most as many attempts as the mentor has places.
    """
    while True:
        claim = await queries.seats.hold(connection, organisation=organisation, mentor=mentor, mentorship=mentorship)
        if claim["number"] is not None or not claim["free"]:
            number: int | None = claim["number"]
            return number


async def take(connection: Connection, organisation: UUID, mentor: UUID, mentorship: UUID) -> bool:
    """Take a place that was held before or is free now; False if the mentor has none for this mentorship."""
    if await queries.seats.take(connection, mentor=mentor, mentorship=mentorship):
        return True
    held = await hold(connection, organisation, mentor, mentorship)
    return held is not None and bool(await queries.seats.take(connection, mentor=mentor, mentorship=mentorship))
