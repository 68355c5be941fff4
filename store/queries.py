"""Every SQL statement, by name: `queries.people.put(connection, …)` runs `-- name: put` of sql/people.sql."""

from importlib.resources import files
from typing import Any

import aiosql


def _load(noun: str) -> Any:  # aiosql creates a method for each name, which type checkers cannot see
    text = files("store").joinpath("sql", f"{noun}.sql").read_text("utf-8")
    return aiosql.from_str(text, "asyncpg", mandatory_parameters=False)


NOUNS = (
    "walls",
    "access",
    "idempotency",
    "people",
    "programmes",
    "mentorships",
    "answers",
    "seats",
    "matching",
    "console",
    "steps",
    "outbox",
    "intake",
    "concerns",
    "surveys",
    "not_before",
    "in_touch",
)

(
    walls,
    access,
    idempotency,
    people,
    programmes,
    mentorships,
    answers,
    seats,
    matching,
    console,
    steps,
    outbox,
    intake,
    concerns,
    surveys,
    not_before,
    in_touch,
) = map(_load, NOUNS)
