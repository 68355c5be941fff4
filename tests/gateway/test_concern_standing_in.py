"""Who stands in for a contact who has taken a concern up and is not there any more, and who reads nothing of it."""

import pytest

from schemas.names import Phase
from tests.gateway.concern_fixture import CONTACTS, WORDS, address_in, at, named, place, said_in, sends, writing
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser


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


async def test_nobody_whom_it_was_about_reads_it_later(pair_in: PairIn) -> None:
    """A contact who was the mentor when it was raised, and is not any more, once got the words about themselves."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding_deputy")
    await pair.value("UPDATE programmes SET safeguarding_id = (SELECT id FROM people WHERE given_name = 'Ben')")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await pair.value("UPDATE mentorships SET mentor_id = NULL")
        await pair.value("UPDATE concerns SET look_at = now(), written_at = now() - interval '3 days'")
        await desk.concerns.sweep()
        await pair.value("UPDATE people SET active = false WHERE given_name = 'Dana'")
        await pair.value("UPDATE concerns SET look_at = now()")
        assert await desk.concerns.sweep() == 0
    assert desk.readers == ["dana@example.com"] * 2


async def test_where_the_words_never_arrived_the_next_letter_says_so(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        desk.relay.says("RCPT", "550 5.1.1 no such user")
        await desk.concerns.sweep()
        await pair.value(
            "UPDATE people SET email = 'sam@new.example', unreachable_since = NULL WHERE given_name = 'Sam'"
        )
        await pair.value("UPDATE concerns SET look_at = now()")
        await desk.concerns.sweep()
    assert desk.readers == ["sam@new.example"]
    text = " ".join(said_in(desk.letters[0]).split())
    assert "Nobody has read what Ana Example wrote on" in text
    assert "We wrote about this before" in text


async def test_during_a_goodbye_the_contact_reads_that_it_is_being_ended(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.CLOSING)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        page = await at(client, address_in(desk.letters[0]))
        assert "It is being ended already: once the hold is lifted, the goodbye goes on." in page.text
        done = await sends(client, address_in(desk.letters[0]), choice="go_on")
    assert "The hold was lifted on" in done.text
    assert "mentorship goes on" not in done.text


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
