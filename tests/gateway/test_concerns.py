"""A concern is raised by a link in a letter: one person reads it, everything stops, and nobody else learns of it."""

import asyncio

import pytest

from schemas.names import Phase, Role
from tests.gateway.concern_fixture import (
    CONTACTS,
    WORDS,
    address_in,
    at,
    named,
    place,
    rows,
    said_in,
    sends,
    writes,
    writing,
)
from tests.gateway.pair_fixture import PairIn, working
from tests.gateway.reader import Leaf, browser


async def test_the_page_says_who_reads_it_what_stops_and_where_else_to_turn_and_changes_nothing(
    pair_in: PairIn,
) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path, before = await place(pair, services), await pair.everything()
    async with browser(services) as client:
        leaf = await at(client, path)
        assert (await client.head(path)).status_code == 200
    assert leaf.response.status_code == 200
    for sentence in (
        "Sam Example (sam@example.com) reads what you write, with your name.",
        "If Sam Example has not taken it up after 3 days, or can no longer be reached, ",
        "Dana Example (dana@example.com) reads it, too.",
        "not Ben Example, not the people who run Lantern mentoring, and not HR",
        "they learn that you wrote, but not what",
        "Ben Example will notice that no questions come, HR sees that you are on hold",
        "Neither Ben Example nor HR can notice anything.",
        "call the emergency number where you are",
        "If it is about Sam Example, do not write here.",
    ):
        assert sentence in leaf.text
    assert await pair.everything() == before
    assert await rows(pair) == []


async def test_a_concern_stops_everything_and_reaches_its_reader_alone(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, *CONTACTS)
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client, writing(pair, services) as desk:
        leaf = await sends(client, path, words=WORDS)
        assert "Your concern is saved and on its way" in leaf.text
        assert await desk.concerns.sweep() == 1
        assert await desk.concerns.sweep() == 0
        held = await pair.kept()
        partner = await at(client, f"/a/{services.links.token(await pair.link('check_in', Role.MENTOR))}")
        again = await at(client, path)
    assert desk.readers == ["sam@example.com"]
    [letter] = desk.letters
    assert "> He shouts at me." in said_in(letter)
    assert held.hold
    assert "Everything is on hold for now, so no questions come." in partner.text
    assert "concern" not in partner.text
    assert "concern is saved" not in again.text
    [answer] = await pair.answers()
    assert (answer["kind"], answer["role"], answer["person_id"], answer["link_id"]) == ("hold", "hr", None, None)
    assert answer["words"] == {}
    assert answer["told_at"]
    assert await pair.value("SELECT phase FROM mentorships") == "paused"
    history = await (await services.temporal()).get_workflow_handle(f"mentorship/{pair.id}").fetch_history()
    assert "shouts" not in history.to_json()
    assert await pair.value("SELECT count(*) FROM outbox WHERE mentorship_id IS NOT NULL") == 0


async def test_the_same_form_twice_is_one_concern_and_other_words_are_another(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with working(services, pair), browser(services) as client:
        leaf = await at(client, path)
        fields = {**leaf.fields, "words": WORDS, "stop": "yes"}
        sent = await asyncio.gather(*(client.post(path, data=fields) for _ in range(8)))
        assert {one.status_code for one in sent} == {200}
        assert len(await rows(pair)) == 1
        await sends(client, path, words=f"{WORDS} Again today.")
    assert len(await rows(pair)) == 2
    state = await pair.kept()
    assert state.hold
    assert len(state.hold.by) == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [("  \n ", "Write what worries you, then send it."), ("x" * 10_001, "Shorten this to 10,000 characters.")],
)
async def test_what_cannot_be_sent_comes_back_with_all_that_was_written(pair_in: PairIn, words: str, says: str) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        leaf = await sends(client, path, words=words)
    assert leaf.response.status_code == 422
    assert says in leaf.text
    assert leaf.fields["words"].strip() == words.strip()
    assert await rows(pair) == []


async def test_ten_thousand_characters_of_any_script_are_taken_while_temporal_is_away(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:  # and no workflow runs
        leaf = await sends(client, path, words="怖" * 10_000)
    assert leaf.response.status_code == 200
    assert await pair.value("SELECT length(words) FROM concerns") == 10_000
    [answer] = await pair.answers()
    assert answer["told_at"] is None


async def test_a_form_from_elsewhere_sends_nothing_and_keeps_the_words(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        leaf = await sends(client, path, words=WORDS, nonce="forged")
    assert leaf.response.status_code == 403
    assert "Please press the button once more." in leaf.text
    assert leaf.fields["words"] == WORDS
    assert await rows(pair) == []


async def test_after_the_end_it_still_reaches_its_reader_and_stops_nothing(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    await pair.value("UPDATE mentorships SET phase = 'closed'")
    async with browser(services) as client, writing(pair, services) as desk:
        assert "Your mentorship has ended, so there is nothing to stop." in (await at(client, path)).text
        await sends(client, path, words=WORDS)
        await desk.concerns.sweep()
        case = address_in(desk.letters[0])
        page = await at(client, case)
        await sends(client, case, choice="taken_up")
        assert await desk.concerns.sweep() == 0
        assert await pair.value("SELECT look_at FROM concerns") is None
    assert [one["value"] for one in page.soup.select("button[name=choice]")] == ["taken_up"]
    assert await pair.answers() == []


async def test_somebody_who_has_left_is_heard_and_a_stranger_at_an_old_address_is_not(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    async with browser(services) as client:
        await pair.value("UPDATE people SET active = false WHERE given_name = 'Ana'")
        assert (await sends(client, path, words=WORDS)).response.status_code == 200
        await pair.value(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient,"
            " message, made_at) SELECT gen_random_uuid(), organisation_id, subject_id, person_id, role, step, kind,"
            " 'accepted', 'old@example.com', '', now() FROM links"
        )
        opened = await at(client, path)
        sent = Leaf(await client.post(path, data={"words": "Nobody but me"}))
    assert opened.response.status_code == sent.response.status_code == 410
    assert "It was sent to an address that has been corrected since" in sent.text
    assert "Nobody but me" in sent.text
    assert len(await rows(pair)) == 1


@pytest.mark.parametrize("letter", ["check_in", "agreement", "request"])
@pytest.mark.parametrize("state", ["rendered", "claimed", "sending", "deferred"])
async def test_letters_to_the_two_that_still_wait_are_not_sent_any_more(
    pair_in: PairIn, state: str, letter: str
) -> None:
    """One that the relay was just deciding on came later, while everything was on hold; so did a first question."""
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services)
    await writes(pair, f"{letter}/1", state, until="now() + interval '3 days'")
    async with browser(services) as client:
        await sends(client, path, words=WORDS)
    assert await pair.value("SELECT bool_and(not_after <= now()) FROM outbox")


async def test_a_link_for_a_coordinator_and_a_made_up_one_lead_nowhere(pair_in: PairIn) -> None:
    pair, services = await pair_in(Phase.ACTIVE)
    await named(pair, "safeguarding")
    path = await place(pair, services, Role.COORDINATOR, "task")
    async with browser(services) as client:
        assert (await client.get(path)).status_code == 404
        assert (await client.get(f"/a/{'x' * 43}/concern")).status_code == 404
