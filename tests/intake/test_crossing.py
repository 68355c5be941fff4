"""Answers that cross each other on their way: each is told, none is told wrong, and the last one said holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from intake.answers import NewAnswer, record
from intake.condition import Cause
from intake.news import Recorded, record_news
from intake.sweeping import sweep
from intake.telling import say, standing_of, tell
from schemas.failures import Failure
from schemas.names import AnswerKind, Met, NewsKind, Phase, Role
from store import queries
from store.pool import Pool, within
from tests.gateway.pair_fixture import Pair, connected, make_pair, make_services


async def accepting(pair: Pair, **more: Any) -> NewAnswer:
    """Return a mentor's yes at a fresh link."""
    link = await pair.link("request", Role.MENTOR, more.pop("step", None))
    whole = {"kind": AnswerKind.ACCEPT, "role": Role.MENTOR, "step": "request/1", "person": pair.people[Role.MENTOR]}
    return NewAnswer(mentorship=pair.id, link=link, **{**whole, **more})


async def test_who_presses_again_while_the_first_press_is_being_told_is_never_told_less(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    for number in range(1, 151):
        answer = await accepting(pair, step=f"request/{number}")
        kept, _ = await record(pool, organisation, answer)

        async def settle(id: UUID = kept.id) -> None:
            async with within(pool, organisation) as connection:
                await queries.answers.settle(connection, id=id, receipt="Thank you.", refused=None)

        presses = asyncio.gather(*(record(pool, organisation, answer) for _ in range(4)))
        again, _ = await asyncio.gather(presses, settle())
        for one, untold in again:
            assert standing_of(one).state == "told" or one.id in [each.id for each in untold]


async def test_the_answer_that_is_kept_last_is_the_one_said_last(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    yes = await accepting(pair)
    async with within(pool, organisation) as begun_early:
        first, _ = await record(pool, organisation, yes)
        await queries.answers.lock_link(begun_early, link=yes.link)
        second = await queries.answers.put(
            begun_early,
            id=uuid7(),
            organisation=organisation,
            mentorship=pair.id,
            link=yes.link,
            seq=2,
            person=yes.person,
            key=None,
            role="mentor",
            step="request/1",
            kind="decline",
            said={},
            words={},
            refused=None,
        )
    assert second["said_at"] > first.said_at


async def test_an_answer_told_twice_keeps_what_was_said_to_it_first_even_when_it_ended_the_mentorship(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.AGREEING)
    services = await make_services(database_url, pool, temporal)
    kept, _ = await record(pool, organisation, await accepting(pair))
    async with within(pool, organisation) as connection:
        await queries.answers.settle(connection, id=kept.id, receipt="Thank you.", refused=None)
    told = await tell(services, organisation, kept)  # as one who read the row a moment before it was settled
    assert (told.state, told.says) == ("told", "Thank you.")
    assert [one["refused"] for one in await pair.answers()] == [None]


async def test_an_engine_that_does_not_know_the_namespace_refuses_nobody(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    """A gateway set up for the wrong namespace must not tell people that their mentorship is over."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    astray = await make_services(database_url, pool, temporal, namespace="elsewhere")
    met = NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES})
    assert (await say(astray, organisation, met)).state == "noted"
    assert [(one["told_at"], one["refused"]) for one in await pair.answers()] == [(None, None)]
    assert astray.condition.refusals == {"NOT_FOUND": 1}
    assert "elsewhere is not found" in astray.condition.refusal


async def test_only_a_mentorship_that_postgres_has_as_closed_refuses_for_want_of_a_workflow(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    """An empty, restored or wrong Temporal knows no workflow either, and nothing said may be lost for that."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    services = await make_services(database_url, pool, temporal)
    met = NewAnswer(mentorship=pair.id, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, said={"met": Met.YES})
    told = await say(services, organisation, met)
    assert (told.state, told.cause) == ("noted", Cause.MISSING)
    assert [(one["told_at"], one["refused"]) for one in await pair.answers()] == [(None, None)]
    assert services.condition.kept == {"missing": 1}
    assert await pair.value("SELECT missing_since IS NOT NULL FROM attempts")
    await pair.value("UPDATE mentorships SET phase = 'closed'")
    assert await sweep(services, at_least=0) == 1
    assert [one["refused"] for one in await pair.answers()] == [Failure.CLOSED]


AHEAD = timedelta(seconds=1)  # of a mentorship's own clock


@asynccontextmanager
async def a_step_in_the_making(pair: Pair) -> AsyncIterator[datetime]:
    """Hold the lock of a step that is written meanwhile, and let it go soon; give the step's time."""
    async with connected(pair.url) as connection, connection.transaction():
        await queries.steps.lock(connection, mentorship=pair.id)
        at = datetime.now(UTC) + AHEAD
        await connection.execute(
            "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
            "VALUES ($1, $2, 'check_in/2', 'check_in', $3, '{}')",
            *(pair.id, pair.organisation, at),
        )
        yield at
        await asyncio.sleep(0.3)


async def test_what_is_said_while_a_step_is_written_counts_as_said_after_it(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    """Its words for the partner once counted as passed on in the letter of that step, which did not have them."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    link = await pair.link("check_in", Role.MENTEE)
    met = NewAnswer(mentorship=pair.id, link=link, role=Role.MENTEE, kind=AnswerKind.CHECK_IN, words={"note": "Hello"})
    async with a_step_in_the_making(pair) as at:
        saying = asyncio.create_task(record(pool, organisation, met))
        await asyncio.sleep(0.1)
    kept, _ = await saying
    assert kept.said_at >= at


async def test_news_that_comes_while_a_step_is_written_counts_as_said_after_it(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)

    async def tell_news() -> Recorded:
        async with within(pool, organisation) as connection:
            return await record_news(connection, organisation, pair.people[Role.MENTOR], NewsKind.MOVED)

    async with a_step_in_the_making(pair) as at:
        telling = asyncio.create_task(tell_news())
        await asyncio.sleep(0.1)
    assert [one.said_at >= at for one in (await telling).rows] == [True]
