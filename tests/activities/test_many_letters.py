"""A step of a mentorship of many years takes Postgres little more than one of the first weeks."""

import json
from typing import Any, cast

import pytest

from activities.deciding import look
from schemas.names import StepKind
from store.pool import Connection, within
from tests.activities.pair_fixture import StepRunner

FEW, MANY = 40, 80  # letters to each of the two
LETTERS = """
WITH numbered AS (SELECT generate_series(1, {letters}) AS n), read AS (
  INSERT INTO links (id, organisation_id, subject_id, person_id, role, step, kind, made_at)
  SELECT gen_random_uuid(), organisation_id, id, CASE role WHEN 'mentee' THEN mentee_id ELSE mentor_id END, role,
         'check_in/' || n, 'check_in', now() - (100 - n) * interval '7 days'
    FROM mentorships, numbered, unnest('{{mentee,mentor}}'::text[]) AS role
  ON CONFLICT DO NOTHING RETURNING *
), sent AS (
  INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient, made_at,
                      not_after, done_at)
  SELECT gen_random_uuid(), organisation_id, subject_id, person_id, role, step, kind,
         CASE WHEN step LIKE '%0' THEN 'expired' ELSE 'accepted' END, 'x', made_at, made_at + interval '3 days', made_at
    FROM read
), said AS (
  INSERT INTO answers (id, organisation_id, mentorship_id, link_id, seq, person_id, role, step, kind, said, words,
                       said_at, told_at)
  SELECT gen_random_uuid(), organisation_id, subject_id, id, seq, person_id, role, step, kind, '{{"met": "yes"}}',
         '{{"note": "x", "next_step": "y"}}', made_at + seq * interval '1 hour', now()
    FROM read, generate_series(1, 2) AS seq
)
INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason)
SELECT subject_id, organisation_id, step, kind, min(made_at), '{{}}' FROM read GROUP BY 1, 2, 3, 4
"""


@pytest.mark.parametrize(
    ("kind", "key"), [(StepKind.CHECK_IN, "check_in/900"), (StepKind.FAREWELL, "farewell/1")], ids=str
)
async def test_twice_the_letters_and_answers_are_about_twice_the_rows(
    runner: StepRunner, kind: StepKind, key: str
) -> None:
    read = []
    for letters in (FEW, MANY):
        await runner.do(LETTERS.format(letters=letters))
        async with within(runner.pool, runner.pair.organisation) as connection:
            explained = Explained(connection)
            await look(cast(Connection, explained), runner.order(kind, key))
            read.append(rows_of(explained.plan))
    assert read[1] < 2.5 * read[0], read


class Explained:
    """A connection that keeps how Postgres ran a statement that returns one row."""

    plan: dict[str, Any]

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def fetchrow(self, statement: str, *given: object) -> Any:
        """Run a statement twice, once to see how."""
        [told] = json.loads(await self.connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *given))
        self.plan = told["Plan"]
        return await self.connection.fetchrow(statement, *given)


def rows_of(plan: dict[str, Any]) -> int:
    """Return how many rows all parts of a plan give."""
    return int(plan["Actual Rows"] * plan["Actual Loops"]) + sum(map(rows_of, plan.get("Plans", ())))
