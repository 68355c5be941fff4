"""Everybody can use the pages and the console: axe finds nothing, and nothing is wider than a phone."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.async_api import Page

from gateway.pages.render import show
from store.pool import Pool
from tests.accessibility import SIZES, faults, too_wide
from tests.gateway.page_lives import LIVES
from tests.gateway.page_walk import standings, turns
from tests.gateway.reader import browser
from tests.gateway.test_console import NOWHERE, prepared, sign_in

HTML = {"Accept": "text/html"}
LANGUAGES = ("en", "de", "es")


def kinds(language: str) -> Iterator[tuple[str, str]]:
    """Yield one page of each kind: letter, reader, whether answered; in English for each phase, too."""
    seen = set()
    for life in LIVES:
        for turn in turns(life):
            for standing in standings(turn, language, latest=2):
                phase = standing.phase if language == "en" else ""
                kind = (standing.letter, standing.role, standing.answered is None, phase)
                if kind not in seen:
                    seen.add(kind)
                    yield " ".join(map(str, kind)), show(standing, action="/a/x", nonce="x")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_kind_of_page(page: Page, language: str) -> None:
    found = {}
    for kind, html in kinds(language):
        await page.set_content(html)
        found[kind] = await (faults if language == "en" else too_wide)(page, "phone")
    assert len(found) > 40
    assert not {kind: broken for kind, broken in found.items() if broken}


@pytest.mark.parametrize("size", SIZES)
async def test_the_console_and_what_an_address_shows_that_is_not_there(
    page: Page, database_url: str, pool: Pool, organisation: UUID, size: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    paths = ("/console", f"/console/mentorships/{pair.id}", "/console?name=nobody", "/console/mentorships/unknown")
    async with browser(services) as client:
        shown = {path: (await client.get(path, headers=HTML)).text for path in ("/", "/a/unknown", "/console/sign-in")}
        await sign_in(client, key)
        shown |= {path: (await client.get(path, headers=HTML)).text for path in paths}
    for path, html in shown.items():
        await page.set_content(html)
        assert not await faults(page, size), path
