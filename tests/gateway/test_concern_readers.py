"""Who reads a concern, what they can do about it, and who stands in for them."""

import asyncio

from schemas.names import Phase, Role
from tests.gateway.concern_fixture import CONTACTS, WORDS, address_in, at, named, place, rows, sends, writing
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import Leaf, browser


async def test_its_reader_takes_it_up_and_lets_it_go_on_by_one_press_each(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        case = address_in(desk.letters[0])
        page = await at(client, case)
        assert "It is about the mentorship of Ana Example and Ben Example" in page.text
        assert "shouts" not in page.text
        taken = await sends(client, case, choice="taken_up")
        assert "Thank you for taking it up" in taken.text
        assert (await pair.kept()).hold
        done = await sends(client, case, choice="go_on")
        assert "The hold is lifted" in done.text
        assert (await pair.kept()).hold is None
        assert await desk.concerns.sweep() == 0
        last = await at(client, case)
    assert last.soup.select("form") == []
    assert await pair.value("SELECT phase FROM mentorships") == "active"


async def test_its_reader_ends_it_kindly_from_the_hold(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="end")
        state = await pair.kept()
        partner = await at(client, f"/a/{services.links.token(await pair.link('check_in', Role.MENTOR))}")
    assert state.closing
    assert state.closing.parted
    assert state.hold is None
    assert "has ended this mentorship. A farewell follows, and nothing else." in partner.text


async def test_a_second_concern_keeps_it_on_hold(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    theirs = [await place(pair, services, role) for role in (Role.MENTEE, Role.MENTOR)]
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await asyncio.gather(*(sends(client, path, words=WORDS) for path in theirs))
        assert await desk.concerns.sweep() == 2
        first, second = map(address_in, desk.letters)
        leaf = await sends(client, first, choice="go_on")
        assert "Another concern about the same mentorship waits for a decision." in leaf.text
        assert "Thank you. Your decision is saved" in leaf.text
        assert (await pair.kept()).hold
        await sends(client, second, choice="go_on")
        assert (await pair.kept()).hold is None


async def test_a_contact_who_is_one_of_the_two_never_reads_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding_deputy")
    await pair.value("UPDATE programmes SET safeguarding_id = (SELECT id FROM people WHERE given_name = 'Ben')")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        assert "Dana Example (dana@example.com) reads what you write" in (await at(client, path)).text
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
    assert desk.readers == ["dana@example.com"]


async def test_where_nobody_may_read_it_the_page_says_where_to_turn_and_keeps_the_words(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    path = await place(pair, services)
    async with browser(services) as client:
        opened = await at(client, path)
        sent = Leaf(await client.post(path, data={"words": WORDS}))
    assert "At the moment nobody is named who could read a concern in confidence" in opened.text
    assert "Write in confidence to Cleo Example , who runs Lantern mentoring" in opened.text
    assert sent.response.status_code == 409
    assert "Nothing has been saved. What you wrote is still here" in sent.text
    assert "He shouts at me." in sent.text
    assert await rows(pair) == []


async def test_if_nobody_takes_it_up_both_contacts_get_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await pair.value("UPDATE concerns SET look_at = now(), written_at = now() - interval '2 days 23 hours'")
        assert await desk.concerns.sweep() == 0
        await pair.value("UPDATE concerns SET look_at = now(), written_at = now() - interval '3 days'")
        assert await desk.concerns.sweep() == 1
    assert sorted(desk.readers) == ["dana@example.com", "sam@example.com", "sam@example.com"]


async def test_whoever_is_named_instead_gets_what_is_open_and_the_one_before_sees_nothing_more(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await pair.value("UPDATE programmes SET safeguarding_id = NULL")
        await named(pair, "safeguarding_deputy")
        await pair.value("UPDATE concerns SET look_at = now()")
        await desk.concerns.sweep()
        case = await at(client, address_in(desk.letters[0]))
    assert desk.readers == ["sam@example.com", "dana@example.com"]
    assert case.response.status_code == 410
    assert "Somebody else looks after this now" in case.text


async def test_whoever_was_named_last_does_not_read_that_somebody_else_looks_after_it(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        await pair.value("UPDATE programmes SET safeguarding_id = NULL")
        case = await at(client, address_in(desk.letters[0]))
    assert case.response.status_code == 410
    assert "You are no longer named for concerns" in case.text
    assert "Nobody else is named at the moment" in case.text
    assert "Somebody else" not in case.text
