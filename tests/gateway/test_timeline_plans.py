"""A statement gives the same rows by whatever plan Postgres runs it."""

from uuid import UUID

import pytest

from store import queries
from store.pool import within
from tests.gateway.api import Api

PLANS = ("enable_nestloop", "enable_hashjoin", "enable_mergejoin")


@pytest.mark.parametrize("without", PLANS)
async def test_the_timeline_of_a_mentorship_that_hr_spoke_about(lonely: Api, without: str) -> None:
    """A quarter of an hour after the first start, once Postgres had statistics, it was once an internal error."""
    pair = await lonely.pair()
    await lonely.call("POST", f"/v1/mentorships/{pair['id']}/close", {"outcome": "ended_early"})
    organisation = UUID(lonely.key.split("_")[1])
    async with within(lonely.services.pool, organisation) as connection:
        await connection.execute(f"SET LOCAL {without} = off")
        said = [row async for row in queries.mentorships.said(connection, id=UUID(pair["id"]))]
    assert [row["kind"] for row in said] == ["close"]
