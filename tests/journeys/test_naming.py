"""By mail links: nobody answers, so the coordinator names another mentor on the page, who says yes."""

from typing import Any

import pytest

from tests.journeys.local_programme import LocalProgramme, Reader, create_programme
from tests.journeys.test_asking_again import letter, searching
from tests.journeys.what_is_said import QUICK

pytestmark = pytest.mark.asyncio(loop_scope="module")


def words(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


async def test_a_search_that_nobody_answered_goes_on_with_whom_its_coordinator_names(local: LocalProgramme) -> None:
    ana = Reader(local, await local.person("Ana", "Europe/Lisbon"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True))
    dora = Reader(local, await local.person("Dora", "Asia/Tokyo", mentor=True, job_title="Head of research"))
    cleo = Reader(local, "cleo@lantern.example")
    rules: dict[str, Any] = dict(QUICK)
    programme = await create_programme(local, **rules)
    id = await searching(local, programme, "ana", "ben")

    task = await letter(local, id, cleo)
    assert "Name up to three more mentors on the request's page" in words(task.reading.text)
    assert len(ben.new()) == 3, "the request and two reminders"
    ana.new()
    told = await cleo.press(task, choice="name", who="Dora Lund", private="She asked for somebody to mentor.")
    assert "Thank you for naming mentors." in told
    assert "Dora Lund" in words(told)
    shown = await local.view(id)
    assert (shown["next"]["what"], shown["waiting_for"]) == ("Ask Dora.", [])

    request = await letter(local, id, dora)
    assert "Ana" in request.reading.subject
    [to_ana] = ana.new()
    assert "More mentors have been named for your request, and we have asked one of them." in words(to_ana.reading.text)
    assert "thank you" in (await dora.press(request, choice="accept")).lower()
    await letter(local, id, ana)
    shown = await local.view(id)
    assert (shown["phase"], shown["people"]["mentor"]["name"]) == ("agreeing", "Dora Lund")
    taken = ["request", "request_reminder", "request_reminder", "no_mentor", "request", "agreement"]
    assert await local.steps(id) == taken
    assert cleo.new() == []
    history = (await local.handle(id).fetch_history()).to_json()
    assert not [word for word in ("Lund", "lantern.example", "somebody to mentor") if word in history]
