"""What the page of an old mail says: that a newer one came, that it goes on after all, and in the end how it was."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from intake.answers import NewAnswer, record
from schemas.names import AnswerKind, Met, Outcome, Phase, Role
from schemas.state import Closing
from schemas.step_key import StepKey
from store import queries
from store.pool import Pool, within
from tests.gateway.concern_fixture import writes
from tests.gateway.pair_fixture import ZONE, Pair, make_pair, make_services, working
from tests.gateway.reader import Leaf, browser, opened, pressed

NOWHERE = "127.0.0.1:1"


async def say_it(pair: Pair, pool: Pool, **said: Any) -> None:
    """Keep an answer that the workflow has taken."""
    person = pair.people[said["role"]]
    link = await pair.link("check_in", said["role"])
    new = NewAnswer(mentorship=pair.id, person=person, link=link, step=StepKey("check_in/1"), **said)
    kept, _ = await record(pool, pair.organisation, new)
    async with within(pool, pair.organisation) as connection:
        await queries.answers.settle(connection, id=kept.id, receipt="Kept.", refused=None)


async def test_an_older_letter_points_to_the_newer_one_and_can_still_be_answered(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    old = await pair.link("nudge", Role.MENTEE)
    async with browser(services) as client:
        alone = await opened(client, services, old)
        pair.now += timedelta(days=7)
        new = await pair.link("rhythm", Role.MENTEE)
        overtaken, newest = await opened(client, services, old), await opened(client, services, new)
    assert "We have sent you a newer letter" not in alone.text + newest.text
    assert "We have sent you a newer letter" in overtaken.text
    assert "nonce" in overtaken.fields


@pytest.mark.parametrize("state", ["expired", "rejected", "accepted"])
async def test_a_letter_that_was_never_sent_is_no_newer_one(
    database_url: str, pool: Pool, organisation: UUID, state: str
) -> None:
    """A hold, or an outage of days, had kept it back: there was no newer letter in which to answer."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    old = await pair.link("agreed", Role.MENTOR)
    pair.now += timedelta(days=7)
    await pair.link("check_in", Role.MENTOR)
    await writes(pair, "check_in/1", state)
    async with browser(services) as client:
        page = await opened(client, services, old)
    assert ("We have sent you a newer letter" in page.text) is (state == "accepted")


async def test_a_last_notice_says_so_once_somebody_keeps_the_mentorship_going(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("last_notice", Role.MENTOR)
    async with browser(services) as client:
        kept = await opened(client, services, link)
        active, since = pair.state.active, pair.now - timedelta(hours=1)
        closing = Closing(
            since=since, outcome=Outcome.LAPSED, was=Phase.ACTIVE, until=pair.now, asked=since, lapsed=True
        )
        await pair.keep(pair.state.with_(phase=Phase.CLOSING, active=active, closing=closing))
        ending = await opened(client, services, link)
    assert "Your mentorship goes on. If something else" in kept.text
    assert "If neither of you answers by" in ending.text


async def test_whoever_answers_the_last_notice_too_late_reads_when_and_why_it_ended_and_how_to_go_on(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("last_notice", Role.MENTEE)
    ended = pair.now - timedelta(days=1)
    async with browser(services) as client:
        fields = (await opened(client, services, link)).fields
        await pair.keep(pair.state.with_(phase=Phase.CLOSED, outcome=Outcome.LAPSED))
        await pair.value(
            "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason, facts) "
            f"SELECT id, organisation_id, 'farewell/1', 'farewell', '{ended.isoformat()}', '{{}}', '{{}}' "
            "FROM mentorships RETURNING 1"
        )
        late = Leaf(await client.post(f"/a/{services.links.token(link)}", data={**fields, "choice": "continue"}))
    day = f"{ended.astimezone(ZoneInfo(ZONE)):%-d %B %Y}"
    assert f"{day}, because nobody answered our last question." in late.text
    assert "If you would both like to go on, or you would like another mentor, write to Cleo." in late.text
    assert "Nothing has changed" in late.text


async def test_once_it_is_over_both_look_back_and_learn_of_a_wish_to_stay_in_touch_only_if_it_is_mutual(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    await say_it(pair, pool, kind=AnswerKind.CHECK_IN, role=Role.MENTEE, said={"met": Met.YES, "rating": 4})
    private = {"private": "Ana seems tired"}
    await say_it(pair, pool, kind=AnswerKind.ADJUST, role=Role.MENTOR, said={"choice": "close"}, words=private)
    since = pair.now - timedelta(hours=1)
    until = pair.now + timedelta(days=14)
    closing = Closing(
        since=since, outcome=Outcome.ENDED_EARLY, was=Phase.ACTIVE, until=until, asked=since, by=Role.MENTOR
    )
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=closing, closings=1))
    farewell = await pair.link("farewell", Role.MENTEE)
    sides = {role: await pair.link("closing", role) for role in (Role.MENTEE, Role.MENTOR)}
    async with working(services, pair), browser(services) as client:
        await pressed(client, services, sides[Role.MENTEE], thanks="Thank you", keep_in_touch="yes")
        goodbye = await pair.kept()
        await pair.keep(goodbye.with_(phase=Phase.CLOSED, outcome=Outcome.ENDED_EARLY))
        one_sided = await opened(client, services, farewell)
        await pair.keep(goodbye)
        await pressed(client, services, sides[Role.MENTOR], thanks="", keep_in_touch="yes")
        await pair.keep((await pair.kept()).with_(phase=Phase.CLOSED, outcome=Outcome.ENDED_EARLY))
        mutual = await opened(client, services, farewell)
    assert "Your time with Ben" in one_sided.text
    assert "you met, and it was good" in one_sided.text
    assert "Ana seems tired" not in one_sided.text
    assert "You would both like to stay in touch" not in one_sided.text
    assert "You would both like to stay in touch" in mutual.text


async def test_a_farewell_page_keeps_the_thanks_of_an_earlier_goodbye_as_its_letter_does(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    since = pair.now - timedelta(hours=1)
    closing = Closing(
        since=since, outcome=Outcome.ENDED_EARLY, was=Phase.ACTIVE, until=pair.now + timedelta(days=14), asked=since
    )
    await pair.keep(pair.state.with_(phase=Phase.CLOSING, closing=closing, closings=2))
    farewell = await pair.link("farewell", Role.MENTEE)
    links = [await pair.link("closing", Role.MENTOR, f"closing/{number}") for number in (1, 2)]
    async with working(services, pair), browser(services) as client:
        for link, words in zip(links, ("You asked good questions.", "And you made me laugh."), strict=True):
            await pressed(client, services, link, thanks=words, keep_in_touch="yes")
        await pair.keep((await pair.kept()).with_(phase=Phase.CLOSED, outcome=Outcome.ENDED_EARLY))
        page = await opened(client, services, farewell)
    assert "You asked good questions." in page.text
    assert "And you made me laugh." in page.text
