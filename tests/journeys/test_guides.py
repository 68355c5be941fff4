"""A mentee says by mail link what is in the way and gets a guide; the mentor's next letter names it if she agrees."""

import re

import httpx
import pytest

from schemas.guides import Guide
from tests.journeys.local_programme import LocalProgramme, Reader, create_programme
from tests.journeys.under_way import to_first

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADDRESS = re.compile(r"http://\S+/guides/\S+")
SAYS = {"met": "no", "difficulty": "advice"}


async def read(address: str) -> str:
    """Open a guide as anybody could, and return what it says."""
    async with httpx.AsyncClient() as anybody:
        opened = await anybody.get(address)
    assert opened.status_code == 200
    assert "set-cookie" not in opened.headers
    return opened.text


async def begun(local: LocalProgramme, ana: Reader, ben: Reader) -> str:
    """Let a given pair agree, and read how to begin; return its id."""
    id = await local.begin(programme=await create_programme(local, cadence_days=14), mentor="ben")
    await to_first(local, id)
    for reader in (ana, ben):
        await reader.press(reader.new()[-1], choice="agree")
    await local.settled(id)
    if "agreed" not in await local.steps(id):
        await local.to_next(id)
    for reader in (ana, ben):
        (first,) = ADDRESS.findall(reader.new()[-1].reading.text)
        assert "The first meeting" in await read(first)
    return id


async def test_a_guide_reaches_the_mentor_with_a_letter_that_comes_anyway_and_nobody_else(
    local: LocalProgramme,
) -> None:
    ana = Reader(local, await local.person("Ana", "Europe/Lisbon"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True))
    cleo = Reader(local, "cleo@lantern.example")
    id = await begun(local, ana, ben)
    await local.to_next(id)
    asked = ana.new()[-1]
    ben.new()
    page = await ana.press(asked, **SAYS, share="me")
    assert "Conflicting advice" in page
    assert "What you could say or ask, in your own words" in page
    assert "Only you see this." in page
    shown = await ana.press(asked, **SAYS, share="partner")
    assert "Ben sees it, too, with one of our letters while you work together." in shown
    await ana.press(asked, **SAYS, share="partner")
    assert await local.owner.fetchval("SELECT count(*) FROM answers WHERE kind = 'check_in'") == 2, "once each"

    letters = len(local.catcher.mailbox.mails)
    await local.to_next(id)
    (letter,) = ben.new()
    (named,) = ADDRESS.findall(letter.reading.text)
    assert named.endswith(f"/guides/{Guide.ADVICE}?lang=en")
    assert "Ana would like you to see this guide, too." in letter.reading.text
    assert "Conflicting advice" in await read(named)
    assert len(local.catcher.mailbox.mails) == letters + 2, "one letter to each, as without a guide"
    assert not ADDRESS.search(ana.new()[-1].reading.text)
    await local.to_next(id)
    assert not any(ADDRESS.search(mail.reading.text) for reader in (ana, ben, cleo) for mail in reader.new())

    told = str(await local.timeline(id)) + str(await local.view(id)) + str(await local.handle(id).fetch_history())
    assert not re.search(r"conflicting|guide|difficulty", told)
