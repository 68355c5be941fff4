"""What a mentee says is in the way is saved like other words, and read by nobody whom they have not chosen."""

import re

import pytest

from gateway.security.key_management import add_key
from schemas.names import Phase, Role
from tests.gateway.pair_fixture import Pair, PairIn, make_services, working
from tests.gateway.reader import browser, opened, pressed
from tests.gateway.test_console import sign_in

NOWHERE = "127.0.0.1:1"
SHARED = {"difficulty": "fit", "guide": "not-the-right-fit", "guide_for_partner": "not-the-right-fit"}
OF_IT = re.compile(r"difficulty|guide|Not the right fit")

STYLE = re.compile("<style.*?</style>", re.DOTALL)


async def rows(pair: Pair) -> list[dict[str, str]]:
    """Return the words of all answers."""
    return [answer["words"] for answer in await pair.answers()]


async def test_it_is_saved_once_and_the_guide_is_there_again_when_the_link_is_opened(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    async with working(services, pair), browser(services) as client:
        for _ in range(2):
            page = await pressed(client, services, link, met="yes", rating="4", difficulty="fit", share="partner")
        again = await opened(client, services, link)
    assert await rows(pair) == [SHARED]
    assert (await pair.answers())[0]["said"] == {"met": "yes", "rating": 4}
    assert "What you could say or ask, in your own words" in page.text
    assert again.soup.select("main a[href='/guides/not-the-right-fit?lang=en']")


async def test_it_can_be_changed_and_taken_back(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("nudge", Role.MENTEE, "nudge/1")
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="no", difficulty="fit", share="partner")
        await pressed(client, services, link, choice="no", difficulty="fit", share="me")
        page = await pressed(client, services, link, choice="no", difficulty="none")
    assert [sorted(words) for words in await rows(pair)] == [sorted(SHARED), ["difficulty", "guide"], []]
    assert "A guide for you" not in page.text


async def test_the_guide_does_not_wait_for_temporal(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE, "check_in/1")
    away = await make_services(pair.url, services.pool, NOWHERE)
    async with browser(away) as client:
        page = await pressed(client, away, link, met="no", difficulty="advice")
    assert "Saved. Thank you, Ana." in page.text
    assert "A guide for you: Conflicting advice" in page.text
    assert "Only you see this." in page.text


@pytest.mark.parametrize("share", ["me", "partner"])
async def test_neither_console_nor_the_partners_page_nor_the_timeline_shows_it(pair_in: PairIn, share: str) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    mine, theirs = [await pair.link("check_in", role, "check_in/1") for role in (Role.MENTEE, Role.MENTOR)]
    at_console = await make_services(pair.url, services.pool, NOWHERE)
    key = await add_key(services.pool, pair.organisation, "tests")
    bearer = {"Authorization": f"Bearer {key}"}
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, mine, met="no", difficulty="fit", share=share)
        partner = await opened(client, services, theirs)
        told = [await client.get(f"/v1/mentorships/{pair.id}{path}", headers=bearer) for path in ("", "/timeline")]
    async with browser(at_console) as client:
        await sign_in(client, key)
        shown = await client.get(f"/console/mentorships/{pair.id}", headers={"Accept": "text/html"})
    assert {response.status_code for response in (*told, shown)} == {200}
    assert not [each.text for each in (*told, shown) if OF_IT.search(STYLE.sub("", each.text))]
    assert "Not the right fit" not in partner.text
