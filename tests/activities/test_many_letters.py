"""A step of a mentorship of many years takes Postgres little more than one of the first weeks."""

from typing import Any, cast

import pytest

from activities.deciding import look
from schemas.names import StepKind
from store.pool import Connection, within
from tests.activities.pair_fixture import StepRunner
from tests.growth import FEW, LETTERS, LIMIT, MANY, rows_read


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
            read.append(explained.rows)
    assert read[1] < LIMIT * read[0], read


class Explained:
    """A connection that counts the rows for a statement that returns one."""

    rows: int

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def fetchrow(self, statement: str, *given: object) -> Any:
        """Run a statement twice, once to count."""
        self.rows = await rows_read(self.connection, statement, *given)
        return await self.connection.fetchrow(statement, *given)
