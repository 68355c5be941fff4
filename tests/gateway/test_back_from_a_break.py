"""A break that is over is over in the API and in the console, before the letter that says so."""

from datetime import timedelta
from uuid import UUID

import pytest

from gateway.api.views import row_of, view
from schemas.names import Phase, Role
from schemas.rules import Courtesy, Rules
from schemas.state import Pause
from store.pool import Pool, within
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, prepared, sign_in


@pytest.mark.parametrize("is_over", [True, False])
async def test_a_break_is_over_once_everybody_is_back(
    database_url: str, pool: Pool, organisation: UUID, is_over: bool
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    back = pair.now + timedelta(minutes=-5 if is_over else 60)
    another_day = (pair.now + timedelta(days=3)).isoweekday()  # on which letters go
    pause = Pause(
        since=pair.now - timedelta(days=20),
        absences={Role.MENTEE: back, Role.MENTOR: pair.now - timedelta(days=2)},
        told=True,
        number=1,
    )
    rules = Rules(courtesy=Courtesy(working_days=(another_day,)))
    await pair.keep(pair.state.with_(rules=rules, pause=pause, pauses=1, revision=1))
    async with within(pool, organisation) as connection:
        shown = view(await row_of(connection, pair.id))
    async with browser(services) as client:
        listed = await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert shown.phase is Phase.PAUSED
    assert shown.standing == ("back from a break" if is_over else "taking a break")
    assert shown.paused_until == (None if is_over else back)
    assert shown.away == ({} if is_over else {Role.MENTEE: back})
    assert shown.next
    assert shown.next.why == ("The break is over." if is_over else "The break will be over by then.")
    assert ("Back from a break" in listed.text) is is_over
    assert "1 paused" in listed.text
    assert "on a break" not in listed.text, "the same filter holds breaks, those that are over, and holds"
    assert ("Back from a break." in leaf.text) is is_over
    for words in ("The break lasts until", "is away until", "End the break", "Change the return date"):
        assert (words in leaf.text) is not is_over, words
    assert "Ben is away" not in leaf.text
