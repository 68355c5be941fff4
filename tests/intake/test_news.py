"""News about people: recorded for each open mentorship of theirs, whoever they are in it, and never lost."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from intake.answers import Kept, NewAnswer, record
from intake.news import record_changes, record_news, recorded
from intake.sweeping import sweep
from policy.holding import shown_phase
from schemas.messages import News
from schemas.names import AnswerKind, NewsKind, Phase, Role
from store import queries
from store.news import record_unreachable
from store.pool import Pool, within
from tests.gateway.pair_fixture import make_pair, make_services, working
from tests.intake.sample_programme import SampleProgramme, found

ROWS = "SELECT role, said ->> 'kind' FROM answers WHERE kind = 'news' ORDER BY said_at, role"


@pytest.fixture
async def sample(pool: Pool, organisation: UUID) -> SampleProgramme:
    """Return a small sample."""
    return await found(pool, organisation)


async def news(sample: SampleProgramme, name: str, kind: NewsKind, until: datetime | None = None) -> list[Kept]:
    """Record news in a transaction of its own."""
    async with within(sample.pool, sample.organisation) as connection:
        return list((await record_news(connection, sample.organisation, sample.people[name], kind, until)).rows)


async def changed(sample: SampleProgramme, name: str, **change: Any) -> list[tuple[Any, ...]]:
    """Put a person anew as the HR platform does, and return what news came of it."""
    async with within(sample.pool, sample.organisation) as connection:
        before = await queries.people.lock(connection, external_id=name)
        await connection.execute(
            "UPDATE people SET "
            + ", ".join(f"{column} = ${at}" for at, column in enumerate(change, 2))
            + " WHERE id = $1",
            before["id"],
            *change.values(),
        )
        after = await queries.people.lock(connection, external_id=name)
        await record_changes(connection, sample.organisation, before, after)
    return await sample.all(ROWS)


async def test_each_open_mentorship_of_a_person_learns_of_it_in_whatever_role(sample: SampleProgramme) -> None:
    await sample.person("ben", capacity=2)
    await sample.begin("ana", "ben", pair=True)
    await sample.begin("ben", "eve", pair=True)
    (asked,) = [one.state.mentorship for one in [await sample.begin("eve", "ben")]]
    await sample.do("UPDATE mentorships SET mentor_id = $1 WHERE id = $2", sample.people["ben"], asked)
    rows = await news(sample, "ben", NewsKind.LEFT)
    assert sorted(row.role for row in rows) == [Role.MENTEE, Role.MENTOR, Role.MENTOR]
    assert len({row.mentorship for row in rows}) == 3
    assert len(await news(sample, "cleo", NewsKind.MOVED)) == 3


async def test_what_is_over_learns_of_nothing(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    await sample.do("UPDATE mentorships SET phase = 'closed'")
    assert await news(sample, "ben", NewsKind.LEFT) == []


async def test_the_workflow_is_told_whom_it_is_about_and_no_name(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    until = datetime.now(UTC) + timedelta(days=400)
    (row,) = await news(sample, "ben", NewsKind.AWAY, until)
    ben = sample.people["ben"]
    assert row.news == News(id=row.id, about=Role.MENTOR, person=ben, kind=NewsKind.AWAY, until=until)
    assert "ben" not in row.news.model_dump_json().lower()
    assert (row.told_at, row.step) == (None, None)


async def test_moving_brings_the_clock_that_the_person_lives_by_from_now_on(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    await sample.do("UPDATE people SET time_zone = 'Asia/Tokyo' WHERE external_id = 'ben'")
    (row,) = await news(sample, "ben", NewsKind.MOVED)
    assert row.news is not None
    assert row.news.reader is not None
    assert row.news.reader.minutes_at(datetime.now(UTC)) == 540


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ({"active": False}, ["left"]),
        ({"time_zone": "Asia/Tokyo"}, ["moved"]),
        ({"unreachable_since": None}, ["reachable"]),
        ({"given_name": "Benjamin", "job_title": "Chief"}, []),
        ({"time_zone": "Asia/Tokyo", "active": False}, ["moved", "left"]),
    ],
)
async def test_a_change_of_the_roster_is_news_only_where_it_changes_what_we_do(
    sample: SampleProgramme, change: dict[str, Any], kinds: list[str]
) -> None:
    await sample.begin("ana", "ben", pair=True)
    await sample.do("UPDATE people SET unreachable_since = now() WHERE external_id = 'ben'")
    assert await changed(sample, "ben", **change) == [("mentor", kind) for kind in kinds]


async def test_whoever_comes_back_is_news_as_well(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    await sample.do("UPDATE people SET active = false WHERE external_id = 'ben'")
    assert await changed(sample, "ben", active=True) == [("mentor", "back")]


async def test_an_address_that_fails_is_recorded_once_however_often_it_bounces(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    async with within(sample.pool, sample.organisation) as connection:
        tries = [await record_unreachable(connection, sample.organisation, sample.people["ben"]) for _ in range(3)]
    assert tries == [True, False, False]
    assert await sample.all(ROWS) == [("mentor", "unreachable")]


async def test_news_and_the_change_it_tells_of_are_kept_together_or_not_at_all(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    with suppress(RuntimeError):
        async with within(sample.pool, sample.organisation) as connection:
            await record_news(connection, sample.organisation, sample.people["ben"], NewsKind.LEFT)
            raise RuntimeError("the gateway died")
    assert await sample.all(ROWS) == []
    assert await sample.all("SELECT active FROM people WHERE external_id = 'ben'") == [(True,)]


async def test_news_can_be_looked_up_again_by_its_own_id(sample: SampleProgramme) -> None:
    await sample.begin("ana", "ben", pair=True)
    async with within(sample.pool, sample.organisation) as connection:
        kept = await record_news(connection, sample.organisation, sample.people["ben"], NewsKind.LEFT)
        assert await recorded(connection, kept.id) == kept


async def test_the_roster_remembers_who_is_away_until_they_are_back(sample: SampleProgramme) -> None:
    until = datetime.now(UTC) + timedelta(days=30)
    await news(sample, "ben", NewsKind.AWAY, until)
    away = "SELECT away_until, active FROM people WHERE external_id = 'ben'"
    assert await sample.all(away) == [(until, True)]
    await news(sample, "ben", NewsKind.BACK)
    assert await sample.all(away) == [(None, True)]


async def test_whoever_ends_their_break_by_mail_is_back_in_all_their_mentorships(sample: SampleProgramme) -> None:
    """Or else what both of a pair must agree on would wait for the day that HR had heard of."""
    await sample.person("ben", capacity=2)
    one = (await sample.begin("ana", "ben", pair=True)).state.mentorship
    await sample.begin("eve", "ben", pair=True)
    await news(sample, "ben", NewsKind.AWAY, datetime.now(UTC) + timedelta(days=90))
    resume = NewAnswer(mentorship=one, role=Role.MENTOR, kind=AnswerKind.RESUME, person=sample.people["ben"])
    for _ in range(2):
        await record(sample.pool, sample.organisation, resume)
    assert await sample.all("SELECT away_until FROM people WHERE external_id = 'ben'") == [(None,)]
    back = "SELECT count(*), count(DISTINCT mentorship_id) FROM answers WHERE said ->> 'kind' = 'back'"
    assert await sample.all(back) == [(2, 2)]


async def test_hr_ending_one_break_says_nothing_about_where_a_person_is(sample: SampleProgramme) -> None:
    one = (await sample.begin("ana", "ben", pair=True)).state.mentorship
    until = datetime.now(UTC) + timedelta(days=90)
    await news(sample, "ben", NewsKind.AWAY, until)
    await record(sample.pool, sample.organisation, NewAnswer(mentorship=one, role=Role.HR, kind=AnswerKind.RESUME))
    assert await sample.all("SELECT away_until FROM people WHERE external_id = 'ben'") == [(until,)]


async def test_news_said_while_temporal_is_away_reaches_the_workflow_once_it_is_back(
    database_url: str, pool: Pool, organisation: UUID, temporal: str
) -> None:
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    away = await make_services(database_url, pool, "127.0.0.1:1")
    back = await make_services(database_url, pool, temporal)
    until = datetime.now(UTC) + timedelta(days=90)
    async with within(pool, organisation) as connection:
        await record_news(connection, organisation, pair.people[Role.MENTOR], NewsKind.AWAY, until)
        await record_news(connection, organisation, pair.people[Role.MENTEE], NewsKind.LEFT)
    assert await sweep(away, at_least=0) == 0
    async with working(back, pair):
        await pair.value("UPDATE attempts SET next_try_at = now()")
        assert await sweep(back, at_least=0) == 1, "one mentorship, with both"
        assert await sweep(back, at_least=0) == 0
    state = await pair.kept()
    assert (shown_phase(state), state.gone) == (Phase.CLOSING, (Role.MENTEE,))
    assert [(one["told_at"] is not None, one["refused"]) for one in await pair.answers()] == [(True, None)] * 2


async def test_a_return_takes_no_end_back_once_the_mentee_has_another_mentorship(sample: SampleProgramme) -> None:
    await sample.person("ben", capacity=2)
    await sample.begin("ana", "ben", pair=True)
    await news(sample, "ben", NewsKind.LEFT)
    await sample.do("UPDATE mentorships SET phase = 'closing'")
    (alone,) = await news(sample, "ben", NewsKind.BACK)
    await sample.do("UPDATE answers SET told_at = now()")
    await sample.begin("ana", "eve", pair=True)
    (replaced,) = await news(sample, "ben", NewsKind.BACK)
    assert [row.said.get("begun_anew", False) for row in (alone, replaced)] == [False, True]


@pytest.mark.parametrize("waits_for", ["request/1", "request/2"])
async def test_a_search_that_waits_for_a_candidate_learns_of_them_before_it_asks_them(
    sample: SampleProgramme, waits_for: str
) -> None:
    await sample.begin("ana", "ben", "eve")
    assert await news(sample, "eve", NewsKind.AWAY, datetime.now(UTC) + timedelta(days=10)) == []
    postponed = {"key": waits_for, "until": "2026-12-09T09:00:00Z", "because": {"code": "on_leave"}}
    await sample.do("UPDATE mentorships SET state = state || jsonb_build_object('postponed', $1::jsonb)", postponed)
    expected = [[], [Role.MENTOR]] if waits_for == "request/2" else [[Role.MENTOR], []]
    assert [[row.role for row in await news(sample, name, NewsKind.BACK)] for name in ("ben", "eve")] == expected


@pytest.mark.parametrize(
    ("change", "is_judged_again"),
    [({"capacity": 0}, True), ({"mentor": False}, True), ({"capacity": 3}, False), ({"job_title": "Chief"}, False)],
)
async def test_a_search_that_waits_for_a_mentor_judges_again_whether_they_have_a_place(
    sample: SampleProgramme, change: dict[str, Any], is_judged_again: bool
) -> None:
    """It once waited until they were back, for a mentor who could not be asked any more."""
    await sample.begin("eve", "ben", pair=True)
    await sample.begin("ana", "ben")
    postponed = {"key": "request/1", "until": "2026-12-09T09:00:00Z", "because": {"code": "on_leave"}}
    waits = "UPDATE mentorships SET state = state || jsonb_build_object('postponed', $1::jsonb) WHERE mentee_id = $2"
    await sample.do(waits, postponed, sample.people["ana"])
    assert await changed(sample, "ben", **change) == [("mentor", "availability")] * is_judged_again
