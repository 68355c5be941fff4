"""Links live as long as their reader does: not beyond a corrected address, not beyond somebody's leaving."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services
from tests.gateway.reader import browser, opened, pressed

NOWHERE = "127.0.0.1:1"
LETTER = """INSERT INTO outbox
  (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, made_at) VALUES
  ($1, $2, $3, $4, 'mentor', 'request/1', 'request', 'accepted', $5, $6)"""


async def lettered(pair: Pair, recipient: str = "ben@example.com") -> UUID:
    """Make a link as a step does, with the letter that carried it; its clock runs a year ahead."""
    link = await pair.link("request", Role.MENTOR)
    ahead = pair.now + timedelta(days=365)
    async with connected(pair.url) as connection:
        await connection.execute(
            LETTER, uuid4(), pair.organisation, pair.id, pair.people[Role.MENTOR], recipient, ahead
        )
    return link


@pytest.mark.parametrize(
    "change",
    ["UPDATE people SET email = 'benjamin@example.com' WHERE given_name = 'Ben'",
     "UPDATE people SET active = false WHERE given_name = 'Ben'"],
)  # fmt: skip
async def test_a_link_is_over_once_its_address_is_corrected_or_its_reader_has_left(
    database_url: str, pool: Pool, organisation: UUID, change: str
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link = await lettered(pair)
    async with browser(services) as client:
        before = await opened(client, services, link)
        await pair.value(change)
        after = await opened(client, services, link)
        late = await client.post(f"/a/{services.links.token(link)}", data={**before.fields, "choice": "accept"})
    assert (before.response.status_code, after.response.status_code, late.status_code) == (200, 410, 410)
    assert "This link no longer works" in after.text
    assert not after.soup.select("form")
    for words in ("Ana", "Ben", "Lantern", "lead a small team"):
        assert words not in after.text
    assert await pair.answers() == []


async def test_the_letter_to_the_corrected_address_has_a_link_that_works(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    await pair.value("UPDATE people SET email = 'Benjamin@example.com' WHERE given_name = 'Ben'")
    link = await lettered(pair, "benjamin@example.com")  # capitals make no other address
    async with browser(services) as client:
        leaf = await pressed(client, services, link, choice="accept")
    assert leaf.response.status_code == 200
    assert len(await pair.answers()) == 1


async def test_a_page_works_in_a_browser_without_cookies_and_sets_none(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link, other = await pair.link("request", Role.MENTOR), await pair.link("request_reminder", Role.MENTOR)
    path = f"/a/{services.links.token(link)}"
    async with browser(services) as client:
        leaf = await opened(client, services, link)
        foreign = (await opened(client, services, other)).fields["nonce"]
        wrong = await client.post(path, data={"nonce": foreign, "choice": "accept"})
        none = await client.post(path, data={"choice": "accept"})
        client.cookies.clear()
        right = await client.post(path, data={**leaf.fields, "choice": "accept"})
    assert "set-cookie" not in leaf.response.headers
    assert (wrong.status_code, none.status_code, right.status_code) == (403, 403, 200)
    assert len(await pair.answers()) == 1


@pytest.mark.parametrize("reached", [True, False])
async def test_whoever_no_longer_runs_the_programme_reads_who_does_and_whom_to_write_to(
    database_url: str, pool: Pool, organisation: UUID, reached: bool
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("task", Role.COORDINATOR)
    await pair.value(
        "INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, "
        f"unreachable_since) VALUES ('{uuid4()}', '{organisation}', 'dean', 'Dean', 'Fox', 'dean@example.com', 'UTC', "
        f"{'NULL' if reached else 'now()'})"
    )
    await pair.value("UPDATE programmes SET coordinator_id = (SELECT id FROM people WHERE given_name = 'Dean')")
    async with browser(services) as client:
        after = await opened(client, services, link)
    assert after.response.status_code == 410
    assert "corrected" not in after.text
    assert "has left" not in after.text
    assert "Ana" not in after.text
    if not reached:
        assert "You no longer run Lantern mentoring" in after.text
        return
    assert "Dean runs Lantern mentoring now" in after.text
    assert [str(one["href"]) for one in after.soup.select("a")] == ["mailto:dean@example.com"]
