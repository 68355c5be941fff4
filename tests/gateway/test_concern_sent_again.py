"""Whoever goes back and sends the same words again raises no second concern, and nothing that they ask for is lost."""

import asyncio

import pytest

from schemas.names import Phase, Role
from tests.gateway.concern_fixture import WORDS, address_in, at, named, place, rows, sends, writing
from tests.gateway.pair_fixture import Pair, PairIn, connected
from tests.gateway.reader import Leaf, browser


async def test_back_and_the_same_press_again_is_one_concern_that_one_decision_lifts(pair_in: PairIn) -> None:
    """The contact got the same letter twice, and had to lift two holds."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path, other = await place(pair, services), await place(pair, services, step="agreement")
    async with browser(services) as client, writing(pair, services) as desk:
        forms = [{**(await at(client, one)).fields, "words": WORDS, "stop": "yes"} for one in (path, path, path, other)]
        sent = await asyncio.gather(*(client.post(path, data=fields) for fields in forms[:3]))
        sent.append(await client.post(other, data=forms[3]))
        await desk.concerns.sweep()
        assert ["Your concern is saved" in one.text for one in sent] == [True] * 4
        [concern] = await rows(pair)
        assert concern["holds"]
        assert len(desk.letters) == 1
        await sends(client, address_in(desk.letters[0]), choice="go_on")
        assert [one["kind"] for one in await pair.answers()] == ["hold", "lift"]
        await sends(client, path, words=WORDS)
    assert len(await rows(pair)) == 2


async def test_a_hold_that_only_the_second_press_asks_for_takes_effect_and_the_contact_hears_of_it(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS, stop="no")
        await desk.concerns.sweep()
        await sends(client, path, words=WORDS, stop="yes")
        await desk.concerns.sweep()
        await sends(client, path, words=WORDS, stop="no")
    [concern] = await rows(pair)
    [answer] = await pair.answers()
    assert (concern["holds"], answer["kind"], answer["id"]) == (True, "hold", concern["id"])
    assert len(desk.letters) == 2


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ("UPDATE concerns SET taken_up_at = now()", 1),
        ("UPDATE concerns SET raised_at = now() - interval '55 minutes'", 1),
        ("UPDATE concerns SET raised_at = now() - interval '65 minutes'", 2),
        ("UPDATE concerns SET taken_up_at = now(), raised_at = now() - interval '65 minutes'", 2),
        ("UPDATE concerns SET decided_at = now(), decision = 'settled'", 2),
        ("UPDATE people SET email = 'sam@example.net' WHERE given_name = 'Sam'", 2),
    ],
)
async def test_the_same_words_are_another_concern_once_they_tell_of_something_new_or_go_to_others(
    pair_in: PairIn, change: str, count: int
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        await sends(client, path, words=WORDS, stop="no")
        async with connected(pair.url) as connection:
            await connection.execute(change)
        await sends(client, path, words=WORDS, stop="no")
    assert len(await rows(pair)) == count


@pytest.mark.parametrize("is_same_form", [True, False])
async def test_whoever_sends_the_same_words_later_has_the_contact_written_to_at_once(
    pair_in: PairIn, is_same_form: bool
) -> None:
    """ "It happened again": the page said that Sam gets it by e-mail, and Sam got nothing."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        form = {**(await at(client, path)).fields, "words": "It happened again.", "stop": "yes"}
        await client.post(path, data=form)
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="taken_up")
        await earlier(pair, "20 hours")
        for _ in "pressed", "twice":
            again = form if is_same_form else {**form, "form": (await at(client, path)).fields["form"]}
            page = Leaf(await client.post(path, data=again))
            await desk.concerns.sweep()
            assert "Sam Example gets it by e-mail, at any hour" in page.text
    assert (desk.readers, len(await rows(pair))) == (["sam@example.com"] * 2, 2)
    assert {one["id"] for one in await pair.answers()} == {one["id"] for one in await rows(pair)}


async def test_a_receipt_promises_no_hold_once_hr_has_ended_the_mentorship(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        await sends(client, path, words=WORDS, stop="yes")
        await pair.value("UPDATE mentorships SET phase = 'closed'")
        for time in "0 minutes", "2 hours":
            await earlier(pair, time)
            page = await sends(client, path, words=WORDS)
            assert "Your concern is saved" in page.text
            assert "asks you and Ben" not in page.text
    assert [one["holds"] for one in await rows(pair)] == [True, False]


async def earlier(pair: Pair, time: str) -> None:
    """Let all concerns have been raised so much earlier."""
    await pair.value(f"UPDATE concerns SET raised_at = raised_at - interval '{time}'")


async def test_the_same_words_of_the_other_one_are_another_concern(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    async with browser(services) as client:
        for role in (Role.MENTEE, Role.MENTOR):
            await sends(client, await place(pair, services, role), words=WORDS)
    assert {one["role"] for one in await rows(pair)} == {"mentee", "mentor"}
