"""Two contacts, or two pages of one, press at the same moment: what was saved first holds, and each page says so."""

from typing import Any
from uuid import UUID

import pytest

from gateway.pages import concern_routes
from intake import concerns
from intake.concerns import Decision, Reading
from intake.services import Services
from schemas.names import Phase
from tests.gateway.concern_fixture import WORDS, address_in, at, named, place, rows, sends, writing
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser


async def test_what_was_put_on_hold_meanwhile_is_not_settled_beside_it(pair_in: PairIn) -> None:
    """It was on hold for ever, and no page offered to lift that."""
    pair, services = await pair_in(Phase.ACTIVE)
    ids = await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS, stop="no")
        await desk.concerns.sweep()
        case = address_in(desk.letters[0])
        [concern] = await rows(pair)
        reading = Reading(concern=concern["id"], mentorship=pair.id, person=ids["Sam"])
        await concerns.hold(services, pair.organisation, reading)
        await concerns.decide(services, pair.organisation, reading, "settled")
        assert [one["decision"] for one in await rows(pair)] == [None]
        page = await at(client, case)
        assert [one["value"] for one in page.soup.select("button[name=choice]")] == ["go_on", "end"]


@pytest.mark.parametrize(
    ("first", "then", "says", "not_said"),
    [
        ("go_on", "end", "The hold was lifted on", "Thank you. The mentorship ends"),
        ("end", "go_on", "it was decided that the mentorship ends", "Thank you. The hold is lifted"),
    ],
)
async def test_whoever_is_a_moment_later_reads_what_was_decided(
    pair_in: PairIn, monkeypatch: pytest.MonkeyPatch, first: Decision, then: str, says: str, not_said: str
) -> None:
    """Their page thanked them for a decision that did not count."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)

    async def overtaken(services: Services, organisation: UUID, reading: Reading, decision: Decision) -> Any:
        await concerns.decide(services, organisation, reading, first)
        return await concerns.decide(services, organisation, reading, decision)

    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        monkeypatch.setattr(concern_routes, "decide", overtaken)
        page = await sends(client, address_in(desk.letters[0]), choice=then)
    assert page.response.status_code == 200
    assert says in page.text
    assert not_said not in page.text
    assert page.soup.select("form") == []
