"""The console's list: who needs somebody comes first, with the reason; everybody is found by name, and counted."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from gateway.console.listing import patterns
from gateway.security.api_keys import Scope
from gateway.security.key_management import add_key
from schemas.names import Phase, Role
from schemas.reason import ReasonCode
from schemas.state import Active, Question, Seeking, State
from schemas.step_key import StepKey
from store.pool import Pool
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services
from tests.gateway.reader import Leaf, browser, pressed
from tests.gateway.test_console import NOWHERE, sign_in


async def named(url: str, organisation: UUID, mentee: str, phase: Phase = Phase.ACTIVE) -> Pair:
    """Return a pair whose mentee has this name, in a programme of its own."""
    pair = await make_pair(url, organisation, phase, name=f"Programme of {mentee}")
    given, _, family = mentee.partition(" ")
    async with connected(url) as connection:
        await connection.execute(
            "UPDATE people SET given_name = $1, family_name = $2 WHERE id = $3", given, family, pair.people[Role.MENTEE]
        )
    return pair


def active_of(state: State) -> Active:
    """Return the loop of a state that is under way."""
    assert state.active is not None
    return state.active


async def never_met(pair: Pair, weeks: int) -> None:
    """Let a pair have begun so many weeks ago, and never have met."""
    active = active_of(pair.state)
    await pair.keep(pair.state.with_(active=active.with_(agreed=pair.now - timedelta(weeks=weeks)), revision=1))


async def ask_coordinator(pair: Pair, revision: int = 1) -> None:
    """Let the coordinator have a task since yesterday."""
    active = active_of(pair.state).with_(agreed=pair.now - timedelta(days=100), tasked=pair.now - timedelta(days=1))
    await pair.keep(pair.state.with_(active=active, revision=revision))


def titles(leaf: Leaf) -> list[str]:
    """Return who is listed, in order."""
    return [one.get_text() for one in leaf.soup.select(".cards strong")]


async def test_the_neediest_come_first_and_each_says_why(database_url: str, pool: Pool, organisation: UUID) -> None:
    fine, late, risky, tasked, stuck, gone = [
        await named(database_url, organisation, name) for name in ("Fay", "Lea", "Rex", "Tom", "Sue", "Kim")
    ]
    await never_met(late, 6)
    await never_met(risky, 20)
    await ask_coordinator(tasked)
    async with connected(database_url) as connection:
        trouble = '{"step": "check_in/1", "since": "2026-11-01T10:00:00Z", "kind": "OSError", "attempts": 9}'
        await connection.execute("UPDATE mentorships SET trouble = $1 WHERE id = $2", trouble, stuck.id)
    await gone.keep(gone.state.with_(phase=Phase.CLOSED, revision=1))
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        listed = await sign_in(client, key)
        told = Leaf(await client.get("/console?needs=coordinator"))
    names = [name.partition(" ")[0] for name in titles(listed)]
    assert names == ["Sue", "Tom", "Rex", "Lea", "Fay", "Kim"]
    assert titles(told) == ["Tom and Ben Example"]
    needs = [one.get_text() for one in listed.soup.select(".need")]
    assert len(needs) == 4
    assert needs[0].startswith("We have not managed to ask both how it is going")
    assert re.search(r"Cleo Example was asked what to do on \d+ \w+ \d{4} and has time until \d+ \w+ \d{4}\.", needs[1])
    assert needs[2].startswith("No meeting was reported for 20 weeks; they agreed to meet every 3 weeks")
    assert needs[3].startswith("No meeting was reported for 6 weeks; they agreed to meet every 3 weeks")
    assert fine.id


async def test_everybody_is_counted_by_health_and_phase(database_url: str, pool: Pool, organisation: UUID) -> None:
    for name, weeks in (("Rex", 20), ("Rea", 21), ("Lea", 6), ("Fay", 0)):
        await never_met(await named(database_url, organisation, name), weeks)
    await named(database_url, organisation, "Sam", Phase.SEEKING)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        listed = await sign_in(client, key)
        link = listed.soup.select_one(".counts a.at_risk")
        assert link is not None
        risky = Leaf(await client.get(str(link["href"])))
    chips = [one.get_text() for one in listed.soup.select(".counts a")]
    assert chips == ["2 at risk", "1 late", "1 new", "1 looking for a mentor", "4 under way"]
    assert titles(risky) == ["Rea and Ben Example", "Rex and Ben Example"]


async def test_people_are_found_by_any_part_of_their_names_whatever_the_accents(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    for name in ("Ana Gómez", "Łukasz Śliwa", "Jo 100%"):
        await named(database_url, organisation, name)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)

        async def found(name: str) -> list[str]:
            leaf = Leaf(await client.get("/console", params={"name": name}))
            return [title.partition(" and ")[0] for title in titles(leaf)]

        assert await found("gomez") == ["Ana Gómez"]
        assert await found("ben GÓM") == ["Ana Gómez"]
        assert await found("sliwa") == ["Łukasz Śliwa"]
        assert await found("100%") == ["Jo 100%"]
        assert await found("%") == ["Jo 100%"]
        assert await found("an_") == []
        assert await found("nobody\x00") == []
        assert (await client.get("/console", params={"name": "x" * 300})).status_code == 422
        kept = Leaf(await client.get("/console", params={"name": 'o"><b>'}))
    assert kept.fields["name"] == 'o"><b>'
    assert "Show all" in kept.text


def test_a_search_takes_no_more_words_than_it_can_use() -> None:
    assert patterns("  Ana   GÓMEZ ") == ["%ana%", "%gomez%"]
    assert len(patterns("a " * 100)) == 6
    assert patterns("\\") == ["%\\\\%"]


async def test_a_long_list_has_pages_without_a_gap(database_url: str, pool: Pool, organisation: UUID) -> None:
    pair = await named(database_url, organisation, "Ana One")
    async with connected(database_url) as connection:
        await connection.execute(
            "INSERT INTO mentorships SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).* "
            "FROM mentorships m, generate_series(1, 70)"
        )
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        first = await sign_in(client, key)
        more = first.soup.select_one("a[rel=next]")
        assert more is not None
        second = Leaf(await client.get(str(more["href"])))
    links = [str(one["href"]) for leaf in (first, second) for one in leaf.soup.select(".cards a")]
    assert len(links) == len(set(links)) == 71
    assert second.soup.select_one("a[rel=prev]") is not None
    assert not second.soup.select("a[rel=next]")
    assert pair.id


@pytest.mark.parametrize("may_read", [True, False])
async def test_a_new_private_note_is_marked_and_comes_first_for_whoever_may_read_it(
    database_url: str, pool: Pool, organisation: UUID, may_read: bool
) -> None:
    noted = await named(database_url, organisation, "Nora")
    await never_met(await named(database_url, organisation, "Lea"), 6)
    services = await make_services(database_url, pool, NOWHERE)
    scopes = set(Scope) if may_read else set(Scope) - {Scope.CONFIDENTIAL}
    key = await add_key(pool, organisation, "tests", scopes)
    async with browser(services) as client:
        link = await noted.link("rhythm", Role.MENTOR)
        await pressed(client, services, link, choice="continue", private="please call me, she seems unwell")
        listed = await sign_in(client, key)
    assert [title[:3] for title in titles(listed)] == (["Nor", "Lea"] if may_read else ["Lea", "Nor"])
    assert ("private note" in listed.text) == may_read
    assert "please call me" not in listed.text


async def test_a_new_private_note_is_found_also_where_it_ended_or_the_coordinator_must_decide(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    over, tasked = await named(database_url, organisation, "Olga"), await named(database_url, organisation, "Tom")
    await named(database_url, organisation, "Fay")
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        for pair in (over, tasked):
            link = await pair.link("rhythm", Role.MENTOR)
            await pressed(client, services, link, choice="continue", private="we do not get on")
        await over.keep(over.state.with_(phase=Phase.CLOSED, revision=5))
        await ask_coordinator(tasked, revision=5)
        listed = await sign_in(client, key)
        found = Leaf(await client.get("/console", params={"needs": "note"}))
    assert [title[:3] for title in titles(listed)] == ["Tom", "Olg", "Fay"]
    assert [title[:3] for title in titles(found)] == ["Tom", "Olg"]


async def test_a_mentor_who_is_asked_or_has_declined_is_not_shown_as_one_of_the_pair(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await named(database_url, organisation, "Sam", Phase.SEEKING)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with connected(database_url) as connection:
        await connection.execute(
            "INSERT INTO candidates (mentorship_id, organisation_id, rank, person_id, why) VALUES ($1, $2, 1, $3, '')",
            *(pair.id, organisation, pair.people[Role.MENTOR]),
        )
    path = f"/console/mentorships/{pair.id}"
    async with browser(services) as client:
        asked = await sign_in(client, key)
        asking = Leaf(await client.get(path))
        seeking = pair.state.seeking or Seeking(since=pair.now)
        await pair.keep(pair.state.with_(seeking=seeking.with_(again=True, kept_back=True), revision=1))
        unasked = Leaf(await client.get(path))  # a hold had kept the request back
        await pair.keep(pair.state.with_(seeking=seeking.with_(declined=pair.now, nobody_left=pair.now), revision=2))
        listed = Leaf(await client.get("/console"))
        declined = Leaf(await client.get(path))
        full = Seeking(since=pair.now, declined=pair.now, because=ReasonCode.FULL_NEXT, nobody_left=pair.now)
        await pair.keep(pair.state.with_(seeking=full, mentor=None, revision=3))
        passed_over = Leaf(await client.get(path))
    assert titles(asked) == titles(listed) == ["Sam"]
    assert "waiting for Ben" in asked.text
    assert re.search(r"Ben Example was asked on \d+ \w+ \d{4}, has not answered yet", asking.text)
    assert "Asked to be the mentor" in asking.text
    assert "Ben Example is asked next" in unasked.text
    assert "No mentor has been found so far. Cleo Example was asked what to do" in listed.text
    assert "Nobody has accepted" not in f"{listed.text} {declined.text}", "who said yes may have thought better of it"
    assert declined.soup.h1 is not None
    assert declined.soup.h1.get_text() == "Sam"
    assert "Ben Example is no candidate any more" in declined.text
    assert "Ben Example is no candidate any more" in passed_over.text
    assert "Asked to be the mentor" not in declined.text


async def test_the_list_agrees_with_the_card_on_whom_it_waits_for(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await named(database_url, organisation, "Tom")
    await ask_coordinator(pair)
    question = Question(key=StepKey("check_in/1"), asked=pair.now, until=pair.now + timedelta(days=7))
    active = active_of(pair.state)
    await pair.keep(pair.state.with_(active=active.with_(mentee=active.mentee.with_(question=question)), revision=2))
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get("/console?needs=coordinator"))
    assert "waiting for Cleo" in leaf.text
