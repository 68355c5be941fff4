"""Whoever asked for another match is found in the console until somebody has begun a search for the mentee."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from gateway.security.key_management import add_key
from schemas.names import Outcome, Phase, Role
from schemas.state import Closing, Ending, Seeking
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, sign_in
from tests.gateway.test_console_list import named, never_met, titles


async def parts(pair: Pair, by: Role | None, phase: Phase = Phase.CLOSING) -> None:
    """Let somebody have asked for another match."""
    await ends(pair, phase, Ending(since=pair.now, outcome=Outcome.REMATCHED, by=by))


async def ends(pair: Pair, phase: Phase, end: Ending, gone: tuple[Role, ...] = ()) -> None:
    """Let a pair have ended: before a letter tells of it, in its goodbye, or after that."""
    until = pair.now + timedelta(days=14)
    closing = Closing(**dict(end), was=Phase.ACTIVE, until=until, asked=pair.now)
    known: dict[Phase, dict[str, object]] = {
        Phase.ACTIVE: {"ending": end},
        Phase.CLOSING: {"closing": closing},
        Phase.CLOSED: {"closing": closing, "outcome": end.outcome},
    }
    await pair.keep(pair.state.with_(phase=phase, gone=gone, revision=2, **known[phase]))


async def begins_another(url: str, pair: Pair) -> None:
    """Let the mentee have another mentorship in the programme."""
    async with connected(url) as connection:
        await connection.execute(
            "INSERT INTO mentorships SELECT (jsonb_populate_record(m, jsonb_build_object("
            "'id', $2::uuid, 'phase', 'seeking', 'state', m.started))).* FROM mentorships m WHERE id = $1",
            *(pair.id, UUID(int=pair.id.int + 1)),
        )


@pytest.mark.parametrize("phase", [Phase.ACTIVE, Phase.CLOSING, Phase.CLOSED])
async def test_a_wish_for_another_match_is_listed_until_another_search_begins(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase
) -> None:
    """It was once seen in the timeline alone, among all that is healthy."""
    wishes, risky = await named(database_url, organisation, "Ros"), await named(database_url, organisation, "Rex")
    await never_met(risky, 20)
    await parts(wishes, Role.MENTEE, phase)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        listed = await sign_in(client, key)
        found = Leaf(await client.get("/console", params={"needs": "rematch"}))
        page = Leaf(await client.get(f"/console/mentorships/{wishes.id}"))
        await begins_another(database_url, wishes)
        later = Leaf(await client.get("/console", params={"needs": "rematch"}))
        over = Leaf(await client.get(f"/console/mentorships/{wishes.id}"))
    assert [title[:3] for title in titles(listed)] == ["Ros", "Rex"]
    assert [title[:3] for title in titles(found)] == ["Ros"]
    for leaf in (found, page):
        assert "asked for another match on" in leaf.soup.select(".need")[0].get_text()
        assert "Ros has none yet: begin another search" in leaf.text
    assert "Nothing here" in later.text
    assert not over.soup.select(".need")


@pytest.mark.parametrize("phase", [Phase.ACTIVE, Phase.CLOSING, Phase.CLOSED])
async def test_a_mentee_whose_mentor_has_left_is_listed_until_another_search_begins(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase
) -> None:
    """It once looked like any other goodbye, though the mentee has none any more and has done nothing."""
    left, other = await named(database_url, organisation, "Ros"), await named(database_url, organisation, "Rex")
    for pair, gone in ((left, Role.MENTOR), (other, Role.MENTEE)):
        await ends(pair, phase, Ending(since=pair.now, outcome=Outcome.LEFT, by=Role.HR, left=True), (gone,))
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        found = Leaf(await client.get("/console", params={"needs": "rematch"}))
        await begins_another(database_url, left)
        later = Leaf(await client.get("/console", params={"needs": "rematch"}))
    assert [title[:3] for title in titles(found)] == ["Ros"]
    need = found.soup.select(".need")[0].get_text()
    assert "has left, which brought this to an end on" in need
    assert "Ros has no other mentor yet: ask whether Ros would like one, and begin another search." in need
    assert "Nothing here" in later.text


async def test_it_says_who_asked(database_url: str, pool: Pool, organisation: UUID) -> None:
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    for by, says in (
        (Role.MENTOR, "Ben Example asked"),
        (Role.COORDINATOR, "Cleo Example asked"),
        (None, "Ros"),
        (Role.HR, "The programme asked"),
    ):
        pair = await named(database_url, organisation, f"Ros {uuid4()}")
        await parts(pair, by)
        async with browser(services) as client:
            await sign_in(client, key)
            leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        need = leaf.soup.select(".need")[0].get_text()
        assert need.startswith(says)
        assert "asked for another match on" in need


async def test_nobody_looks_for_a_mentee_who_has_left(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await named(database_url, organisation, "Ros")
    await parts(pair, Role.MENTEE)
    async with connected(database_url) as connection:
        await connection.execute("UPDATE people SET active = false WHERE id = $1", pair.people[Role.MENTEE])
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get("/console", params={"needs": "rematch"}))
    assert titles(leaf) == []


@pytest.mark.parametrize("phase", [Phase.AGREEING, Phase.CLOSING, Phase.CLOSED])
async def test_a_mentee_whose_given_mentor_would_rather_not_begin_is_listed_until_another_search_begins(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase
) -> None:
    """It once looked like any other end, though the mentee has nobody and was not the one who ended it."""
    searched = await make_pair(database_url, organisation, Phase.AGREEING, "R0")
    await searched.keep(searched.state.with_(seeking=Seeking(since=searched.now), revision=2))
    await unbegun(searched, phase, Ending(since=searched.now, outcome=Outcome.ENDED_EARLY, by=Role.MENTOR), 3)
    ros, rex, roy = [await make_pair(database_url, organisation, Phase.AGREEING, name) for name in ("R1", "R2", "R3")]
    for pair, by in ((ros, Role.MENTOR), (rex, Role.MENTEE), (roy, Role.HR)):
        await unbegun(pair, phase, Ending(since=pair.now, outcome=Outcome.ENDED_EARLY, by=by))
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        found = Leaf(await client.get("/console", params={"needs": "rematch"}))
        page = Leaf(await client.get(f"/console/mentorships/{ros.id}"))
        await begins_another(database_url, ros)
        later = Leaf(await client.get("/console", params={"needs": "rematch"}))
    assert [str(one["href"]) for one in found.soup.select(".cards a")] == [f"/console/mentorships/{ros.id}"]
    for leaf in (found, page):
        need = leaf.soup.select(".need")[0].get_text()
        assert "Ben Example would rather not begin, which brought this to an end on" in need
        assert "Ana has no other mentor yet: ask whether Ana would like one, and begin another search." in need
    assert "Nothing here" in later.text


async def unbegun(pair: Pair, phase: Phase, end: Ending, revision: int = 2) -> None:
    """Let a pair have ended before it began: before a letter tells of it, while it does, or after that."""
    closing = Closing(**dict(end), was=Phase.AGREEING, until=pair.now, asked=pair.now)
    known: dict[Phase, dict[str, object]] = {
        Phase.AGREEING: {"ending": end},
        Phase.CLOSING: {"closing": closing},
        Phase.CLOSED: {"closing": closing, "outcome": end.outcome},
    }
    await pair.keep(pair.state.with_(phase=phase, revision=revision, **known[phase]))
