"""Whoever goes back and sends the same words again raises no second concern, and nothing that they ask for is lost."""

import asyncio

import pytest

from schemas.names import Phase, Role
from tests.gateway.concern_fixture import WORDS, address_in, at, named, place, rows, sends, writing
from tests.gateway.pair_fixture import PairIn, connected
from tests.gateway.reader import browser


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
        ("UPDATE concerns SET raised_at = now() - interval '9 days'", 1),
        ("UPDATE concerns SET taken_up_at = now(), raised_at = now() - interval '2 days'", 2),
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


async def test_the_same_words_of_the_other_one_are_another_concern(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    async with browser(services) as client:
        for role in (Role.MENTEE, Role.MENTOR):
            await sends(client, await place(pair, services, role), words=WORDS)
    assert {one["role"] for one in await rows(pair)} == {"mentee", "mentor"}
