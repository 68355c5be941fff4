"""Right-to-left names keep their direction to themselves in the console: in headings, sentences, lists and titles."""

from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from gateway.console.text_direction import apart, isolated
from gateway.security.key_management import add_key
from schemas.names import Phase
from store.pool import Pool
from tests.gateway.pair_fixture import connected, make_pair, make_services
from tests.gateway.reader import browser
from tests.gateway.test_console import NOWHERE, sign_in

TAMAR, OMAR = "תמר בן־דוד", "عمر"


@pytest.mark.parametrize(
    ("sentence", "html"),
    [
        (f"{TAMAR} and Bo", f"<bdi>{TAMAR}</bdi> and Bo"),
        (f"Waiting for {TAMAR}, {OMAR}.", f"Waiting for <bdi>{TAMAR}</bdi>, <bdi>{OMAR}</bdi>."),
        ("evil\u202eeman <b>", "evileman &lt;b&gt;"),
        ("\u2068\u2069x\u2068", "x"),
        ("Ana and Ben", "Ana and Ben"),
    ],
)
def test_each_name_is_an_element_of_its_own_and_nothing_else_turns_the_line(sentence: str, html: str) -> None:
    assert apart(sentence) == html
    assert "\u202e" not in isolated(sentence)


async def test_the_list_and_the_page_of_a_mentorship_isolate_such_names(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    async with connected(database_url) as connection:
        await connection.execute(
            "UPDATE people SET given_name = 'תמר', family_name = 'בן־דוד' || chr(8238) WHERE given_name = 'Ana'"
        )
        await connection.execute(
            "INSERT INTO timeline SELECT id, organisation_id, 'request/1', 'request', now(), '{\"code\": \"asks\"}' "
            "FROM mentorships"
        )
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        listed = (await sign_in(client, key)).response.text
        shown = (await client.get(f"/console/mentorships/{pair.id}")).text
    soup = BeautifulSoup(shown, "html.parser")
    assert f"<strong><bdi>{TAMAR}</bdi> and Ben Example</strong>" in listed
    assert f"<h1><bdi>{TAMAR}</bdi> and Ben Example</h1>" in shown
    assert soup.title
    assert f"\u2068{TAMAR}\u2069 and Ben Example" in soup.title.get_text()
    assert "was asked to be <bdi>תמר</bdi>&#39;s mentor" in shown
    for bdi in soup.select("bdi"):
        bdi.decompose()
    assert soup.body
    assert "תמר" not in soup.body.get_text()
    assert "\u202e" not in shown + listed
