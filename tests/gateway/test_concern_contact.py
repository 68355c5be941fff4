"""What a contact for concerns learns, and may do, when something has changed since their first letter."""

import pytest

from schemas.names import Phase, Role
from tests.gateway.concern_fixture import WORDS, address_in, at, named, place, said_in, sends, writing
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import browser


async def test_a_contact_who_read_that_nothing_was_stopped_learns_of_the_hold(pair_in: PairIn) -> None:
    """Also if they have taken it up: their next letter would have come after four weeks."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding", "safeguarding_deputy")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        fields = {**(await at(client, path)).fields, "words": WORDS}
        await client.post(path, data={**fields, "stop": "no"})
        await desk.concerns.sweep()
        await sends(client, address_in(desk.letters[0]), choice="taken_up")
        await client.post(path, data={**fields, "stop": "yes"})
        await desk.concerns.sweep()
        await desk.concerns.sweep()
        assert [one.split("@")[0].strip("<") for one in desk.readers] == ["sam", "sam"]
        again = " ".join(said_in(desk.letters[1]).split())
        assert "Their mentorship is on hold" in again
        assert "Ana Example has now asked us to put everything on hold." in again
        assert "still on hold" not in again


async def test_a_contact_who_becomes_one_of_the_two_no_longer_decides(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    ids = await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS, stop="no")
        await desk.concerns.sweep()
        case = address_in(desk.letters[0])
        assert (await at(client, case)).soup.select("form")
        await pair.value(f"UPDATE mentorships SET mentor_id = '{ids['Sam']}' RETURNING 1")
        page = await at(client, case)
    assert page.response.status_code == 410
    assert "You now take part in this mentorship" in page.text


async def test_in_a_search_the_contact_does_not_read_that_whoever_was_asked_is_the_mentor(pair_in: PairIn) -> None:
    """They may never have spoken with each other, and the next one may be asked by then."""
    pair, services = await pair_in(Phase.SEEKING)
    await named(pair, "safeguarding")
    path = await place(pair, services, Role.MENTOR, "request")
    async with browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS, stop="no")
        await desk.concerns.sweep()
        page = await at(client, address_in(desk.letters[0]))
    assert "It is about the search for a mentor for Ana Example" in page.text
    assert "Asked to be the mentor" in said_in(desk.letters[0])


@pytest.mark.parametrize(("lapsed", "is_ending"), [(False, True), (True, False)], ids=["a goodbye", "a last notice"])
async def test_the_contact_reads_that_it_is_ending_only_once_a_goodbye_has_begun(
    lapsed: bool, is_ending: bool, pair_in: PairIn
) -> None:
    """One answer cancels a last notice, and whoever read that it ends anyway lifted the hold in place of ending it."""
    pair, services = await pair_in(Phase.CLOSING)
    await named(pair, "safeguarding")
    path = await place(pair, services, Role.MENTEE, "closing")
    state = f"jsonb_set(state, '{{closing,lapsed}}', '{str(lapsed).lower()}')"
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await pair.value(f"UPDATE mentorships SET state = {state} RETURNING 1")
        await desk.concerns.sweep()
        page = await at(client, address_in(desk.letters[0]))
    assert ("the goodbye goes on" in page.text) is is_ending


async def test_in_a_search_without_a_mentor_the_contact_reads_on(pair_in: PairIn) -> None:
    """Whoever was to be asked was passed over, and the page was an error."""
    pair, services = await pair_in(Phase.SEEKING)
    await named(pair, "safeguarding")
    path = await place(pair, services, Role.MENTEE, "request")
    await pair.value("UPDATE mentorships SET mentor_id = NULL RETURNING 1")
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        page = await at(client, address_in(desk.letters[0]))
    assert page.response.status_code == 200
    assert [one["value"] for one in page.soup.select("button[name=choice]")] == ["taken_up", "go_on", "end"]


async def test_the_deputy_who_has_taken_it_up_learns_of_the_hold_and_nobody_else(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    ids = await named(pair, "safeguarding", "safeguarding_deputy")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        fields = {**(await at(client, path)).fields, "words": WORDS}
        await client.post(path, data={**fields, "stop": "no"})
        await desk.concerns.sweep()
        taken = f"UPDATE concerns SET taken_up_at = now(), taken_up_by = '{ids['Dana']}', letters = 2, look_at = now()"
        await pair.value(f"{taken} RETURNING 1")
        await client.post(path, data={**fields, "stop": "yes"})
        await desk.concerns.sweep()
        assert [one.split("@")[0].strip("<") for one in desk.readers] == ["sam", "dana"]
