"""What is due and not done says since when, in the API and in the console; it does not look due at each look anew."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from gateway.api.views import row_of, view
from schemas.rules import Courtesy, Rules
from store.pool import Pool, within
from tests.gateway.pair_fixture import Pair, connected
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, prepared, sign_in

AT_ANY_HOUR = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24, awake_from=0, awake_to=24)


async def due(pair: Pair, at: datetime) -> None:
    """Let a check-in be due at this moment, and the state have been saved long before it."""
    active = pair.state.active
    assert active
    rules = Rules(courtesy=AT_ANY_HOUR)
    await pair.keep(pair.state.with_(rules=rules, active=active.with_(next_check_in=at), revision=1))
    async with connected(pair.url) as connection:
        await connection.execute("UPDATE mentorships SET as_of = $1", pair.now - timedelta(days=10))


@pytest.mark.parametrize(
    ("ago", "overdue"), [(timedelta(days=2), True), (timedelta(minutes=2), False), (-timedelta(days=2), False)]
)
async def test_a_step_that_no_worker_takes_keeps_the_time_at_which_it_was_due(
    database_url: str, pool: Pool, organisation: UUID, ago: timedelta, overdue: bool
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    await due(pair, at := pair.now - ago)
    async with within(pool, organisation) as connection:
        shown: Any = view(await row_of(connection, pair.id)).next
    assert (shown.kind, shown.when, shown.overdue) == ("check_in", at, overdue)
    async with browser(services) as client:
        listed = await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert ("(overdue)" in listed.text) is overdue
    assert ("overdue, because no worker has done it" in leaf.text) is overdue
