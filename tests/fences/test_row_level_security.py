"""Organisations are walls: what one has, no other can see, change or forge; sweepers see only what they need."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from store.pool import Connection, Pool, sweeping, within

WALLED = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = $1"
POLICY = """SELECT relrowsecurity, relforcerowsecurity,
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
  FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE pg_class.oid = to_regclass($1) AND polname = 'own'"""
GRANTED = """SELECT table_name, array_agg(column_name::text) AS columns, privilege_type
  FROM information_schema.column_privileges WHERE grantee = $1 GROUP BY table_name, privilege_type"""
ATTEMPTS = {"mentorship_id", "organisation_id", "tries", "next_try_at", "cause", "missing_since"}
PERSON = """INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
  VALUES ($1, $2, 'ana', 'Ana', 'Gomez', 'ana@example.com', 'Europe/Madrid')"""


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[Connection]:
    """Yield a connection that sees everything, as the database's superuser."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def two(owner: Connection, pool: Pool) -> tuple[UUID, UUID]:
    """Return two organisations with one person each."""
    first, second = uuid4(), uuid4()
    for organisation in (first, second):
        await owner.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Any')", organisation)
        async with within(pool, organisation) as connection:
            await connection.execute(PERSON, uuid4(), organisation)
    return first, second


async def test_every_table_with_an_organisation_is_walled_for_reading_and_writing(owner: Connection) -> None:
    tables = [row["table_name"] for row in await owner.fetch(WALLED, "organisation_id")]
    assert len(tables) >= 12
    for table in tables:
        wall = await owner.fetchrow(POLICY, table)
        assert wall is not None, f"{table} has no policy"
        condition = "(organisation_id = current_organisation())"
        assert tuple(wall) == (True, True, condition, condition), table


async def test_every_table_that_keeps_something_is_walled(owner: Connection) -> None:
    tables = {
        row["tablename"] for row in await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    walled = {row["table_name"] for row in await owner.fetch(WALLED, "organisation_id")}
    assert tables - walled == {"organisations", "schema_migrations"}


@pytest.mark.parametrize("role", ["rapport_app", "rapport_sweeper"])
async def test_the_service_cannot_step_over_the_walls(owner: Connection, role: str) -> None:
    attributes = "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = $1"
    assert tuple(await owner.fetchrow(attributes, role) or ()) == (False, False, False, False)
    assert await owner.fetchval("SELECT count(*) FROM pg_tables WHERE tableowner = $1", role) == 0


async def test_without_an_organisation_nothing_is_seen(owner: Connection, pool: Pool, two: tuple[UUID, UUID]) -> None:
    async with pool.acquire() as connection:
        for row in await owner.fetch(WALLED, "organisation_id"):
            assert await connection.fetchval(f"SELECT count(*) FROM {row['table_name']}") == 0
        assert await connection.fetchval("SELECT count(*) FROM organisations") == 0


async def test_an_organisation_does_not_outlive_its_transaction(pool: Pool, two: tuple[UUID, UUID]) -> None:
    async with pool.acquire() as connection:
        async with connection.transaction():
            await connection.execute("SELECT set_config('rapport.organisation', $1, true)", str(two[0]))
            assert await connection.fetchval("SELECT count(*) FROM people") == 1
        assert await connection.fetchval("SELECT count(*) FROM people") == 0


async def test_one_organisation_sees_and_changes_its_own_people_only(pool: Pool, two: tuple[UUID, UUID]) -> None:
    ours, theirs = two
    async with within(pool, ours) as connection:
        assert await connection.fetchval("SELECT array_agg(organisation_id) FROM people") == [ours]
        update = "UPDATE people SET given_name = 'Eve' WHERE organisation_id = $1"
        assert await connection.execute(update, theirs) == "UPDATE 0"
        assert await connection.execute(update, ours) == "UPDATE 1"


async def test_nobody_can_write_in_the_name_of_another_organisation(pool: Pool, two: tuple[UUID, UUID]) -> None:
    ours, theirs = two
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with within(pool, ours) as connection:
            await connection.execute(PERSON.replace("'ana'", "'eve'"), uuid4(), theirs)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with within(pool, ours) as connection:
            await connection.execute("UPDATE people SET organisation_id = $1", theirs)


async def test_the_service_deletes_nothing(owner: Connection) -> None:
    granted = await owner.fetch(
        "SELECT DISTINCT privilege_type FROM information_schema.table_privileges WHERE grantee = $1", "rapport_app"
    )
    assert {row["privilege_type"] for row in granted} <= {"SELECT", "INSERT", "UPDATE"}


async def test_sweepers_see_across_organisations_only_what_was_left_lying(owner: Connection, pool: Pool) -> None:
    granted = {
        (row["table_name"], row["privilege_type"]): set(row["columns"])
        for row in await owner.fetch(GRANTED, "rapport_sweeper")
        if row["table_name"] != "outbox"
    }
    assert granted == {
        ("answers", "SELECT"): {"id", "organisation_id", "mentorship_id", "told_at", "said_at"},
        ("mentorships", "SELECT"): {"id", "organisation_id", "told_at", "created_at", "phase", "trouble"},
        **{("attempts", right): ATTEMPTS for right in ("SELECT", "INSERT", "UPDATE")},
    }
    for column in ("words", "said"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with sweeping(pool) as connection:
                await connection.fetch(f"SELECT {column} FROM answers")


async def test_sweepers_cannot_read_people(pool: Pool, two: tuple[UUID, UUID]) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sweeping(pool) as connection:
            await connection.fetch("SELECT email FROM people")
