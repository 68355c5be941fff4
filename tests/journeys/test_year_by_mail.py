"""A whole year, by mail only: everything a person does goes through the links in caught mails."""

from collections import Counter
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from stack.catcher.mailbox import Mail
from tests.journeys.local_programme import LocalProgramme, Reader, create_programme

pytestmark = pytest.mark.asyncio(loop_scope="module")
ZONES = {"ana@lantern.example": "America/New_York", "ben@lantern.example": "Europe/Berlin"}


async def answered(reader: Reader, mail: Mail, slower: bool = False) -> str | None:
    """Answer one mail the way a kind and busy person would; None when it asks nothing."""
    options = await reader.options(mail)
    if "accept" in options:
        return await reader.press(mail, choice="accept")
    if "amend" in options:
        return await reader.press(mail, choice="agree")
    if "thanks" in options:
        return await reader.press(mail, thanks="You gave me courage.", keep_in_touch="yes")
    if "extend" in options:
        return await reader.press(
            mail, **({"choice": "cadence", "cadence_days": "28"} if slower else {"choice": "continue"})
        )
    if "met" in options:
        return await reader.press(mail, met="yes", rating="4", note="Thank you for the frank word about delegation.")
    return None


async def play_year(local: LocalProgramme, id: str, ana: Reader, ben: Reader) -> list[str]:
    """Let time pass from step to step until the goodbye; return what the API had said would come."""
    await local.settled(id)
    said = await local.steps(id)  # where it is working hours for both, the first step is taken at once
    reviewed = False
    while True:
        for reader in (ana, ben):
            for mail in reader.new():
                slower = said[-1:] == ["review"] and not reviewed and reader is ana
                await answered(reader, mail, slower)
                reviewed = reviewed or slower
        if not (following := await local.to_next(id)):
            break
        said.append(following["kind"])
    for reader in (ana, ben):
        reader.new()
    return said


async def test_a_pair_lives_through_a_year_by_mail_alone(local: LocalProgramme) -> None:
    """From the first request to the goodbye nobody needs an account, and every promise of `next` is kept."""
    programme = await create_programme(local, cadence_days=14)
    ana = Reader(local, await local.person("Ana", "America/New_York"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True, job_title="Head of Optics"))
    id = await local.begin(
        programme=programme, mentors=[{"external_id": "ben", "reason_for_mentor": "You led two teams through a merger"}]
    )

    said = await play_year(local, id, ana, ben)

    view = await local.view(id)
    assert (view["phase"], view["outcome"]) == ("closed", "completed")
    assert view["cadence_days"] == 28
    assert said[:2] == ["request", "agreement"]
    assert said[-2:] == ["closing", "farewell"]
    assert said.count("review") >= 2
    steps = [entry["kind"] for entry in await local.timeline(id) if entry["type"] == "step"]
    assert steps[:3] == ["request", "agreement", "agreed"]  # the third follows at once where both may be written to
    done = [kind for kind in steps if kind in set(said)]
    assert Counter(said) <= Counter(done)
    _each_mail_once_and_at_a_decent_hour(local)
    _the_rhythm_changed(local)
    farewell = local.catcher.mailbox.to(ana.address)[-1].reading
    assert "You gave me courage." in farewell.text


def _each_mail_once_and_at_a_decent_hour(local: LocalProgramme) -> None:
    mails = local.catcher.mailbox.mails
    assert set(local.catcher.mailbox.arrivals().values()) == {1}
    assert len({(mail.envelope.recipients, mail.reading.date) for mail in mails}) == len(mails)
    for mail in mails:
        local_time = mail.reading.date.astimezone(ZoneInfo(ZONES[mail.envelope.recipients[0]]))
        assert local_time.isoweekday() <= 5
        assert 7 <= local_time.hour < 21


def _the_rhythm_changed(local: LocalProgramme) -> None:
    """Before the first review two weeks lie between questions, after it four, but for the review before the end."""
    dates: list[datetime] = [mail.reading.date for mail in local.catcher.mailbox.to("ana@lantern.example")][3:-2]
    gaps = [round((after - before).days / 7) for before, after in pairwise(dates)]
    weeks = [gap for gap in gaps if gap]
    assert weeks[0] == 2
    assert weeks.count(4) > len(weeks) / 3, weeks
    assert 2 not in weeks[weeks.index(4) : -1], weeks
