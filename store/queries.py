"""Every SQL statement, by name: `queries.people.put(connection, …)` runs `-- name: put` of sql/people.sql."""

from importlib.resources import files

import aiosql
from aiosql.queries import Queries


def _load(noun: str) -> Queries:
    return aiosql.from_str(files("store").joinpath("sql", f"{noun}.sql").read_text("utf-8"), "asyncpg")


NOUNS = ("access", "people", "programmes", "mentorships", "answers", "steps", "outbox")

access, people, programmes, mentorships, answers, steps, outbox = map(_load, NOUNS)
