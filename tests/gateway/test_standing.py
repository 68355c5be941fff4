"""How things stand is judged when it is read, by the mentorship's own clock, and the same everywhere."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.console.listing import ListQuery, listing
from gateway.pages.reading import read_standing
from gateway.security.key_management import add_key
from policy.card import card_of
from policy.hearing import hear
from schemas.messages import Answer
from schemas.names import AnswerKind, Health, Outcome, Phase, Role
from schemas.request import Goal, Terms
from schemas.state import Active, Agreeing, Candidate, Closing, Side, State
from store.pool import Pool
from tests.gateway.api import Api
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened, pressed
from tests.gateway.test_console import sign_in

NOWHERE = "127.0.0.1:1"
FIRST = Terms()
CHANGED = Terms(goals=(Goal.of("what the one before wanted"),), cadence_days=9).model_dump_json()
AN_EARLIER_ONE_CHANGED = (
    f"INSERT INTO agreements SELECT id, organisation_id, 2, '{CHANGED}', 'mentor', now() FROM mentorships"
)


def met(pair: Pair, days: float, *, low: bool = False) -> State:
    """Return the state of a pair that met so many days ago, as the workflow left it on that day."""
    at = pair.now - timedelta(days=days)
    side = Side(life=at)
    active = Active(
        agreed=at - timedelta(days=30),
        next_check_in=pair.now + timedelta(days=9),
        welcomed=True,
        met=at,
        low=low,
        mentee=side,
        mentor=side,
    )
    return pair.state.with_(active=active, health=Health.ON_TRACK, started=at - timedelta(days=60))


async def as_of(pair: Pair, at: datetime) -> None:
    """Set the mentorship's own clock."""
    async with connected(pair.url) as connection:
        await connection.execute("UPDATE mentorships SET as_of = $1 WHERE id = $2", at, pair.id)


@pytest.fixture
async def pair(database_url: str, lonely: Api) -> Pair:
    """Return a pair that is under way."""
    return await make_pair(database_url, UUID(lonely.key.split("_")[1]), Phase.ACTIVE)


async def listed(api: Api, **query: Any) -> list[str]:
    """Return the ids of a list."""
    return [one["id"] for one in (await api.done("GET", "/v1/mentorships", params=query))["items"]]


@pytest.mark.parametrize("days", [0, 10, 20.9, 31.4, 31.6, 41.9, 42.1, 62.9, 63.1, 300])
async def test_a_list_by_health_shows_whom_their_own_page_shows_so_though_nothing_was_written_since(
    lonely: Api, pair: Pair, days: float
) -> None:
    await pair.keep(met(pair, days))
    await as_of(pair, pair.now - timedelta(days=days))
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    found = {health.value: await listed(lonely, health=health.value) for health in Health}
    assert [health for health, ids in found.items() if ids] == [shown["health"]]
    assert shown["health"] == card_of(met(pair, days), pair.now).health


async def test_a_closed_pair_fares_neither_well_nor_badly_and_is_in_no_list_of_health(lonely: Api, pair: Pair) -> None:
    lapsed = met(pair, 200).with_(phase=Phase.CLOSED, health=Health.AT_RISK, outcome=Outcome.LAPSED)
    await pair.keep(lapsed)
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert (shown["health"], shown["health_reason"], shown["health_codes"]) == (None, "", [])
    assert not any([await listed(lonely, health=health.value) for health in Health])
    assert await listed(lonely, phase="closed")
    found = await listing(lonely.services.pool, pair.organisation, ListQuery(health=Health.AT_RISK), notes=False)
    assert not found.items


async def test_what_was_so_when_it_was_written_is_not_said_weeks_later(lonely: Api, pair: Pair) -> None:
    await pair.keep(met(pair, 33))
    await as_of(pair, pair.now - timedelta(days=33))
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert shown["health"] == "late"
    assert shown["health_reason"].startswith(
        "A meeting was last reported 33 days ago; they agreed to meet every 3 weeks"
    )
    assert shown["health_codes"][0] == "met_ago"


async def test_a_mentorship_whose_time_was_made_to_pass_is_judged_by_its_own_clock(lonely: Api, pair: Pair) -> None:
    await pair.keep(met(pair, 0))
    await as_of(pair, pair.now + timedelta(days=50))
    assert (await lonely.done("GET", f"/v1/mentorships/{pair.id}"))["health"] == "late"
    assert await listed(lonely, health="late") == [str(pair.id)]


async def test_a_break_stops_the_judgement(lonely: Api, pair: Pair) -> None:
    await pair.keep(met(pair, 20))
    state = pair.state
    pause = Answer(id=uuid4(), role=Role.HR, kind=AnswerKind.PAUSE, until=pair.now + timedelta(days=400))
    paused = hear(state, pause, pair.now)
    assert isinstance(paused, State)
    await pair.keep(paused)
    await as_of(pair, pair.now + timedelta(days=200))
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert (shown["phase"], shown["health"]) == ("paused", "on_track")
    assert await listed(lonely, health="on_track", phase="paused") == [str(pair.id)]


