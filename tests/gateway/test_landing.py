"""The address itself: a page that leads people on, and the same for programs."""

from dataclasses import replace
from uuid import UUID

from gateway.security.key_management import add_key
from store.pool import Pool
from tests.gateway.pair_fixture import make_services
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, sign_in


async def test_the_bare_address_leads_people_and_programs_on(database_url: str, pool: Pool, organisation: UUID) -> None:
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        people = Leaf(await client.get("/", headers={"Accept": "text/html,*/*;q=0.8"}))
        programs = await client.get("/")
        links = [str(one["href"]) for one in people.soup.select("a")]
        opened = [await client.get(link, follow_redirects=True) for link in links]
    assert links == ["/console", "/docs"]
    assert [reply.status_code for reply in opened] == [200, 200]
    assert "You are a mentor or a mentee" in people.text
    assert programs.json() == {
        "service": "Rapport",
        "api": "/v1",
        "console": "/console",
        "docs": "/docs",
        "openapi": "/openapi.json",
    }
    assert programs.headers["vary"] == people.response.headers["vary"] == "Accept"
    assert organisation


async def test_where_the_description_has_a_port_of_its_own_the_page_does_not_lead_there(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    services = await make_services(database_url, pool, NOWHERE)
    apart = replace(services, settings=services.settings.model_copy(update={"operations_port": 1}))
    async with browser(apart) as client:
        people = Leaf(await client.get("/", headers={"Accept": "text/html"}))
        programs = await client.get("/")
    assert "/docs" not in people.response.text
    assert programs.json() == {"service": "Rapport", "api": "/v1", "console": "/console"}
    assert organisation


async def test_an_empty_list_does_not_lead_there_either(database_url: str, pool: Pool, organisation: UUID) -> None:
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    apart = replace(services, settings=services.settings.model_copy(update={"operations_port": 1}))
    for serving, leads in ((services, True), (apart, False)):
        async with browser(serving) as client:
            listed = await sign_in(client, key)
        assert "Nothing here yet" in listed.text
        assert ("/docs" in listed.response.text) == leads
