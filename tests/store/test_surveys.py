"""What was said at the end: only the gateway reads and writes it, within the organisation."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from schemas.names import Phase
from store.pool import Connection
from tests.gateway.pair_fixture import Pair, connected, make_pair
from tests.store.test_concerns import DENIED, KEYS, ROLES, tried

PUT = (
    "INSERT INTO surveys (organisation_id, mentorship_id, person_id, role, worth, words, again, said_at) "
    "SELECT organisation_id, id, mentee_id, 'mentee', 4, 'It helped', 'yes', now() FROM mentorships"
)


@pytest.fixture
async def answered(database_url: str, organisation: UUID) -> AsyncIterator[tuple[Pair, Connection]]:
    """Yield a pair of whom one has answered, and a connection that can take each role."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    async with connected(database_url) as connection:
        await connection.execute(PUT)
        yield pair, connection


@pytest.mark.parametrize("role", [*ROLES, *KEYS])
async def test_only_the_gateway_reads_what_was_said(answered: tuple[Pair, Connection], role: str) -> None:
    pair, connection = answered
    for column in ("worth", "words", "again", "person_id"):
        found = await tried(connection, role, pair.organisation, f"SELECT {column}::text FROM surveys")
        assert (found is DENIED) == (role != "rapport_gateway"), column


async def test_it_reads_those_of_the_organisation_that_it_names(answered: tuple[Pair, Connection]) -> None:
    pair, connection = answered
    for organisation, words in ((pair.organisation, "It helped"), (uuid4(), None), (None, None)):
        assert await tried(connection, "rapport_gateway", organisation, "SELECT words FROM surveys") == words


@pytest.mark.parametrize(
    ("statement", "can"),
    [
        ("UPDATE surveys SET worth = NULL, words = '', again = NULL, said_at = now() RETURNING 1", True),
        ("UPDATE surveys SET person_id = mentorship_id RETURNING 1", False),
        ("UPDATE surveys SET role = 'mentor' RETURNING 1", False),
        ("DELETE FROM surveys RETURNING 1", False),
    ],
)
async def test_it_changes_answers_and_not_whose_they_are(
    answered: tuple[Pair, Connection], statement: str, can: bool
) -> None:
    pair, connection = answered
    assert (await tried(connection, "rapport_gateway", pair.organisation, statement) is not DENIED) == can
