"""Every named query is understood by a migrated database, and says in one line what it is for."""

import re

import pytest

from store import queries
from store.pool import Pool
from tests.fences.tree import ROOT

FOLDER = ROOT / "store" / "sql"


def named(noun: str) -> list[str]:
    """Return the names of a noun's queries."""
    return [query for query in getattr(queries, noun).available_queries if not query.endswith("_cursor")]


def test_every_file_of_queries_is_loaded() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(queries.NOUNS)


@pytest.mark.parametrize("noun", queries.NOUNS)
async def test_every_query_can_be_prepared(pool: Pool, noun: str) -> None:
    assert named(noun)
    async with pool.acquire() as connection:
        for query in named(noun):
            await connection.prepare(getattr(getattr(queries, noun), query).sql, name="")


@pytest.mark.parametrize("noun", queries.NOUNS)
def test_no_query_returns_whatever_columns_there_are(noun: str) -> None:
    """A migration that adds a column would break each statement that is prepared, once for each gateway."""
    assert re.findall(r"^(?:SELECT|RETURNING) (?:\w+\.)?\*", (FOLDER / f"{noun}.sql").read_text("utf-8"), re.M) == []


@pytest.mark.parametrize("noun", queries.NOUNS)
def test_every_query_says_what_it_is_for(noun: str) -> None:
    text = (FOLDER / f"{noun}.sql").read_text("utf-8")
    for query, after in re.findall(r"^-- name: (\w+).*\n(.*)$", text, re.M):
        assert after.startswith("-- "), f"{noun}.{query} has no line on its purpose"
