"""Sweep up untold answers: what was kept while the workflow was away is told by whichever gateway finds it first."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from intake.answers import Kept
from intake.services import Services
from intake.telling import tell_all
from store import queries
from store.pool import sweeping, within

log = logging.getLogger(__name__)

PAUSE = 3.0  # seconds between two passes
BATCH = 100
AT_ONCE = 8
YOUNG = 5.0  # seconds in which whoever took the answer tells it themselves
BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))


async def keep_telling(services: Services, pause: float = PAUSE) -> None:
    """Tell what is untold, again and again, until cancelled."""
    while True:
        try:
            await sweep(services)
        except Exception as error:  # whatever it was, the next pass must come
            log.warning("looking for untold answers failed, trying again soon: %s", type(error).__name__)
        await asyncio.sleep(pause)


async def sweep(services: Services, younger_than: float = YOUNG) -> int:
    """Go once through all that is untold; return how many answers the workflows were told."""
    told, after = 0, BEGINNING
    while True:
        async with sweeping(services.pool) as connection:
            rows = [
                row
                async for row in queries.answers.untold(
                    connection, after_at=after[0], after_id=after[1], seconds=younger_than, size=BATCH
                )
            ]
        told += await _tell_rows(services, rows)
        if len(rows) < BATCH:
            return told
        after = (rows[-1]["said_at"], rows[-1]["id"])


async def _tell_rows(services: Services, rows: Sequence[asyncpg.Record]) -> int:
    ids: dict[UUID, list[UUID]] = defaultdict(list)
    for row in rows:
        ids[row["organisation_id"]].append(row["id"])
    told = 0
    for organisation, lying in ids.items():
        async with within(services.pool, organisation) as connection:
            found = [row["mentorship"] async for row in queries.answers.mentorships_of(connection, ids=lying)]
        for few in _few(found):
            told += sum(await asyncio.gather(*(_tell_mentorship(services, organisation, one) for one in few)))
    return told


def _few(mentorships: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [mentorships[start : start + AT_ONCE] for start in range(0, len(mentorships), AT_ONCE)]


async def _tell_mentorship(services: Services, organisation: UUID, mentorship: UUID) -> int:
    async with within(services.pool, organisation) as connection:
        rows = [row async for row in queries.answers.untold_of(connection, mentorship=mentorship)]
    try:
        told = await tell_all(services, organisation, [Kept(**row) for row in rows])
    except ValueError as error:  # one that cannot be read must not hold up the others
        log.error("mentorship %s has an answer that cannot be told: %s", mentorship, type(error).__name__)
        return 0
    return sum(one.state != "noted" for one in told)
