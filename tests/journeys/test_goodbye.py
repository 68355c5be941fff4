"""After the farewell, by the link in it alone: how it was, and what the people who run the programme learn of it."""

import httpx
import pytest
from bs4 import BeautifulSoup

from stack.catcher.mailbox import Mail
from tests.journeys.local_programme import LINK, LocalProgramme, Reader, create_programme
from tests.journeys.under_way import goes_on_to_check_in
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")
WORDS = "I learned to say no, and my team thanked me for it."


async def followed(local: LocalProgramme, mail: Mail, label: str, **fields: str) -> str:
    """Open the page behind a letter, follow the link with this label, fill in what is there, and return what comes."""
    found = LINK.search(mail.reading.text)
    assert found
    async with httpx.AsyncClient(base_url=local.address, timeout=PATIENCE) as browser:
        first = BeautifulSoup((await browser.get(found.group())).text, "html.parser")
        [link] = [str(one["href"]) for one in first.select("a") if one.get_text() == label]
        page = BeautifulSoup((await browser.get(link)).text, "html.parser")
        if fields:
            hidden = {str(tag["name"]): str(tag["value"]) for tag in page.select("form input[type=hidden]")}
            sent = await browser.post(link, data={**hidden, **fields})
            assert sent.status_code == 200, sent.text
            page = BeautifulSoup(sent.text, "html.parser")
    return " ".join(page.get_text(" ").split())


async def farewells(local: LocalProgramme, id: str, ana: Reader, ben: Reader) -> list[Mail]:
    """Carry a pair on until HR ends it, and return the farewell of each."""
    await goes_on_to_check_in(local, id, ana, ben)
    for reader in (ana, ben):
        await reader.press(reader.new()[-1], met="yes")
    await local.api.post(f"/v1/mentorships/{id}/close", json={"outcome": "completed"})
    while not await local.is_over(id):
        await local.to_next(id)
    return [reader.new()[-1] for reader in (ana, ben)]


async def test_whoever_says_how_it_was_is_counted_and_the_words_are_nowhere_else(local: LocalProgramme) -> None:
    ana = Reader(local, await local.person("Ana", "Europe/Lisbon"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True))
    programme = await create_programme(local, cadence_days=14)
    id = await local.begin(programme=programme, mentor="ben")
    to_ana, to_ben = await farewells(local, id, ana, ben)
    assert "a few short questions" in to_ana.reading.text

    assert "Your answers are saved." in await followed(
        local, to_ana, "Say how it was", worth="5", words=WORDS, would_mentor="yes"
    )
    assert WORDS not in await followed(local, to_ben, "Say how it was")
    numbers = (await local.api.get(f"/v1/programmes/{programme}/survey")).json()
    assert numbers["mentees"] == {"asked": 1, "answered": 1, "worth": None, "again": None}
    [willing] = (await local.api.get(f"/v1/programmes/{programme}/volunteers")).json()["items"]
    assert (willing["external_id"], willing["role"], willing["already"]) == ("ana", "mentee", False)
    assert numbers["mentors"] == {"asked": 1, "answered": 0, "worth": None, "again": None}
    certificate = await followed(local, to_ben, "Look at your certificate")
    assert "Ben Lund took part in Lantern mentoring at Lantern as a mentor, with Ana Lund as mentee." in certificate
    assert "One meeting reported" in certificate
    assert WORDS not in str(await local.handle(id).fetch_history()) + str(await local.timeline(id))
    assert not [*ana.new(), *ben.new()]
