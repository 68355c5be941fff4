"""What the page of a goodbye leads to, in every language: nothing is left out, and everybody can use it."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.async_api import Page

from gateway.pages.certificate import none
from gateway.pages.certificate import shown as certificate
from gateway.pages.context import Standing
from gateway.pages.so_far import SoFar
from gateway.pages.survey import not_asked, shown
from intake.surveys import Survey
from letters.voice import voice_of
from schemas.names import PAIR, Formality, Phase, Role
from tests.accessibility import SIZES, faults, too_wide
from tests.gateway.page_at import HR, At, began, standing_at
from tests.gateway.test_page_languages import ENGLISH, words
from tests.letters.familiar import familiar

SPOKEN = [("en", Formality.INFORMAL), ("de", Formality.INFORMAL), ("de", Formality.FORMAL), ("es", Formality.INFORMAL)]
everywhere = pytest.mark.parametrize(("language", "formality"), [*SPOKEN, ("es-MX", Formality.INFORMAL)])
LONG = timedelta(days=300)


@cache
def over() -> At:
    """Return a pair that was asked how it is going, and has ended."""
    at = began().goes_on()
    at = at.hears(HR, "close")  # type: ignore[arg-type]
    while at.state.phase is not Phase.CLOSED:
        at = at.goes_on()
    return at


def goodbye(language: str, formality: Formality = Formality.INFORMAL, role: Role = Role.MENTEE) -> Standing:
    """Return what one of them finds behind the link of their farewell."""
    at = over()
    so_far = SoFar(began=at.now - LONG, ended=at.now, meetings=11)
    return standing_at(at, role, language, formality=formality, so_far=so_far)


def pages(language: str, formality: Formality) -> dict[str, str]:
    """Return every such page in one language."""
    said: dict[str, Any] = {"action": "/a/x/survey", "nonce": "x"}
    full = Survey(worth=4, words="XXXX", again="perhaps", would_mentor=True)
    found: dict[str, str] = {}
    for role in PAIR:
        here = goodbye(language, formality, role)
        found |= {
            f"{role}: asked": shown(here, Survey(), **said),
            f"{role}: answered": shown(here, full, **said),
            f"{role}: sent": shown(here, full, done="sent", **said),
            f"{role}: taken back": shown(here, Survey(), done="taken_back", **said),
            f"{role}: wrong": shown(here, Survey(), given={}, problems={"worth": "XXXX"}, again=True, **said),
            f"{role}: not asked": not_asked(here, Survey(), **said),
            f"{role}: kept": not_asked(here, full, again=True, **said),
            f"{role}: kept ones taken back": not_asked(here, Survey(), done="taken_back", **said),
            f"{role}: certificate": certificate(here, "/a/x/certificate"),
            f"{role}: with goals": certificate(here, "/a/x/certificate", with_goals=True),
            f"{role}: no certificate": none(here, "/a/x/certificate"),
            f"{role}: not kept": not_asked(here, full, words="XXXX", **said),
        }
    return found


@everywhere
def test_each_page_speaks_its_readers_language_with_names(language: str, formality: Formality) -> None:
    for name, html in pages(language, formality).items():
        text = html.partition("</style>")[2]
        assert "{" not in text, name
        assert "None" not in text, name
        assert f'lang="{voice_of(language, "UTC", formality).tag}"' in html
        assert language == "en" or not ENGLISH & set(words(html)), name


def test_formal_german_says_sie_on_each_of_them() -> None:
    for name, html in pages("de", Formality.FORMAL).items():
        text = BeautifulSoup(html.partition("</style>")[2], "html.parser").get_text(" ")
        assert familiar(text) == set(), name


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_can_use_them(page: Page, size: str) -> None:
    for language, formality in SPOKEN:
        for name, html in pages(language, formality).items():
            await page.set_content(html)
            assert not await (faults if language == "en" else too_wide)(page, size), (name, language)
