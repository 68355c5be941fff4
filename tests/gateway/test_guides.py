"""The guides can be read by everybody: without an account, without a database, and with nothing personal."""

from itertools import product

import httpx
import pytest
from bs4 import BeautifulSoup
from playwright.async_api import Page

from gateway.app import create_app
from letters.guidance import told
from schemas.guides import Guide
from tests.accessibility import SIZES, faults
from tests.gateway.pair_fixture import settings_for
from tests.letters.familiar import familiar
from tests.letters.samples import LANGUAGES

FORMS = (*LANGUAGES, "de-formal")


async def visit(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Open an address at a gateway that has reached neither Postgres nor Temporal."""
    transport = httpx.ASGITransport(create_app(settings_for("postgresql://nowhere.test/none")))
    async with httpx.AsyncClient(transport=transport, base_url="http://rapport.test", headers=headers) as anybody:
        return await anybody.request(method, path)


def words(response: httpx.Response) -> str:
    """Return what a page says, on one line."""
    return " ".join(BeautifulSoup(response.text, "html.parser").get_text(" ").split())


@pytest.mark.parametrize(("guide", "form"), list(product(Guide, FORMS)))
async def test_each_guide_has_an_address_of_its_own_in_each_language(guide: Guide, form: str) -> None:
    response = await visit(f"/guides/{guide}?lang={form}")
    assert response.status_code == 200
    one, said = told(guide, form), words(response)
    for text in (one.title, one.about, *one.behind, *one.ask, one.step):
        assert text in said
    assert f'<html lang="{form.removesuffix("-formal")}" dir="ltr">' in response.text
    assert form != "de-formal" or familiar(said) == set()


@pytest.mark.parametrize("form", FORMS)
async def test_the_list_leads_to_every_guide_and_every_guide_to_others_and_back(form: str) -> None:
    listed = BeautifulSoup((await visit(f"/guides?lang={form}")).text, "html.parser")
    paths = [str(link["href"]) for link in listed.select("main a")]
    assert paths == [f"/guides/{guide}?lang={form}" for guide in Guide]
    for path in paths[:2]:
        page = BeautifulSoup((await visit(path)).text, "html.parser")
        assert {str(link["href"]) for link in page.select("main a")} < set(paths)
        back = page.select_one("header a")
        assert back is not None
        assert back["href"] == f"/guides?lang={form}"


async def test_whoever_names_no_language_reads_that_of_the_browser() -> None:
    german = await visit("/guides", **{"Accept-Language": "de-AT,en;q=0.5"})
    assert 'lang="de"' in german.text
    assert german.headers["vary"] == "Accept-Language"
    assert 'lang="en"' in (await visit("/guides/ending-well")).text
    assert 'lang="es-419"' in (await visit("/guides/ending-well?lang=es-MX")).text
    assert 'lang="en"' in (await visit("/guides/ending-well?lang=tlh")).text


async def test_a_guide_can_be_kept_and_sets_no_cookie() -> None:
    for path in ("/guides?lang=en", "/guides/first-meeting?lang=en"):
        opened, looked_at = await visit(path), await visit(path, "HEAD")
        for response in (opened, looked_at):
            assert response.headers["cache-control"] == "public, max-age=3600"
            assert "set-cookie" not in response.headers
            assert "vary" not in response.headers
            assert "default-src 'none'" in response.headers["content-security-policy"]
        assert looked_at.content == b""
        assert opened.text == (await visit(path)).text


@pytest.mark.parametrize("path", ["/guides", "/guides/ending-well"])
async def test_an_address_that_somebody_ends_with_a_slash_shows_the_same_page(path: str) -> None:
    for method in ("GET", "HEAD"):
        with_slash, without = await visit(f"{path}/?lang=de", method), await visit(f"{path}?lang=de", method)
        assert with_slash.status_code == 200
        assert with_slash.text == without.text


@pytest.mark.parametrize(
    "name", ["nothing", "nothing/", "first-meeting//", "first-meeting/x", "FIRST-MEETING", "%3Cb%3E", "..%2f..%2fetc"]
)
async def test_where_there_is_no_guide_the_way_to_all_of_them_is_shown(name: str) -> None:
    response = await visit(f"/guides/{name}?lang=de")
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"
    assert "Diesen Leitfaden gibt es nicht" in response.text
    assert '<a href="/guides?lang=de">Alle Leitfäden für Gespräche</a>' in response.text
    assert familiar(words(response)) == set()


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_can_read_them(page: Page, size: str) -> None:
    for path in ("/guides?lang=de", "/guides/not-the-right-fit?lang=es", "/guides/none"):
        await page.set_content((await visit(path)).text)
        assert not await faults(page, size), path
