"""The console's pages: reloading repeats nothing, links lead where they say, times and people are told plainly."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from gateway.console.clocks import Clock
from gateway.security.key_management import add_key
from policy.lifecycle import next_step
from schemas.names import Outcome, Phase, Role
from schemas.reason import Reason, ReasonCode
from schemas.state import Ending, Postponed, Question
from schemas.step_key import StepKey
from store.pool import Pool
from tests.gateway.pair_fixture import connected, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, prepared, sign_in, step_in


async def test_a_press_leads_to_a_page_that_can_be_reloaded(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    path = f"/console/mentorships/{pair.id}"
    async with working(services, pair), browser(services) as client:
        await sign_in(client, key)
        nonce = Leaf(await client.get(path)).fields["nonce"]
        day = f"{pair.now + timedelta(days=30):%Y-%m-%d}"
        pressed = await client.post(f"{path}/pause", data={"nonce": nonce, "until": day})
        shown = [Leaf(await client.get(pressed.headers["location"])) for _ in range(2)]
        typed = await client.get(f"{path}/pause")
        foreign = Leaf(await client.get(f"{path}?said={uuid4()}&problem=nonsense"))
    assert pressed.status_code == 303
    assert all("The break lasts until" in leaf.text for leaf in shown)
    assert all(leaf.soup.select_one("[role=status]") for leaf in shown)
    assert len(await pair.answers()) == 1
    assert (typed.status_code, typed.headers["location"]) == (303, path)
    assert not foreign.soup.select("[role=status], [role=alert]")


@pytest.mark.parametrize("query", ["", "?said=x", "?name=Ana+G%C3%B3mez&page=2"])
async def test_after_signing_in_one_is_where_one_wanted_to_be(
    database_url: str, pool: Pool, organisation: UUID, query: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    for path in (f"/console/mentorships/{pair.id}{query}", f"/console{query}"):
        async with browser(services) as client:
            away = await client.get(path)
            asked = Leaf(await client.get(away.headers["location"]))
            wrong = Leaf(await client.post("/console/sign-in", data={**asked.fields, "key": "rk_wrong"}))
            there = await client.post("/console/sign-in", data={**wrong.fields, "key": key})
        assert there.headers["location"] == path


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example/console", "/console/../a", "/console\\@evil.example", "/a/x", "x"]
)
async def test_signing_in_leads_to_no_other_site(database_url: str, pool: Pool, organisation: UUID, next_: str) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    async with browser(services) as client:
        asked = Leaf(await client.get("/console/sign-in", params={"next": next_}))
        there = await client.post("/console/sign-in", data={**asked.fields, "next": next_, "key": key})
    assert asked.fields["next"] == "/console"
    assert there.headers["location"] == "/console"


async def test_a_link_in_a_mail_opens_the_console_for_whoever_is_signed_in_and_a_form_elsewhere_does_not(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    _, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    async with browser(services) as client:
        leaf = Leaf(await client.get("/console/sign-in"))
        done = await client.post("/console/sign-in", data={**leaf.fields, "key": key})
        out = await client.get("/console/sign-out")
    session = next(one for one in done.headers.get_list("set-cookie") if one.startswith("rapport-console="))
    assert "samesite=lax" in session.lower()
    assert (out.status_code, out.headers["location"]) == (303, "/console")


async def test_times_are_told_by_the_clocks_of_coordinator_and_readers_and_people_with_their_addresses(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    zones = {Role.MENTEE: "America/New_York", Role.MENTOR: "Asia/Kolkata", Role.COORDINATOR: "Asia/Singapore"}
    active = pair.state.active
    assert active is not None
    question = Question(key=StepKey("check_in/1"), asked=pair.now, until=pair.now + timedelta(days=7))
    await pair.keep(pair.state.with_(active=active.with_(mentee=active.mentee.with_(question=question)), revision=1))
    async with connected(database_url) as connection:
        for role, zone in zones.items():
            await connection.execute("UPDATE people SET time_zone = $1 WHERE id = $2", zone, pair.people[role])
        await connection.execute("UPDATE people SET unreachable_since = now() WHERE id = $1", pair.people[Role.MENTOR])
    async with browser(services) as client:
        listed = await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    due = leaf.soup.select_one(".good time")
    assert due is not None
    assert due.get_text().endswith("(Singapore time)")
    assert due.get_text() in listed.text
    assert "Ana: " in leaf.text
    for place in ("(New York time)", "(Kolkata time)", "newest first, in Singapore time"):
        assert place in leaf.text
    links = [str(one["href"]) for one in leaf.soup.select("aside a[href^=mailto]")]
    assert links == ["mailto:ana@example.com", "mailto:ben@example.com", "mailto:cleo@example.com"]
    assert "Mail to this address has failed since" in leaf.text
    assert "has time to answer until" in leaf.text
    assert "UTC" not in leaf.text


async def test_who_is_not_reached_by_mail_is_not_said_to_get_the_next_letter(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    assert pair.state.active
    calm = pair.state.active.with_(mentee=pair.state.active.mentee.with_(question=None))
    await pair.keep(pair.state.with_(active=calm, unreachable=(Role.MENTOR,)))
    async with browser(services) as client:
        await sign_in(client, key)
        text = Leaf(await client.get(f"/console/mentorships/{pair.id}")).text
    assert "Ask Ana how it is going." in text
    assert "For its readers: Ana: " in text
    assert "; Ben: " not in text


async def test_what_comes_later_than_planned_says_why(database_url: str, pool: Pool, organisation: UUID) -> None:
    """Only Temporal's details said so; the page showed another day each time, as if that had been the plan."""
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    following = next_step(pair.state, pair.now)
    assert following
    back = pair.now + timedelta(days=30)
    because = Reason(code=ReasonCode.ON_LEAVE, who=(Role.MENTOR,), until=back)
    await pair.keep(pair.state.with_(postponed=Postponed(key=following.key, until=back, because=because)))
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert f"Later than planned: Ben is away until {Clock('Atlantic/Reykjavik').moment(back)}." in leaf.text


