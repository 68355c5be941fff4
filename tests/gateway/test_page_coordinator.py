"""A page names a coordinator only while they can be written to, as letters do."""

from urllib.parse import unquote
from uuid import UUID

import pytest

from schemas.names import Outcome, Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import browser, opened

NOWHERE = "127.0.0.1:1"


@pytest.mark.parametrize("change", ["active = false", "unreachable_since = now()"])
async def test_nobody_is_sent_in_confidence_to_a_coordinator_whom_mail_does_not_reach(
    database_url: str, pool: Pool, organisation: UUID, change: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    link, host = await pair.link("check_in", Role.MENTEE), pair.people[Role.COORDINATOR]
    address = await pair.value(f"SELECT email FROM people WHERE id = '{host}'")
    async with browser(services) as client:
        before = await opened(client, services, link)
        await pair.value(f"UPDATE people SET {change} WHERE id = '{host}'")
        after = await opened(client, services, link)
    assert "in confidence" in before.text
    assert address in unquote(before.response.text)
    assert "in confidence to" not in after.text
    assert "If it is urgent, write to" not in after.text
    assert address not in unquote(after.response.text)


async def test_whoever_runs_the_programme_reads_when_and_why_it_ended(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    await pair.keep(pair.state.with_(phase=Phase.CLOSED, outcome=Outcome.LAPSED))
    await pair.value(
        "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason, facts) "
        "SELECT id, organisation_id, 'farewell/1', 'farewell', now(), '{}', '{}' FROM mentorships RETURNING 1"
    )
    async with browser(services) as client:
        page = await opened(client, services, await pair.link("task", Role.COORDINATOR))
    assert "The mentorship of Ana and Ben has ended. It ended on" in page.text
    assert "because nobody answered our last question." in page.text
    assert "Meetings" not in page.text
