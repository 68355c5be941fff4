"""A certificate to print: it says what was reported and nothing else, on one page."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page

from gateway.pages.certificate import shown
from gateway.pages.context import Standing
from gateway.pages.ended import ended
from schemas.names import PAIR, AnswerKind, Formality, Met, Phase, Role
from schemas.request import Goal
from store.pool import Pool
from tests.gateway.goodbye_fixture import at, farewell, over
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser
from tests.gateway.test_goodbye_pages import SPOKEN, goodbye
from tests.gateway.test_pages_later import say_it

MET: dict[str, Any] = {"kind": AnswerKind.CHECK_IN, "role": Role.MENTEE, "said": {"met": Met.YES}}
SHEET = re.compile(rb"/Type\s*/Page\b")
BOX = re.compile(rb"/MediaBox\s*\[([\d. ]+)\]")


@pytest.mark.parametrize(
    ("role", "says"), [(Role.MENTEE, "as a mentee, with Ben"), (Role.MENTOR, "as a mentor, with Ana")]
)
async def test_it_says_who_took_part_when_with_whom_and_how_many_meetings_were_reported(
    pair_in: PairIn, pool: Pool, role: Role, says: str
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await say_it(pair, pool, **MET)
    await over(pair, days=200)
    path = await farewell(pair, services, role)
    before = await pair.everything()
    async with browser(services) as client:
        page, leaf = await at(client, path), await at(client, f"{path}/certificate")
        goals = await at(client, f"{path}/certificate?goals=yes")
        assert (await client.head(f"{path}/certificate")).status_code == 200
    assert page.soup.select_one(f"a[href='{path}/certificate']")
    given = {Role.MENTEE: "Ana Example", Role.MENTOR: "Ben Example"}[role]
    ended = f"{pair.now.day} {pair.now:%B %Y}"
    began = pair.now - timedelta(days=200)
    assert (
        f"This is to confirm that {given} took part in Lantern mentoring at Lantern Trust {says} Example" in leaf.text
    )
    assert f"From {began.day} {began:%B %Y} to {ended} One meeting reported" in leaf.text
    assert f"Lantern Trust, {ended} Cleo Example, for Lantern mentoring" in leaf.text
    assert "lead well" not in leaf.text
    assert "Goals that they agreed on lead well" in goals.text
    assert await pair.everything() == before


@pytest.mark.parametrize("why", ["no meeting", "not over", "from a hold", "another letter"])
async def test_there_is_none_where_nothing_shows_that_they_worked_together_or_it_goes_on(
    pair_in: PairIn, pool: Pool, why: str
) -> None:
    pair, services = await pair_in(Phase.CLOSING if why == "not over" else Phase.ACTIVE)
    if why != "no meeting":
        await say_it(pair, pool, **MET)
    if why != "not over":
        await over(pair, parted=why == "from a hold")
    kinds = {"not over": "closing", "another letter": "check_in"}
    step = "check_in/2" if why == "another letter" else None
    path = f"/a/{services.links.token(await pair.link(kinds.get(why, 'farewell'), Role.MENTEE, step))}"
    async with browser(services) as client:
        page, leaf = await at(client, path), await at(client, f"{path}/certificate")
        assert (await client.get(f"/a/{'x' * 43}/certificate")).status_code == 404
    assert "/certificate" not in page.response.text
    assert leaf.response.status_code == 410
    assert "There is no certificate here" in leaf.text


def test_both_certificates_and_both_pages_name_one_day_of_the_end_where_it_was_past_midnight_for_one() -> None:
    midnight = datetime(2027, 11, 14, 23, tzinfo=UTC)  # in Madrid it is the 15th, in the Azores the 14th
    for role in PAIR:
        here = goodbye("en", role=role)
        assert here.mentee
        assert here.mentor
        people = {
            "mentee": here.mentee.model_copy(update={"time_zone": "Europe/Madrid"}),
            "mentor": here.mentor.model_copy(update={"time_zone": "Atlantic/Azores"}),
        }
        so_far = here.so_far.model_copy(update={"ended": midnight})
        here = here.model_copy(update={**people, "reader": people[role], "so_far": so_far})
        assert "to 14 November 2027" in shown(here, "/a/x/certificate")
        assert "on Sunday, 14 November 2027" in " ".join(map(str, ended(here)))


def longest(language: str, formality: Formality, role: Role) -> Standing:
    """Return what one of them finds who has written as much as fits into an agreement, in long words."""
    here = goodbye(language, formality, role)
    assert here.terms
    goals = tuple(Goal.of("Ein sehr langes Ziel, das beide vereinbart haben. " * 6) for _ in range(8))
    names = {"programme": "Programm für angehende Führungskräfte " * 3, "organisation": "Stiftung " * 8}
    return here.model_copy(update={"terms": here.terms.model_copy(update={"goals": goals}), **names})


@pytest.mark.parametrize(("language", "formality"), SPOKEN)
async def test_it_prints_on_one_page_without_the_address_that_lets_others_answer(
    page: Page, language: str, formality: Formality
) -> None:
    for role in PAIR:
        for here in (goodbye(language, formality, role), longest(language, formality, role)):
            await page.set_content(shown(here, "/a/secret/certificate", with_goals=True))
            printed = await page.pdf(prefer_css_page_size=True, display_header_footer=True)
            assert len(SHEET.findall(printed)) == 1
            [box] = {tuple(round(float(side)) for side in found.split()) for found in BOX.findall(printed)}
            assert box == (0, 0, 595, 842)  # A4
            await page.emulate_media(media="print")
            [text] = [await one.inner_text() for one in await page.query_selector_all("body")]
            assert here.say("certificate.to_print") not in text
            inner = "el => el.scrollHeight - el.clientHeight"
            await page.set_viewport_size({"width": 794, "height": 1123})
            assert await page.eval_on_selector(".certificate", inner) <= 0, (language, role)
            await page.emulate_media(media="null")
