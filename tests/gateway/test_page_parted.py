"""After an end from a hold, pages pass nothing of the one on to the other, as the farewell does."""

from typing import Any

import pytest

from schemas.names import AnswerKind, Phase, Role
from store.pool import Pool
from tests.gateway.goodbye_fixture import at, farewell, over, sends
from tests.gateway.pair_fixture import PairIn
from tests.gateway.reader import browser
from tests.gateway.test_pages_later import say_it

THANKS = "You opened doors."


def thanking(role: Role) -> dict[str, Any]:
    """Return what somebody wrote for the farewell."""
    words = {"thanks": THANKS, "keep_in_touch": "yes"}
    return {"kind": AnswerKind.THANK, "role": role, "words": words}


@pytest.mark.parametrize("parted", [True, False])
async def test_neither_their_thanks_nor_their_wish_to_stay_in_touch(pair_in: PairIn, pool: Pool, parted: bool) -> None:
    """Whoever had raised a concern read what the other one had written, who was asked to write to them."""
    pair, services = await pair_in(Phase.ACTIVE)
    for role in (Role.MENTEE, Role.MENTOR):
        await say_it(pair, pool, **thanking(role))
    await over(pair, parted=parted)
    for role in (Role.MENTEE, Role.MENTOR):
        async with browser(services) as client:
            page = await at(client, await farewell(pair, services, role))
        assert page.response.status_code == 200
        assert (THANKS in page.text) is not parted
        assert ("like to stay in touch" in page.text) is not parted


@pytest.mark.parametrize("parted", [True, False])
async def test_until_the_farewell_too_nobody_is_invited_to_write_to_the_other_one(
    pair_in: PairIn, parted: bool
) -> None:
    """A press on an earlier letter's page said: if it still matters, write to Ben."""
    pair, services = await pair_in(Phase.CLOSING)
    assert pair.state.closing
    await pair.keep(pair.state.with_(closing=pair.state.closing.with_(parted=parted)))
    async with browser(services) as client:
        link = f"/a/{services.links.token(await pair.link('check_in', Role.MENTEE))}"
        page = await sends(client, link, met="yes")
    assert ("ben@example" in page.response.text) is not parted
