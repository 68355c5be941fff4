"""The console says what an end is like: asked one last time, nobody left to ask, or closed on a day."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from gateway.security.key_management import add_key
from schemas.names import Outcome, Phase, Role
from schemas.state import Closing, Seeking
from store.pool import Pool
from tests.gateway.api import Api
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import NOWHERE, sign_in


async def page_of(url: str, pool: Pool, pair: Pair) -> tuple[str, str]:
    """Return the words of the list and of the mentorship's page."""
    services, key = await make_services(url, pool, NOWHERE), await add_key(pool, pair.organisation, "tests")
    async with browser(services) as client:
        listed = await sign_in(client, key)
        return listed.text, Leaf(await client.get(f"/console/mentorships/{pair.id}")).text


async def test_after_a_last_notice_the_two_have_not_said_goodbye(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    until = pair.now + timedelta(days=7)
    lapse = Closing(since=pair.now, outcome=Outcome.LAPSED, was=Phase.ACTIVE, until=until, asked=pair.now, lapsed=True)
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=lapse, revision=1))
    listed, shown = await page_of(database_url, pool, pair)
    assert "Asked one last time whether to continue" in listed
    assert "Both were asked whether they would like to continue. One answer keeps it going" in shown
    assert "If it should go on without their answer, take the end back." in shown
    assert "The goodbye has begun" not in shown


async def test_a_goodbye_that_comes_sooner_than_agreed_names_the_day_of_the_farewell(
    lonely: Api, pool: Pool, database_url: str
) -> None:
    """API and console once named the agreed day, a year later."""
    pair = await make_pair(database_url, UUID(lonely.key.split("_")[1]), Phase.ACTIVE)
    agreed, until = pair.now + timedelta(days=300), pair.now + timedelta(days=14)
    goodbye = Closing(since=pair.now, outcome=Outcome.ENDED_EARLY, was=Phase.ACTIVE, until=until, asked=pair.now)
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=goodbye, ends=agreed, revision=1))
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    _, text = await page_of(database_url, pool, pair)
    assert shown["ends"] == shown["next"]["when"]
    assert f"Until {datetime.fromisoformat(shown['ends']):%-d %b %Y}" in text
    assert f"{agreed:%-d %b %Y}" not in text


async def test_an_end_that_cannot_be_taken_back_any_more_leads_to_what_the_mentee_has_begun_since(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """The button was there, and whoever pressed it read a refusal with a path of the API."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    goodbye = Closing(since=pair.now, outcome=Outcome.REMATCHED, was=Phase.ACTIVE, until=pair.now, asked=pair.now)
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=goodbye, revision=1))
    assert "take it back: all goes on as before" in (await page_of(database_url, pool, pair))[1]
    await pair.value(
        "INSERT INTO mentorships SELECT (jsonb_populate_record(m, jsonb_build_object("
        "'id', gen_random_uuid(), 'phase', 'seeking'))).* FROM mentorships AS m"
    )
    _, shown = await page_of(database_url, pool, pair)
    assert "It cannot be taken back while the mentee has another mentorship in this programme." in shown
    assert "take it back: all goes on as before" not in shown


async def test_a_search_with_nobody_left_and_nobody_who_runs_the_programme_needs_somebody(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    readers = {role: one for role, one in pair.state.readers.items() if role is not Role.COORDINATOR}
    seeking = Seeking(since=pair.now, declined=pair.now, nobody_left=pair.now)
    await pair.keep(pair.state.with_(seeking=seeking, readers=readers, revision=1))
    async with connected(database_url) as connection:
        await connection.execute("UPDATE programmes SET coordinator_id = NULL")
    for text in await page_of(database_url, pool, pair):
        assert "Nobody is left to ask, and nobody runs the programme. End this search and begin another" in text
        assert "Ana reads that it has ended, so say first that you go on looking." in text


async def test_a_search_that_has_used_up_its_turns_and_has_nobody_who_decides_says_what_a_new_one_can_do(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    readers = {role: one for role, one in pair.state.readers.items() if role is not Role.COORDINATOR}
    seeking = Seeking(since=pair.now, declined=pair.now, nobody_left=pair.now)
    await pair.keep(pair.state.with_(seeking=seeking, readers=readers, proposes=True, candidates=(), revision=1))
    async with connected(database_url) as connection:
        await connection.execute("UPDATE programmes SET coordinator_id = NULL")
    for text in await page_of(database_url, pool, pair):
        assert "This search asks nobody else, and nobody runs the programme. End this search and begin another" in text
        assert "begin another that looks whether others fit." in text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "unreachable_since = now()",
            "mail does not reach Cleo Example, who runs the programme. Correct that address, or end this search",
        ),
        ("active = false", "Cleo Example, who ran the programme, has left. Name another coordinator"),
    ],
)
async def test_a_search_whose_coordinator_cannot_be_asked_says_why(
    database_url: str, pool: Pool, organisation: UUID, change: str, says: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    seeking = Seeking(since=pair.now, declined=pair.now, nobody_left=pair.now)
    lost = {"unreachable": (Role.COORDINATOR,)} if "unreachable" in change else {"gone": (Role.COORDINATOR,)}
    await pair.keep(pair.state.with_(seeking=seeking, revision=1, **lost))
    async with connected(database_url) as connection:
        await connection.execute(f"UPDATE people SET {change} WHERE given_name = 'Cleo'")
    for text in await page_of(database_url, pool, pair):
        assert f"Nobody is left to ask, and {says}" in text
        assert "nobody runs the programme" not in text


async def test_a_coordinator_who_gave_more_time_is_not_among_those_who_must_decide(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.SEEKING)
    seeking = Seeking(since=pair.now, declined=pair.now, nobody_left=pair.now, decided=True)
    await pair.keep(pair.state.with_(seeking=seeking, revision=1))
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        leaf = Leaf(await client.get("/console?needs=coordinator"))
    assert "Nothing here with these filters" in leaf.text


async def test_a_closed_mentorship_shows_the_day_on_which_it_ended(lonely: Api, pool: Pool, database_url: str) -> None:
    pair = await make_pair(database_url, UUID(lonely.key.split("_")[1]), Phase.ACTIVE)
    ends = pair.now + timedelta(days=200)
    state = pair.state.with_(phase=Phase.CLOSED, outcome=Outcome.ENDED_EARLY, ends=ends, revision=1)
    await pair.keep(state)
    async with connected(database_url) as connection:
        await connection.execute(
            "INSERT INTO timeline SELECT id, organisation_id, 'farewell/1', 'farewell', $1, "
            '\'{"code": "thanks_over"}\' FROM mentorships WHERE id = $2',
            *(pair.now, pair.id),
        )
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert (shown["ends"], shown["ended"][:10]) == (None, f"{pair.now:%Y-%m-%d}")
    _, text = await page_of(database_url, pool, pair)
    assert f"Ended {pair.now:%-d %b %Y}" in text
    assert "Until" not in text


@pytest.mark.parametrize(
    ("phase", "offered"),
    [
        (Phase.SEEKING, ["left", "withdrawn"]),
        (Phase.AGREEING, ["left", "withdrawn"]),
        (Phase.ACTIVE, ["ended_early", "completed", "left"]),
    ],
)
async def test_only_outcomes_that_can_be_true_are_offered(
    database_url: str, pool: Pool, organisation: UUID, phase: Phase, offered: list[str]
) -> None:
    pair = await make_pair(database_url, organisation, phase)
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        page = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
    assert [one["value"] for one in page.soup.select("input[name=outcome]")] == offered
