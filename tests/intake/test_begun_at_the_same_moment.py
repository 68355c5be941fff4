"""A mentee has one open mentorship in a programme, also where an end is taken back while another one begins."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from intake.answers import NewAnswer, put
from intake.beginnings import AlreadyOpen, begin
from schemas.failures import Failure
from schemas.names import AnswerKind, NewsKind, Role
from store.news import put_news
from store.pool import Pool, within
from tests.intake.sample_programme import SampleProgramme, found
from tests.intake.test_one_at_a_time import said, saying_goodbye
from tests.patience import PATIENCE


@pytest.fixture
async def sample(pool: Pool, organisation: UUID) -> SampleProgramme:
    """Return a small sample."""
    return await found(pool, organisation)


async def test_taking_an_end_back_while_another_one_begins_waits_for_it_and_is_too_late(
    sample: SampleProgramme,
) -> None:
    """Both were once accepted, and the mentee had two mentorships for good."""
    state = await saying_goodbye(sample)
    async with within(sample.pool, sample.organisation) as connection:
        await begin(connection, sample.organisation, sample.beginning("ana", "eve", pair=True))
        taken_back = asyncio.create_task(said(sample, state, Role.HR, AnswerKind.RESUME))
        await until_somebody_waits(sample)
    assert (await taken_back).refused == Failure.TOO_LATE


async def test_another_one_that_begins_while_an_end_is_taken_back_waits_for_it_and_is_refused(
    sample: SampleProgramme,
) -> None:
    state = await saying_goodbye(sample)
    resume = NewAnswer(mentorship=state.mentorship, role=Role.HR, kind=AnswerKind.RESUME)
    async with within(sample.pool, sample.organisation) as connection:
        assert (await put(connection, sample.organisation, resume)).refused is None
        another = asyncio.create_task(sample.begin("ana", "eve", pair=True))
        await until_somebody_waits(sample)
    with pytest.raises(AlreadyOpen) as refused:
        await another
    assert refused.value.mentorship == state.mentorship


async def test_so_does_news_that_somebody_is_back(sample: SampleProgramme) -> None:
    state = await saying_goodbye(sample)
    ben = {"person": sample.people["ben"], "news": uuid4(), "said": {"kind": NewsKind.BACK}}
    async with within(sample.pool, sample.organisation) as connection:
        await begin(connection, sample.organisation, sample.beginning("ana", "eve", pair=True))
        back = asyncio.create_task(told_news(sample, **ben))
        await until_somebody_waits(sample)
    assert [row["said"].get("begun_anew") for row in await back if row["mentorship"] == state.mentorship] == [True]


async def test_what_two_say_at_the_same_moment_and_what_takes_nothing_back_does_not_wait(
    sample: SampleProgramme,
) -> None:
    state = await saying_goodbye(sample)
    resume = NewAnswer(mentorship=state.mentorship, role=Role.HR, kind=AnswerKind.RESUME)
    async with asyncio.timeout(PATIENCE), within(sample.pool, sample.organisation) as first:
        await put(first, sample.organisation, resume)
        async with within(sample.pool, sample.organisation) as second:
            assert (await put(second, sample.organisation, resume)).refused is None
    await sample.do("UPDATE answers SET told_at = now()")
    async with asyncio.timeout(PATIENCE), within(sample.pool, sample.organisation) as connection:
        await begin(connection, sample.organisation, sample.beginning("ana", "eve", pair=True))
        assert (await said(sample, state, Role.MENTEE, AnswerKind.THANK)).refused is None


async def told_news(sample: SampleProgramme, **news: Any) -> list[Any]:
    """Record news in a transaction of its own."""
    async with within(sample.pool, sample.organisation) as connection:
        return list(await put_news(connection, sample.organisation, **news))


async def until_somebody_waits(sample: SampleProgramme) -> None:
    """Wait until another transaction waits for a beginning, or a beginning for it."""
    waits = (
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
        "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
    )
    async with asyncio.timeout(PATIENCE):
        while not (await sample.all(waits))[0][0]:  # noqa: ASYNC110 - Postgres tells nobody
            await asyncio.sleep(0.01)
