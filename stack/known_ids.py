"""Rows of the sample with fixed ids, so that the examples in the API's description can use them.

Each row is written as the gateway writes it, with an Idempotency-Key: a later request with this key finds the row and
continues from there.
"""

from typing import Any
from uuid import UUID

from gateway.api.beginning import beginning_of
from gateway.api.programmes import found
from intake.beginnings import begin
from intake.idempotency import first_made, once, remember
from schemas.api import MentorshipIn, ProgrammeIn
from stack.components import HISTORY_BUDGET
from store.pool import Pool, within


async def reserve_programme(pool: Pool, organisation: UUID, id: UUID, key: str, body: dict[str, Any]) -> None:
    """Insert the programme that a POST with this key and body would create, unless it exists."""
    programme = ProgrammeIn.model_validate(body)
    sent = once(key, "programme", programme)
    async with within(pool, organisation) as connection:
        if not await first_made(connection, organisation, sent):
            await found(connection, organisation, id, programme)
            await remember(connection, organisation, sent, programme=id)


async def reserve_mentorship(pool: Pool, organisation: UUID, id: UUID, key: str, body: dict[str, Any]) -> None:
    """Insert the mentorship that a POST with this key and body would begin, unless it exists; the POST starts it."""
    wanted = MentorshipIn.model_validate(body)
    async with within(pool, organisation) as connection:
        beginning = await beginning_of(connection, wanted)
        sent = once(key, "mentorship", wanted)
        await begin(connection, organisation, beginning, once=sent, history_budget=HISTORY_BUDGET, id=id)
