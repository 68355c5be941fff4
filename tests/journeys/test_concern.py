"""A concern is raised by the link in a footer: one person reads it, all stops, and goes on when they say so."""

import asyncio
import re

import httpx
import pytest
from bs4 import BeautifulSoup

from stack.catcher.mailbox import Mail
from tests.journeys.local_programme import LINK, LocalProgramme, Reader
from tests.journeys.under_way import goes_on_to_check_in
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")
WORDS = "He shouted at me again, and I am afraid of the next time."


async def sent(local: LocalProgramme, mail: Mail, **fields: str) -> str:
    """Follow the one link of a letter that is about concerns, fill in its form, and return the page that comes."""
    (found,) = set(re.findall(LINK.pattern + "/concern", mail.reading.text))
    async with httpx.AsyncClient(base_url=local.address, timeout=PATIENCE) as browser:
        page = BeautifulSoup((await browser.get(found)).text, "html.parser")
        hidden = {str(tag["name"]): str(tag["value"]) for tag in page.select("form input[type=hidden]")}
        pressed = await browser.post(found, data={**hidden, **fields})
    assert pressed.status_code == 200, pressed.text
    return BeautifulSoup(pressed.text, "html.parser").get_text(" ", strip=True)


async def letter_to(reader: Reader) -> Mail:
    """Return the next letter to somebody, which comes beside the mentorship."""
    async with asyncio.timeout(PATIENCE):
        while not (mails := reader.new()):  # noqa: ASYNC110 - the inbox tells nobody
            await asyncio.sleep(0.1)
    return mails[0]


async def programme_of(local: LocalProgramme) -> str:
    """Start a programme whose contact for concerns is Sam."""
    body = {"name": "Lantern mentoring", "coordinator": "cleo", "safeguarding": "sam", "rules": {"cadence_days": 14}}
    reply = await local.api.post("/v1/programmes", json=body)
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def test_one_person_reads_it_and_the_two_hear_nothing_until_it_goes_on(local: LocalProgramme) -> None:
    ana = Reader(local, await local.person("Ana", "Europe/Lisbon"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True))
    sam, cleo = Reader(local, await local.person("Sam", "Europe/London")), Reader(local, "cleo@lantern.example")
    id = await local.begin(programme=await programme_of(local), mentor="ben")
    await goes_on_to_check_in(local, id, ana, ben)
    asked = ana.new()[-1]
    ben.new()

    page = await sent(local, asked, words=WORDS, stop="yes")
    assert "Sam" in page
    letter = await letter_to(sam)
    assert WORDS in " ".join(letter.reading.text.split()).replace("> ", "")
    await local.settled(id)
    view = await local.view(id)
    assert view["next"] is None
    assert "on hold" in str(view)
    assert WORDS not in str(view) + str(await local.timeline(id))
    assert not [*ana.new(), *ben.new(), *cleo.new()]

    await sent(local, letter, choice="go_on")
    await local.settled(id)
    assert await local.to_next(id)
    assert WORDS not in str(await local.handle(id).fetch_history()) + str(await local.timeline(id))
    assert not any(WORDS[:20] in mail.reading.text for reader in (ana, ben, cleo) for mail in reader.new())
