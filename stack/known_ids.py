"""Rows of the sample whose ids are known beforehand, so that the examples of the API's description can name them.

Each is written as the gateway writes it, bound to an Idempotency-Key: the request that is then sent with this key finds
what it asks for, and goes on from there.
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
    """Write the programme that a POST with this key and body makes, unless it is there."""
    programme = ProgrammeIn.model_validate(body)
    sent = once(key, "programme", programme)
    async with within(pool, organisation) as connection:
        if not await first_made(connection, organisation, sent):
            await found(connection, organisation, id, programme)
            await remember(connection, organisation, sent, programme=id)


async def reserve_mentorship(pool: Pool, organisation: UUID, id: UUID, key: str, body: dict[str, Any]) -> None:
    """Write the mentorship that a POST with this key and body begins, unless it is there; the POST starts it."""
    wanted = MentorshipIn.model_validate(body)
    async with within(pool, organisation) as connection:
        beginning = await beginning_of(connection, wanted)
        sent = once(key, "mentorship", wanted)
        await begin(connection, organisation, beginning, once=sent, history_budget=HISTORY_BUDGET, id=id)
