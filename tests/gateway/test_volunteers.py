"""Whoever says at the end that they would be a mentor is named for it, and nobody else; and can take it back."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from gateway.security.api_keys import Scope
from gateway.security.key_management import add_key, create_key
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.goodbye_fixture import at, farewell, over, sends
from tests.gateway.pair_fixture import Pair, PairIn, connected
from tests.gateway.reader import browser
from tests.gateway.test_console import sign_in
from tests.gateway.test_survey_numbers import MENTORSHIP, PERSON


async def listed(client: httpx.AsyncClient, key: str, pair: Pair, **query: Any) -> Any:
    """Return whom the API lists."""
    path, headers = f"/v1/programmes/{pair.state.programme}/volunteers", {"Authorization": f"Bearer {key}"}
    answer = await client.get(path, headers=headers, params=query)
    return answer.json() if answer.is_success else answer.status_code


@pytest.mark.parametrize(("role", "says"), [(Role.MENTEE, "a mentor too"), (Role.MENTOR, "a mentor again")])
async def test_whoever_ticks_it_is_listed_and_whoever_unticks_it_is_not_any_more(
    pair_in: PairIn, pool: Pool, organisation: UUID, role: Role, says: str
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    key, path = await add_key(pool, organisation, "tests"), f"{await farewell(pair, services, role)}/survey"
    async with browser(services) as client:
        leaf = await at(client, path)
        assert "would_mentor" not in leaf.fields
        assert (await listed(client, key, pair))["items"] == []
        await sends(client, path, worth="4", would_mentor="yes")
        [one] = (await listed(client, key, pair))["items"]
        again = await at(client, path)
        await client.post(path, data={name: value for name, value in again.fields.items() if name != "would_mentor"})
        assert (await listed(client, key, pair))["items"] == []
        await sends(client, path, would_mentor="yes")
        await sends(client, path, choice="take_back")
        assert (await listed(client, key, pair))["items"] == []
    assert f"Yes, I would be {says}" in leaf.text
    assert "see your name and e-mail address for it. They may then ask you." in leaf.text
    assert again.fields["would_mentor"] == "yes"
    given = {Role.MENTEE: "Ana", Role.MENTOR: "Ben"}[role]
    assert (one["name"], one["role"], one["already"]) == (f"{given} Example", role, role is Role.MENTOR)
    assert (one["email"], one["mentorship"]) == (f"{given.lower()}@example.com", str(pair.id))


async def test_the_tick_alone_is_an_answer_and_counts_as_none(pair_in: PairIn, pool: Pool, organisation: UUID) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    key, path = await add_key(pool, organisation, "tests"), f"{await farewell(pair, services)}/survey"
    async with browser(services) as client:
        leaf = await sends(client, path, would_mentor="yes")
        numbers = await client.get(
            f"/v1/programmes/{pair.state.programme}/survey", headers={"Authorization": f"Bearer {key}"}
        )
    assert "Your answers are saved." in leaf.text
    assert numbers.json()["mentees"]["answered"] == 0


@pytest.mark.parametrize("why", ["has left", "from a hold", "goes on", "another organisation"])
async def test_whom_nobody_may_ask_is_not_listed(pair_in: PairIn, pool: Pool, organisation: UUID, why: str) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    under_way = pair.state
    await over(pair)
    key, path = await add_key(pool, organisation, "tests"), f"{await farewell(pair, services)}/survey"
    async with browser(services) as client:
        await sends(client, path, would_mentor="yes")
        assert len((await listed(client, key, pair))["items"]) == 1
        if why == "has left":
            await pair.value("UPDATE people SET active = false WHERE given_name = 'Ana' RETURNING 1")
        elif why == "from a hold":
            await pair.value("UPDATE mentorships SET state = jsonb_set(state, '{closing,parted}', 'true') RETURNING 1")
        elif why == "goes on":
            await pair.keep(under_way)
        else:
            key = await create_key(pool, "Another Trust")
        found = await listed(client, key, pair)
    assert found == 404 if why == "another organisation" else found["items"] == []


async def test_a_list_is_read_page_by_page(pair_in: PairIn, pool: Pool, organisation: UUID) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    key = await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        for role in (Role.MENTEE, Role.MENTOR):
            await sends(client, f"{await farewell(pair, services, role)}/survey", would_mentor="yes")
        first = await listed(client, key, pair, limit=1)
        second = await listed(client, key, pair, limit=1, cursor=first["next_cursor"])
    assert [one["name"] for one in (*first["items"], *second["items"])] == ["Ana Example", "Ben Example"]
    assert second["next_cursor"] is None


async def test_the_console_lists_them_for_everybody_who_signs_in(
    pair_in: PairIn, pool: Pool, organisation: UUID
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    key = await add_key(pool, organisation, "tests", [Scope.CONSOLE])
    async with browser(services) as client:
        await sign_in(client, key)
        before = await at(client, "/console/goodbyes")
        await sends(client, f"{await farewell(pair, services)}/survey", would_mentor="yes", words="For you alone")
        leaf = await at(client, "/console/goodbyes")
    assert "Nobody has said so yet." in before.text
    assert "Ana Example" in leaf.text
    assert "not a mentor yet, by your list of people" in leaf.text
    assert "Mentee in Lantern mentoring" in leaf.text
    assert "For you alone" not in leaf.text


class Twice:
    """A mentor whose two mentorships of one programme are over, with the page of each."""

    def __init__(self, client: httpx.AsyncClient, key: str, pair: Pair, paths: list[str]) -> None:
        self.client, self.key, self.pair, self.paths = client, key, pair, paths

    async def stands(self) -> tuple[list[str], list[bool]]:
        """Return whom the API lists, and on which of the pages the box is ticked."""
        names = [one["name"] for one in (await listed(self.client, self.key, self.pair))["items"]]
        return names, ["would_mentor" in (await at(self.client, path)).fields for path in self.paths]


@pytest.fixture
async def twice(pair_in: PairIn, pool: Pool, organisation: UUID) -> AsyncIterator[Twice]:
    """Yield such a mentor."""
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    paths = [f"{await farewell(pair, services, Role.MENTOR)}/survey"]
    async with connected(pair.url) as connection:
        mentee, other = uuid4(), uuid4()
        await connection.execute(PERSON, mentee, pair.organisation, "Mo")
        await connection.execute(MENTORSHIP, other, mentee)
    second = Pair(pair.url, pair.organisation, pair.people, pair.state.with_(mentorship=other), pair.now)
    paths.append(f"{await farewell(second, services, Role.MENTOR)}/survey")
    async with browser(services) as client:
        yield Twice(client, await add_key(pool, organisation, "tests"), pair, paths)


async def test_a_tick_is_one_and_the_same_on_every_page_of_a_programme(twice: Twice) -> None:
    """Answers about another mentorship once took somebody off the list, although the first page still had the tick."""
    await sends(twice.client, twice.paths[0], worth="5", would_mentor="yes")
    assert await twice.stands() == (["Ben Example"], [True, True])
    await sends(twice.client, twice.paths[1], worth="3")
    assert await twice.stands() == (["Ben Example"], [True, True])


@pytest.mark.parametrize("way", ["unticked", "taken back"])
@pytest.mark.parametrize("page", [0, 1])
async def test_whoever_takes_it_back_on_one_page_has_taken_it_back_on_each(twice: Twice, page: int, way: str) -> None:
    for path in twice.paths:
        await sends(twice.client, path, worth="4", would_mentor="yes")
    if way == "unticked":
        leaf = await at(twice.client, twice.paths[page])
        fields = {name: value for name, value in leaf.fields.items() if name != "would_mentor"}
        await twice.client.post(twice.paths[page], data=fields)
    else:
        await sends(twice.client, twice.paths[page], choice="take_back")
    assert await twice.stands() == ([], [False, False])
    assert (await at(twice.client, twice.paths[1 - page])).fields["worth"] == "4"


async def test_a_tick_in_one_programme_says_nothing_in_another(twice: Twice) -> None:
    await sends(twice.client, twice.paths[0], would_mentor="yes")
    await twice.pair.value(
        "WITH another AS (INSERT INTO programmes SELECT (jsonb_populate_record(p, jsonb_build_object("
        "'id', gen_random_uuid(), 'name', 'Another'))).* FROM programmes p LIMIT 1 RETURNING id) "
        f"UPDATE mentorships SET programme_id = (SELECT id FROM another) WHERE id <> '{twice.pair.id}' RETURNING 1"
    )
    assert await twice.stands() == (["Ben Example"], [True, False])
    await sends(twice.client, twice.paths[1], worth="4")
    await sends(twice.client, twice.paths[1], choice="take_back")
    assert await twice.stands() == (["Ben Example"], [True, False])
