"""The words of a concern: the gateway saves them and cannot read them again, and only the worker reads them."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.names import Phase
from store.pool import Connection
from tests.gateway.pair_fixture import Pair, connected, make_pair

PUT = (
    "INSERT INTO concerns (id, organisation_id, mentorship_id, person_id, role, words, holds) "
    "SELECT $1, organisation_id, id, mentee_id, 'mentee', 'He shouts', true FROM mentorships"
)
OURS = ("words", "person_id", "role")
ROLES = ("rapport_app", "rapport_gateway", "rapport_gateway_sweeper", "rapport_worker", "rapport_worker_sweeper")
KEYS = ("rapport_expiry", "rapport_keys")


@pytest.fixture
async def raised(database_url: str, organisation: UUID) -> AsyncIterator[tuple[Pair, Connection]]:
    """Yield a pair of whom one has raised a concern, and a connection that can take each role."""
    pair = await make_pair(database_url, organisation, Phase.ACTIVE)
    async with connected(database_url) as connection:
        await connection.execute(PUT, uuid4())
        yield pair, connection


async def tried(connection: Connection, role: str, organisation: UUID | None, statement: str) -> object:
    """Return what a role gets from a statement that returns a value; its error, where it may not."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("SELECT set_config('rapport.organisation', $1, true)", str(organisation or ""))
        await connection.execute(f"SET LOCAL ROLE {role}")
        return await connection.fetchval(statement)
    except asyncpg.InsufficientPrivilegeError as error:
        return type(error)
    finally:
        await transaction.rollback()


DENIED = asyncpg.InsufficientPrivilegeError


@pytest.mark.parametrize("column", OURS)
@pytest.mark.parametrize("role", [*ROLES, *KEYS])
async def test_only_the_worker_reads_what_was_raised_and_by_whom(
    raised: tuple[Pair, Connection], role: str, column: str
) -> None:
    pair, connection = raised
    found = await tried(connection, role, pair.organisation, f"SELECT {column}::text FROM concerns")
    assert (found is DENIED) == (role != "rapport_worker")


async def test_the_worker_reads_those_of_the_organisation_that_it_names(raised: tuple[Pair, Connection]) -> None:
    pair, connection = raised
    for organisation, words in ((pair.organisation, "He shouts"), (uuid4(), None), (None, None)):
        assert await tried(connection, "rapport_worker", organisation, "SELECT words FROM concerns") == words


@pytest.mark.parametrize(
    ("role", "statement", "can"),
    [
        ("rapport_gateway", "UPDATE concerns SET decided_at = now(), decision = 'end' RETURNING 1", True),
        ("rapport_gateway", "UPDATE concerns SET words = 'x' RETURNING 1", False),
        ("rapport_gateway", "UPDATE concerns SET look_at = now() WHERE words LIKE '%e%' RETURNING 1", False),
        ("rapport_gateway", "DELETE FROM concerns RETURNING 1", False),
        ("rapport_worker", "UPDATE concerns SET letters = 1, written_at = now(), look_at = now() RETURNING 1", True),
        ("rapport_worker", "UPDATE concerns SET words = 'x' RETURNING 1", False),
        ("rapport_worker", "UPDATE concerns SET decision = 'end' RETURNING 1", False),
        ("rapport_worker", "DELETE FROM concerns RETURNING 1", False),
        ("rapport_worker_sweeper", "SELECT count(id)::int FROM concerns", True),
        ("rapport_worker_sweeper", "SELECT mentorship_id FROM concerns", False),
        ("rapport_worker_sweeper", "UPDATE concerns SET look_at = now() RETURNING 1", False),
        ("rapport_gateway_sweeper", "SELECT id FROM concerns", False),
        ("rapport_app", "SELECT id FROM concerns", False),
    ],
)
async def test_each_role_does_what_it_is_for_and_nothing_else(
    raised: tuple[Pair, Connection], role: str, statement: str, can: bool
) -> None:
    pair, connection = raised
    assert (await tried(connection, role, pair.organisation, statement)) == (1 if can else DENIED)


async def test_no_role_but_the_gateway_raises_one(raised: tuple[Pair, Connection]) -> None:
    pair, connection = raised
    statement = PUT.replace("$1", f"'{uuid4()}'") + " RETURNING 1"
    done = [role for role in ROLES if await tried(connection, role, pair.organisation, statement) == 1]
    assert done == ["rapport_gateway"]


async def test_no_word_of_it_is_anywhere_else(raised: tuple[Pair, Connection]) -> None:
    _, connection = raised
    for (table,) in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        found = await connection.fetchval(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%shouts%'")
        assert found == (table == "concerns"), table
