"""What keys may do, and that it shows who spoke with which."""

from collections.abc import Iterable
from uuid import UUID

import pytest

from gateway.security.api_keys import Scope, verify
from gateway.security.key_management import (
    KeyManagementError,
    Wanted,
    add_key,
    create_key,
    list_keys,
    new_key,
    organisation_id,
    revoke_id,
)
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.api import Api, person
from tests.gateway.pair_fixture import make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, pressed
from tests.gateway.test_api_input import check_problem
from tests.gateway.test_console import sign_in, step_in

NOWHERE = "127.0.0.1:1"
ALL = set(Scope)


async def with_scopes(api: Api, *scopes: Scope) -> Api:
    """Return another key to the same organisation, with these scopes only."""
    return Api(api.app, api.client, await create_key(api.services.pool, "Lantern Trust", "narrow", scopes))


async def test_a_key_that_may_only_look_changes_nothing(lonely: Api) -> None:
    await lonely.person("ana")
    looking = await with_scopes(lonely, Scope.READ)
    assert (await looking.call("GET", "/v1/people/ana")).status_code == 200
    assert (await looking.call("HEAD", "/v1/people/ana")).status_code == 200
    problem = check_problem(await looking.call("PUT", "/v1/people/eve", person("eve")), 403)
    assert problem["type"] == "urn:rapport:problem:scope-needed"
    assert "`write`" in problem["detail"]
    assert (await lonely.call("GET", "/v1/people/eve")).status_code == 404


@pytest.mark.parametrize("scopes", [(Scope.WRITE,), (Scope.CONSOLE, Scope.CONFIDENTIAL)])
async def test_a_key_without_read_shows_nothing(lonely: Api, scopes: tuple[Scope, ...]) -> None:
    narrow = await with_scopes(lonely, *scopes)
    check_problem(await narrow.call("GET", "/v1/people"), 403)


async def test_no_route_takes_a_change_by_a_key_that_may_only_look(lonely: Api) -> None:
    looking = await with_scopes(lonely, Scope.READ)
    paths = (await lonely.client.get("/openapi.json")).json()["paths"]
    routes = [(method, path) for path, methods in paths.items() for method in methods if path.startswith("/v1/")]
    for method, path in routes:
        if method != "get":
            address = path.format(id=UUID(int=7), external_id="ana")
            check_problem(await looking.call(method.upper(), address, {}), 403)


async def test_the_console_opens_to_keys_with_its_scope_only(database_url: str, pool: Pool, organisation: UUID) -> None:
    services = await make_services(database_url, pool, NOWHERE)
    key = await add_key(pool, organisation, "Workday", (Scope.READ, Scope.WRITE))
    async with browser(services) as client:
        leaf = await sign_in(client, key)
        after = await client.get("/console")
    assert leaf.response.status_code == 403
    assert "--scope console" in leaf.text
    assert after.status_code == 303


