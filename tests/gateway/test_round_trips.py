"""How often a page waits for Postgres, and how much Postgres reads for it."""

import json
from uuid import UUID

import asyncpg
import pytest

from intake.answers import NewAnswer, record
from schemas.names import AnswerKind, Role
from store import queries
from store.pool import Pool, within
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import browser, opened
from tests.round_trips import count_messages

READ, KEPT = 3, 4
PEOPLE = """
INSERT INTO people (id, organisation_id, external_id, email, given_name, family_name, time_zone, language)
SELECT gen_random_uuid(), $1, 'p' || n, n || '@example.org', 'P', 'Q', 'UTC', 'en'
  FROM generate_series(1, 500) AS n
"""


async def test_a_page_is_read_in_one_question(
    database_url: str, pool: Pool, organisation: UUID, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Besides it, a transaction begins and ends; whose link it is was asked when it was opened first."""
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, temporal)
    link = await pair.link("request", Role.MENTOR)
    async with browser(services) as client:
        await opened(client, services, link)
        asked = count_messages(monkeypatch)
        await opened(client, services, link)
    assert asked.total() <= READ, asked


async def test_an_answer_is_kept_with_two_questions(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = await make_pair(database_url, organisation)
    link = await pair.link("request", Role.MENTOR)
    accept = NewAnswer(mentorship=pair.id, role=Role.MENTOR, kind=AnswerKind.ACCEPT, step="request/1", link=link)
    await record(pool, organisation, accept)
    asked = count_messages(monkeypatch)
    await record(pool, organisation, accept.model_copy(update={"kind": AnswerKind.DECLINE}))
    assert asked.total() - asked["prepare"] <= KEPT, asked


async def test_a_page_reads_a_few_rows_however_many_people_there_are_and_however_old_the_statistics(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    link = await pair.link("request", Role.MENTOR)
    owner = await asyncpg.connect(database_url)
    await owner.execute("ALTER TABLE people SET (autovacuum_enabled = false)")
    await owner.execute(PEOPLE, organisation)
    await owner.close()
    sql = queries.answers.standing.sql.replace("$1", f"'{link}'")
    async with within(pool, organisation) as connection:
        told = await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
    plan = json.loads(told)[0]
    assert plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] < 100, plan
