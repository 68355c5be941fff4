"""Who stands in for a contact who has taken a concern up and is not there any more, and who reads nothing of it."""

import pytest

from schemas.names import Phase
from tests.gateway.concern_fixture import CONTACTS, WORDS, address_in, at, named, place, sends, writing
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser
from tests.gateway.test_concern_choices import said_in


async def test_once_the_contact_has_taken_it_up_in_time_nobody_else_reads_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="taken_up")
        await pair.value(
            "UPDATE concerns SET look_at = now(), written_at = now() - interval '28 days',"
            " taken_up_at = now() - interval '28 days'"
        )
        await desk.concerns.sweep()
    assert desk.readers == ["sam@example.com"] * 2
    assert "You have taken this up, and the mentorship is still on hold." in " ".join(said_in(desk.letters[1]).split())


@pytest.mark.parametrize("gone", ["active = false", "unreachable_since = now()"])
@pytest.mark.parametrize("stop", ["yes", "no"])
async def test_the_deputy_of_whoever_is_gone_reads_that_nobody_looks_after_it(
    pair_in: PairIn, gone: str, stop: str
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS, stop=stop)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="taken_up")
        assert await desk.concerns.sweep() == 0
        await pair.value(f"UPDATE people SET {gone} WHERE given_name = 'Sam'")
        await pair.value("UPDATE concerns SET look_at = now() WHERE look_at IS NOT NULL")
        assert await desk.concerns.sweep() == 1
        text = " ".join(said_in(desk.letters[1]).split())
        page = await at(client, address_in(desk.letters[1]))
    assert desk.readers == ["sam@example.com", "dana@example.com"]
    assert "nobody looks after it at the moment, so we are turning to you" in text
    assert "taken this up" not in text
    assert "> He shouts at me." in text
    assert page.soup.select("button[value=taken_up]")