async def seen(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, scopes: Iterable[Scope]
) -> tuple[Leaf, Leaf]:
    """Return how an operator with these scopes sees a pair with something confided, before and after closing it."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    key = await add_key(pool, organisation, "Cleo’s console", scopes)
    async with working(services, pair), browser(services) as client:
        link = await pair.link("rhythm", Role.MENTOR)
        await pressed(client, services, link, choice="continue", private="Ana seems worn out")
        await sign_in(client, key)
        before = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        if "nonce" in before.fields:
            return before, await step_in(client, pair, "close", outcome="left")
        return before, before


async def test_confidences_are_shown_to_a_key_that_may_read_them_only(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    before, after = await seen(database_url, pool, organisation, temporal, ALL - {Scope.CONFIDENTIAL})
    assert "Ana seems worn out" not in before.text + after.text
    assert "In confidence" not in before.text


async def test_who_acted_is_shown_by_the_name_of_the_key(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    before, after = await seen(database_url, pool, organisation, temporal, ALL)
    assert "Ana seems worn out" in before.text
    assert "“Cleo’s console” (API key) asked to end it: " in after.text


async def test_an_operator_who_may_only_look_sees_no_buttons_and_can_press_none(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    key = await add_key(pool, organisation, "Eve", (Scope.CONSOLE,))
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        async with browser(services) as other:
            await sign_in(other, await add_key(pool, organisation, "Cleo"))
            lent = Leaf(await other.get(f"/console/mentorships/{pair.id}")).fields["nonce"]
        pressed_ = await client.post(f"/console/mentorships/{pair.id}/close", data={"outcome": "left", "nonce": lent})
    assert "Step in" not in leaf.text
    assert pressed_.headers["location"].endswith("?problem=again")
    assert await pair.answers() == []


async def test_every_form_of_a_session_carries_its_seed_and_another_sessions_is_refused(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "Cleo")
    async with browser(services) as mine, browser(services) as theirs:
        await sign_in(mine, key)
        await sign_in(theirs, key)
        nonce = Leaf(await theirs.get(f"/console/mentorships/{pair.id}")).fields["nonce"]
        crossed = await mine.post(f"/console/mentorships/{pair.id}/close", data={"outcome": "left", "nonce": nonce})
        for _ in range(5):
            await mine.get("/console")
            await mine.get(f"/console/mentorships/{pair.id}")
        cookies = [cookie.name for cookie in mine.cookies.jar]
    assert crossed.headers["location"].endswith("?problem=again")
    assert cookies == ["rapport-console"]


async def test_a_name_that_is_taken_hands_out_no_key(pool: Pool) -> None:
    await new_key(pool, Wanted("Lantern Trust"), "Workday")
    with pytest.raises(KeyManagementError, match="There is already an organisation “Lantern Trust”"):
        await new_key(pool, Wanted(" lantern  trust "), "Somebody else")
    another = await verify(
        pool, await new_key(pool, Wanted("Lantern Trust", existing=True), "Console", [Scope.CONSOLE])
    )
    assert another is not None
    assert (another.organisation, another.scopes) == (organisation_id("Lantern Trust"), frozenset({Scope.CONSOLE}))


async def test_two_customers_of_one_name_get_organisations_of_their_own(pool: Pool) -> None:
    first = await verify(pool, await new_key(pool, Wanted("Lantern Trust"), "Workday"))
    second = await verify(pool, await new_key(pool, Wanted("Lantern Trust", id=UUID(int=7)), "Workday"))
    assert first is not None
    assert second is not None
    assert (first.organisation == second.organisation, second.organisation) == (False, UUID(int=7))
    with pytest.raises(KeyManagementError, match="is called “Lantern Trust”"):
        await new_key(pool, Wanted("Harbour Trust", id=UUID(int=7)), "Workday")
    with pytest.raises(KeyManagementError, match="There is no organisation"):
        await new_key(pool, Wanted("Harbour Trust", existing=True), "Workday")


async def test_with_two_organisations_of_one_name_no_key_is_made_on_a_guess(pool: Pool) -> None:
    ours, theirs = organisation_id("Harbour Trust"), UUID(int=7)
    await new_key(pool, Wanted("Harbour Trust"), "Workday")
    await new_key(pool, Wanted("Harbour  trust", id=theirs), "Personio")
    with pytest.raises(KeyManagementError) as refused:
        await new_key(pool, Wanted("harbour trust", existing=True), "Workday, 2027")
    assert str(refused.value) == (
        "There are 2 organisations “harbour trust”:\n"
        f"  {theirs}\n"
        f"  {ours}\n"
        "`rapport key list` shows whose keys are whose. Give the id in place of the name, "
        f"for example: rapport key new {theirs} --existing"
    )
    assert len(await list_keys(pool)) == 2
    for wanted, id in (
        (Wanted(str(theirs), existing=True), theirs),
        (Wanted(str(ours).upper(), existing=True), ours),
        (Wanted("Harbour Trust", existing=True, id=theirs), theirs),
    ):
        added = await verify(pool, await new_key(pool, wanted, "Workday, 2027"))
        assert added is not None
        assert added.organisation == id
    with pytest.raises(KeyManagementError, match="There is already an organisation “Harbour Trust”"):
        await new_key(pool, Wanted(str(ours)), "Workday")
    with pytest.raises(KeyManagementError, match="There are already 2 organisations “Harbour trust”"):
        await new_key(pool, Wanted("Harbour Trust"), "Workday")
    with pytest.raises(KeyManagementError, match=f"There is no organisation with the id {UUID(int=8)}"):
        await new_key(pool, Wanted(str(UUID(int=8)), existing=True), "Workday")


async def test_an_id_names_an_organisation_that_exists_with_hyphens_or_without_and_never_a_new_one(pool: Pool) -> None:
    id = organisation_id("Harbour Trust")
    await new_key(pool, Wanted("Harbour Trust"), "Workday")
    for text in (str(id), id.hex, id.hex.upper()):
        added = await verify(pool, await new_key(pool, Wanted(text, existing=True), "Workday, 2027"))
        assert added is not None
        assert added.organisation == id
        assert len(await list_keys(pool, text)) == len(await list_keys(pool, "Harbour Trust"))
    for strange in (UUID(int=8), UUID(int=8).hex):
        says = f"There is no organisation with the id {UUID(int=8)}. `rapport key list` shows all."
        for existing in (True, False):
            with pytest.raises(KeyManagementError) as refused:
                await new_key(pool, Wanted(str(strange), existing=existing), "Workday")
            assert str(refused.value) == says
    with pytest.raises(KeyManagementError, match="There is no organisation with the id"):
        await new_key(pool, Wanted(str(UUID(int=8)), id=UUID(int=8)), "Workday")


async def test_the_id_for_a_new_organisation_makes_no_key_to_one_that_exists(pool: Pool) -> None:
    await new_key(pool, Wanted("Blue", id=UUID(int=7)), "Workday")
    with pytest.raises(KeyManagementError, match="is already an organisation “Blue” with this id"):
        await new_key(pool, Wanted("Blue", id=UUID(int=7)), "Workday, 2027")
    assert len(await list_keys(pool)) == 1


async def test_an_organisation_under_an_id_of_its_own_is_found_by_its_name(pool: Pool) -> None:
    await new_key(pool, Wanted("Blue", id=UUID(int=7)), "Workday")
    added = await verify(pool, await new_key(pool, Wanted(" blue ", existing=True), "Workday, 2027"))
    assert added is not None
    assert added.organisation == UUID(int=7)
    with pytest.raises(KeyManagementError, match="There is already an organisation “Blue”"):
        await new_key(pool, Wanted("Blue"), "Somebody else")
    assert {key["organisation_id"] for key in await list_keys(pool)} == {UUID(int=7)}


async def test_a_key_is_listed_without_its_hash_and_revoked_by_its_id(pool: Pool) -> None:
    text = await new_key(pool, Wanted("Lantern Trust"), "Workday")
    await new_key(pool, Wanted("Harbour Trust"), "Personio")
    assert [key["name"] for key in await list_keys(pool)] == ["Personio", "Workday"]
    [listed] = await list_keys(pool, "lantern trust")
    assert set(listed) == {"id", "organisation", "organisation_id", "name", "scopes", "created_at", "revoked_at"}
    assert await list_keys(pool, str(organisation_id("Lantern Trust"))) == [listed]
    assert await revoke_id(pool, listed["id"])
    assert not await revoke_id(pool, listed["id"])
    assert await verify(pool, text) is None
    with pytest.raises(KeyManagementError, match="There is no key with this id"):
        await revoke_id(pool, UUID(int=7))
