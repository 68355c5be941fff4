"""What HR, a coordinator and the two see while the programme has a mentorship on hold: that it is, and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from httpx import Response

from gateway.pages.render import show
from schemas.names import PAIR, Phase, Role
from schemas.state import Hold, State
from store.pool import Pool
from tests.gateway.page_walk import standings, turns
from tests.gateway.pair_fixture import make_pair
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, prepared, sign_in

TELLING = ("concern", "safeguarding", "confidence:")


def on_hold(state: State) -> State:
    """Return the state on hold since just now."""
    return state.with_(
        hold=Hold(since=state.started + timedelta(days=2), by=(UUID(int=1),)), revision=state.revision + 1
    )


@pytest.mark.parametrize("phase", [Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE, Phase.CLOSING])
async def test_the_console_says_that_it_is_on_hold_and_offers_to_end_it(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    held = await make_pair(database_url, organisation, phase, name="Another")
    await held.keep(on_hold(held.state))
    async with browser(services) as client:
        await sign_in(client, key)
        leaf, listed = [Leaf(await client.get(f"/console{path}")) for path in (f"/mentorships/{held.id}", "")]
    assert "On hold by the programme." in leaf.text
    assert "Nothing, until the programme lets it go on." in leaf.text
    assert "it has ended" not in leaf.text
    assert "it ends by itself" not in leaf.text
    assert "End the break" not in leaf.text
    assert "Change the return date" not in leaf.text
    assert listed.response.status_code == 200
    for word in TELLING:
        assert word not in leaf.text.lower()


@pytest.mark.parametrize("role", [Role.MENTEE, Role.MENTOR, Role.COORDINATOR])
def test_no_page_names_a_day_for_what_does_not_come(role: Role) -> None:
    seen = 0
    for life in ("on hold", "on hold in a search", "on hold in a goodbye", "silent after agreeing"):
        for turn in turns(life):
            held = turn if turn.state.hold else turn._replace(state=on_hold(turn.state))
            for standing in standings(held, "en"):
                if standing.role is role and standing.phase is not Phase.CLOSED and standing.concerned:
                    seen += 1
                    text = " ".join(
                        BeautifulSoup(show(standing, action="/a/x", nonce="x"), "html.parser").get_text(" ").split()
                    )
                    assert "Next, on" not in text
                    assert "we send you a farewell" not in text
                    assert "we ask them again on" not in text
                    assert "on hold for now" in text or "nothing more for you to do" in text
    assert seen > 5


def test_after_an_end_from_a_hold_nobody_is_invited_to_go_on() -> None:
    for life, invited in (("on hold, then ended", False), ("HR ends the pair", True)):
        over = [one for turn in turns(life) for one in standings(turn, "en") if one.phase is Phase.CLOSED]
        texts = [Leaf(Response(200, text=show(one, action="/a/x", nonce="x"))).text for one in over if one.role in PAIR]
        assert texts
        assert {"you would both like to go on" in text or "would like to go on" in text for text in texts} == {invited}
