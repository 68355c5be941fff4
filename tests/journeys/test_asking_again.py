"""By mail links: a mentor says no and names a day. Another search passes them over until then, and finds them after."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from stack.catcher.mailbox import Mail
from tests.journeys.local_programme import LocalProgramme, Reader, create_programme

pytestmark = pytest.mark.asyncio(loop_scope="module")
DAYS = 40


async def searching(local: LocalProgramme, programme: str, mentee: str, *mentors: str) -> str:
    """Begin a search that asks these mentors, one after the other; return its id."""
    named = [{"external_id": one} for one in mentors]
    return await local.begin(programme=programme, mentee=mentee, mentors=named)


async def letter(local: LocalProgramme, id: str, reader: Reader) -> Mail:
    """Let time pass until somebody gets a letter of this search, and return it."""
    await local.settled(id)
    while not (mails := reader.new()):
        assert await local.to_next(id)
    return mails[0]


async def not_before(local: LocalProgramme, name: str) -> str | None:
    """Return the day as HR sees it."""
    shown = (await local.api.get(f"/v1/people/{name}")).json()["not_before"]
    return str(shown) if shown else None


async def test_a_day_that_came_with_a_no_is_kept_to_and_taken_back_with_it(local: LocalProgramme) -> None:
    await local.person("Ana", "Europe/Lisbon")
    await local.person("Noor", "Europe/Lisbon")
    ben = Reader(local, await local.person("Ben", "Asia/Tokyo", mentor=True, capacity=3))
    dora = Reader(local, await local.person("Dora", "Europe/Berlin", mentor=True))
    cleo = Reader(local, "cleo@lantern.example")
    programme = await create_programme(local, undo_minutes=60)
    id = await searching(local, programme, "ana", "ben")
    request = await letter(local, id, ben)
    day = (await local.now(id)).astimezone(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=DAYS)
    told = f"We will not ask you to be a mentor again before {day:%-d %B %Y}."

    assert told in await ben.press(request, choice="decline", not_before=str(day), reason="Too much on")
    assert await not_before(local, "ben") == str(day)
    assert told not in await ben.press(request, choice="accept", not_before=str(day))
    assert await not_before(local, "ben") is None
    assert told in await ben.press(request, choice="decline", not_before=str(day))
    assert "asked not to be asked" not in (await letter(local, id, cleo)).reading.text, "of this no, it says only that"
    other = await searching(local, programme, "noor", "ben", "dora")
    assert "Noor" in (await letter(local, other, dora)).reading.text
    assert ben.new() == []
    whys = [entry["why"] for entry in await local.timeline(other) if entry["kind"] == "request"]
    assert [f"asked not to be asked before {day:%-d %B %Y}" in why for why in whys] == [True]
    await passes_on_to_nobody(local, programme, cleo, day)
    await is_asked_once_it_is_cleared(local, programme, ben)
    for mail in local.catcher.mailbox.mails:
        if cleo.address not in mail.envelope.recipients:
            assert f"{day:%-d %B}" not in mail.reading.text


async def passes_on_to_nobody(local: LocalProgramme, programme: str, cleo: Reader, day: date) -> None:
    """Where nobody else is named, the coordinator reads from when on the mentor may be asked."""
    await local.person("Ines", "Europe/Lisbon")
    id = await searching(local, programme, "ines", "ben")
    task = await letter(local, id, cleo)
    assert f"asked not to be asked before {day:%A, %-d %B}" in " ".join(task.reading.text.split())


async def is_asked_once_it_is_cleared(local: LocalProgramme, programme: str, ben: Reader) -> None:
    """HR clears the day, and the next search asks."""
    assert (await local.api.delete("/v1/people/ben/not-before")).status_code == 200
    await local.person("Mira", "Europe/Lisbon")
    id = await searching(local, programme, "mira", "ben")
    assert "Mira" in (await letter(local, id, ben)).reading.text
