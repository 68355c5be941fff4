"""Page and timeline of a mentorship of many years take Postgres little more than those of the first weeks."""

from uuid import UUID

import pytest

from schemas.names import Role
from store import queries
from store.pool import Pool, within
from tests.gateway.pair_fixture import make_pair
from tests.growth import FEW, LETTERS, LIMIT, MANY, rows_read


@pytest.mark.parametrize("what", ["a page", "the timeline's steps", "the timeline's answers"])
async def test_twice_the_letters_and_answers_are_about_twice_the_rows(
    database_url: str, pool: Pool, organisation: UUID, what: str
) -> None:
    pair = await make_pair(database_url, organisation)
    link = await pair.link("check_in", Role.MENTEE, "check_in/900")
    statement, about = {
        "a page": (queries.answers.standing, link),
        "the timeline's steps": (queries.mentorships.steps, pair.id),
        "the timeline's answers": (queries.mentorships.said, pair.id),
    }[what]
    read = []
    for letters in (FEW, MANY):
        await pair.value(LETTERS.format(letters=letters))
        async with within(pool, organisation) as connection:
            read.append(await rows_read(connection, statement.sql, about))
    assert read[1] < LIMIT * read[0], read
