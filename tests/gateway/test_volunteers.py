"""Whoever says at the end that they would be a mentor is named for it, and nobody else; and can take it back."""

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
    assert "they see your name and e-mail address for it, and may ask you." in leaf.text
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


async def test_what_somebody_says_last_counts_of_whichever_mentorship(
    pair_in: PairIn, pool: Pool, organisation: UUID
) -> None:
    """Who took it back at the end of a second mentorship was still listed by the first."""
    pair, services = await pair_in(Phase.ACTIVE)
    await over(pair)
    key = await add_key(pool, organisation, "tests")
    path = f"{await farewell(pair, services, Role.MENTOR)}/survey"
    async with connected(pair.url) as connection:
        mentee, other = uuid4(), uuid4()
        await connection.execute(PERSON, mentee, pair.organisation, "Mo")
        await connection.execute(MENTORSHIP, other, mentee)
    async with browser(services) as client:
        await sends(client, path, would_mentor="yes")
        assert len((await listed(client, key, pair))["items"]) == 1
        await pair.value(
            "INSERT INTO surveys (organisation_id, mentorship_id, person_id, role, said_at) SELECT organisation_id, id,"
            f" mentor_id, 'mentor', now() + interval '1 minute' FROM mentorships WHERE id = '{other}' RETURNING 1"
        )
        assert (await listed(client, key, pair))["items"] == []
