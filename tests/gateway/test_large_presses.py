"""A press that is larger than any form is refused in the reader's language, and the longest form is none of those."""

from uuid import UUID

import pytest

from gateway.http.forms import BODY
from gateway.http.middleware import LIMIT
from schemas.names import Phase, Role
from store.pool import Pool
from tests.gateway.pair_fixture import connected, make_pair, make_services
from tests.gateway.reader import browser, pressed
from tests.gateway.test_console import NOWHERE


@pytest.mark.parametrize("size", [BODY + 1, LIMIT + 1])
async def test_a_spanish_reader_reads_in_spanish_that_it_is_too_much(
    database_url: str, pool: Pool, organisation: UUID, size: int
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services, link = await make_services(database_url, pool, NOWHERE), await pair.link("check_in", Role.MENTEE)
    async with connected(database_url) as connection:
        await connection.execute("UPDATE people SET language = 'es' WHERE id = $1", pair.people[Role.MENTEE])
    async with browser(services) as client:
        path = f"/a/{services.links.token(link)}"
        page = await client.post(path, content=b"note=" + b"a" * size, headers={"Accept": "text/html"})
    assert page.status_code == 413
    assert "Acorta tu texto y envíalo de nuevo." in page.text


async def test_the_longest_agreement_can_be_agreed_to_in_any_script(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """The form sends what the page shows, also to somebody who changes nothing."""
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services, link = await make_services(database_url, pool, NOWHERE), await pair.link("agreement", Role.MENTEE)
    long, line = "\u6f22" * 3000, "\u6f22" * 300
    async with browser(services) as client:
        terms = {"boundaries": long, "confidentiality": long, "giving": long, "goals": "\n".join([line] * 8)}
        page = await pressed(client, services, link, choice="agree", **terms)
    assert page.response.status_code != 413, page.text