async def test_a_link_to_write_to_somebody_writes_to_them_alone(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """`?` and `&` may stand in an address, and begin the other fields of a letter in a link."""
    pair, services, key = await prepared(database_url, pool, organisation, NOWHERE)
    await pair.value("UPDATE people SET email = 'ana?bcc=spy%40evil.org&b=c@example.com' WHERE given_name = 'Ana'")
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    link = leaf.soup.select("aside a[href^=mailto]")[0]
    assert link["href"] == "mailto:ana%3Fbcc%3Dspy%2540evil.org%26b%3Dc@example.com"
    assert link.get_text() == "ana?bcc=spy%40evil.org&b=c@example.com"


def test_a_moment_always_names_its_place() -> None:
    moment = datetime.fromisoformat("2027-01-05T09:00:00+00:00")
    assert Clock("Asia/Singapore").moment(moment) == "5 Jan 2027, 17:00 (Singapore time)"
    assert Clock("America/Argentina/Buenos_Aires").moment(moment) == "5 Jan 2027, 06:00 (Buenos Aires time)"
    assert Clock().moment(moment) == "5 Jan 2027, 09:00 (UTC)"
    assert Clock("Etc/GMT+12").moment(moment) == "4 Jan 2027, 21:00 (UTC\N{MINUS SIGN}12)"
    assert Clock("EST").moment(moment) == "5 Jan 2027, 04:00 (UTC\N{MINUS SIGN}5)"
    assert Clock("Zulu").moment(moment) == "5 Jan 2027, 09:00 (UTC)"
    assert Clock("Nowhere/Land").moment(moment) == "5 Jan 2027, 09:00 (UTC)"


async def test_a_close_can_be_taken_back_while_that_is_possible_and_no_longer(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair, services, key = await prepared(database_url, pool, organisation, temporal)
    async with working(services, pair), browser(services) as client:
        await sign_in(client, key)
        closed = await step_in(client, pair, "close", outcome="ended_early")
        state = await pair.kept()
        await pair.keep(state.with_(gone=(Role.MENTOR,), revision=state.revision + 1))
        left = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert "Take it back" in closed.text
    assert "Take it back" not in left.text


async def test_an_end_before_the_beginning_says_what_becomes_of_it(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        open_ = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        end = Ending(since=pair.now, outcome=Outcome.WITHDRAWN, by=Role.HR)
        await pair.keep(pair.state.with_(ending=end, revision=1))
        ending = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert "Everybody who had a letter about it is told" in open_.text
    assert "Begin the goodbye" not in open_.text
    assert "It ends as soon as its letters have gone out." in ending.text
    assert "Take it back" in ending.text
