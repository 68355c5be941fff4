"""A row refers to rows of its own organisation only; what has expired can be deleted, and nothing else can."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from stack import postgres as server
from stack.ports import free_port
from store import queries
from store.migrate import migrate
from store.pool import Connection, Pool
from store.privileges import expiring, managing_keys
from tests.gateway.pair_fixture import make_pair

REFERENCES = """SELECT conrelid::regclass::text AS child, pg_get_constraintdef(oid) AS definition FROM pg_constraint
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND confrelid <> 'organisations'::regclass"""
KEPT = (
    "INSERT INTO idempotency (organisation_id, key, body_hash, mentorship_id, created_at) VALUES ($1, $2, '', $3, $4)"
)


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Connection]:
    """Yield a connection that sees everything, as the database's superuser."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def test_every_reference_takes_its_organisation_along(owner: Connection) -> None:
    references = await owner.fetch(REFERENCES)
    assert len(references) >= 15
    for reference in references:
        assert reference["definition"].startswith("FOREIGN KEY (organisation_id, "), dict(reference)


async def test_not_even_the_owner_can_refer_to_another_organisations_row(
    database_url: str, owner: Connection, organisation: UUID
) -> None:
    other = uuid4()
    await owner.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Other')", other)
    pair = await make_pair(database_url, organisation)
    programme = "INSERT INTO programmes (id, organisation_id, name, coordinator_id) VALUES ($1, $2, 'P', $3)"
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await owner.execute(programme, uuid4(), other, next(iter(pair.people.values())))
    await owner.execute(programme, uuid4(), other, None)


async def test_idempotency_keys_are_deleted_after_thirty_days_and_nothing_else_is(
    database_url: str, owner: Connection, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    for name, days in (("old", 31), ("young", 29)):
        await owner.execute(KEPT, organisation, name, pair.id, pair.now - timedelta(days=days))
    async with expiring(pool) as connection:
        await queries.access.forget(connection)
        assert await connection.execute("DELETE FROM idempotency") == "DELETE 0"
    assert [row["key"] for row in await owner.fetch("SELECT key FROM idempotency")] == ["young"]
    for table in ("mentorships", "answers", "people"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with expiring(pool) as connection:
                await connection.execute(f"DELETE FROM {table}")


async def test_whoever_manages_keys_sees_no_hash_and_no_person(pool: Pool) -> None:
    for query in (
        "SELECT secret_hash FROM api_keys",
        "SELECT email FROM people",
        "UPDATE api_keys SET scopes = '{read}'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with managing_keys(pool) as connection:
                await connection.execute(query)


@pytest.fixture
def plain_owner(folder: Path) -> Iterator[str]:
    """Yield the address of a database on a fresh server, as a login that owns it and is no superuser."""
    port = free_port()
    child = server.serve(folder / "plain", port, folder / "plain.log", hasty=True)
    try:
        role = "CREATE ROLE plain LOGIN CREATEROLE CREATEDB"
        server.client("psql", port, "--dbname", "postgres", "--command", role)
        yield server.url(port, "owned").replace("rapport@", "plain@")
    finally:
        child.stop()


async def test_a_login_that_is_no_superuser_can_migrate_and_serve(plain_owner: str) -> None:
    migrate(plain_owner)
    pool = await asyncpg.create_pool(plain_owner, min_size=1, max_size=2, server_settings={"role": "rapport_app"})
    organisation = uuid4()
    async with managing_keys(pool, organisation) as connection:
        await queries.access.put_organisation(connection, id=organisation, name="Lantern Trust")
        assert [row["name"] async for row in queries.access.organisations(connection)] == ["Lantern Trust"]
    async with managing_keys(pool) as connection:
        assert [row async for row in queries.access.keys(connection, organisation=None)] == []
    await pool.close()