async def test_a_step_that_keeps_failing_is_shown_and_listed_in_plain_words(
    database_url: str, pool: Pool, lonely: Api, pair: Pair
) -> None:
    other = await make_pair(database_url, pair.organisation, Phase.ACTIVE, "Beacon")
    trouble = '{"step": "check_in/1", "since": "2026-03-02T09:00:00+00:00", "kind": "UndefinedTable", "attempts": 7}'
    await pair.value(f"UPDATE mentorships SET trouble = '{trouble}' WHERE id = '{pair.id}'")
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert shown["trouble"] == {
        "step": "check_in/1",
        "since": "2026-03-02T09:00:00Z",
        "says": "We have not managed to ask both how it is going. "
        "7 attempts have failed (UndefinedTable), and it is retried automatically.",
    }
    assert await listed(lonely, trouble="true") == [str(pair.id)]
    assert await listed(lonely, trouble="false") == [str(other.id)]
    assert len(await listed(lonely)) == 2
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, pair.organisation, "tests")
    async with browser(services) as client:
        await sign_in(client, key)
        page = Leaf(await client.get(f"/console/mentorships/{pair.id}"))
        narrowed = Leaf(await client.get("/console?needs=trouble"))
    assert "We have not managed to ask both how it is going. 7 attempts have failed" in page.text
    assert "a step keeps failing" in narrowed.text
    assert len(narrowed.soup.select("ul.cards > li")) == 1


async def test_the_terms_end_when_the_machine_ends_it(lonely: Api, pair: Pair) -> None:
    ends = pair.now + timedelta(days=200)
    await pair.keep(pair.state.with_(ends=ends))
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert shown["terms"]["ends"] == shown["ends"] == f"{ends.isoformat().replace('+00:00', 'Z')}"


async def test_an_old_letter_asks_nothing_once_hr_has_ended_it(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("check_in", Role.MENTEE)
    closing = Closing(
        since=pair.now,
        outcome=Outcome.LEFT,
        was=Phase.ACTIVE,
        until=pair.now + timedelta(days=14),
        asked=pair.now,
        by=Role.HR,
    )
    async with browser(services) as client:
        before = await opened(client, services, link)
        await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=closing))
        after = await opened(client, services, link)
        press = {**before.fields, "met": "yes"}
        pressed_all_the_same = await client.post(f"/a/{services.links.token(link)}", data=press)
    assert "nonce" in before.fields
    assert "nonce" not in after.fields
    assert "are saying goodbye" in after.text
    assert pressed_all_the_same.status_code == 200
    assert "it comes too late to change anything" in pressed_all_the_same.text
    assert [(one["said"], one["told_at"]) for one in await pair.answers()] == [({"met": "yes"}, None)]


async def test_the_next_mentor_is_shown_the_first_draft_and_not_what_an_earlier_one_had_changed(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, NOWHERE)
    await pair.value(AN_EARLIER_ONE_CHANGED)
    agreeing = Agreeing(since=pair.now, asked=pair.now, first=3, version=3)
    await pair.keep(pair.state.with_(agreeing=agreeing, agreements=3))
    async with browser(services) as client:
        leaf = await opened(client, services, await pair.link("agreement", Role.MENTOR, "agreement/3"))
        old = await opened(client, services, await pair.link("agreement", Role.MENTOR, "agreement/2"))
    assert "nonce" in leaf.fields
    assert "lead well" in leaf.text
    assert "the one before" not in leaf.text
    assert "The first draft was changed" not in leaf.text
    assert "nonce" not in old.fields


async def test_while_the_next_mentor_is_asked_the_agreement_is_the_first_draft_again(
    database_url: str, lonely: Api
) -> None:
    pair = await make_pair(database_url, UUID(lonely.key.split("_")[1]))
    await pair.value(AN_EARLIER_ONE_CHANGED)
    await pair.keep(pair.state.with_(requests=2, agreements=2))
    shown = await lonely.done("GET", f"/v1/mentorships/{pair.id}")
    assert (shown["terms_version"], shown["terms"]["cadence_days"]) == (1, FIRST.cadence_days)
    assert [goal["text"] for goal in shown["terms"]["goals"]] == ["lead well"]
    link = await pair.link("agreement", Role.MENTEE, "agreement/2")
    standing = await read_standing(lonely.services, link)
    assert standing
    assert standing.terms
    assert [goal.text for goal in standing.terms.goals] == ["lead well"]


async def test_while_somebody_else_can_be_asked_nobody_is_told_that_it_ends_here(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, temporal)
    reader = pair.state.readers[Role.MENTOR]
    two = (*pair.state.candidates, Candidate(person=uuid4(), reader=reader))
    await pair.keep(pair.state.with_(candidates=two))
    async with working(services, pair), browser(services) as client:
        mentor = await opened(client, services, await pair.link("agreement", Role.MENTOR))
        leaf = await pressed(client, services, await pair.link("agreement", Role.MENTEE), choice="rematch")
    assert "We ask another mentor. Ana is not told why." in mentor.text
    assert "it ends here" not in mentor.text
    assert leaf.response.status_code == 200
    assert await pair.value("SELECT phase FROM mentorships") == "seeking"


async def test_a_goal_that_is_reworded_is_still_the_same_goal(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("agreement", Role.MENTEE)
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, link, choice="amend", goals="lead really well")
    terms = Terms.model_validate_json(await pair.value("SELECT terms FROM agreements WHERE version = 2"))
    assert [(goal.id, goal.text) for goal in terms.goals] == [(Goal.of("lead well").id, "lead really well")]
