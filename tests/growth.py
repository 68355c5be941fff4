"""A mentorship with many letters and answers, and how many rows Postgres goes through for one statement about it."""

import json
from typing import Any

from store.pool import Connection

FEW, MANY = 40, 80  # letters to each of the two
LIMIT = 3  # times the rows for twice the letters: with every letter read for each, it is four times
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


async def rows_read(connection: Connection, statement: str, *given: object) -> int:
    """Run a statement; return how many rows all parts of its plan read, also if they then leave them out."""
    [told] = json.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", *given))
    return _rows_of(told["Plan"])


def _rows_of(plan: dict[str, Any]) -> int:
    each = plan["Actual Rows"] + sum(count for name, count in plan.items() if name.startswith("Rows Removed by"))
    return int(each * plan["Actual Loops"]) + sum(map(_rows_of, plan.get("Plans", ())))
