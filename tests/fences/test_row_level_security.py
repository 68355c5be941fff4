"""Organisations are walls: what one has, no other can see, change or forge; sweepers see only what they need."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.names import MailState
from store.pool import Connection, Pool, holding, open_pool, sweeping, within

WALLED = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = $1"
POLICY = """SELECT relrowsecurity, relforcerowsecurity,
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
  FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid WHERE pg_class.oid = to_regclass($1) AND polname = 'own'"""
GRANTED = """SELECT table_name, array_agg(column_name::text) AS columns, privilege_type
  FROM information_schema.column_privileges WHERE grantee = $1 GROUP BY table_name, privilege_type"""
ATTEMPTS = {"mentorship_id", "organisation_id", "tries", "next_try_at", "cause", "missing_since"}
READABLE = """SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
    AND has_column_privilege($1, attrelid, attnum, $2)"""
ROLES = ["rapport_app", "rapport_gateway", "rapport_worker", "rapport_gateway_sweeper", "rapport_worker_sweeper"]
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
    assert tables - walled == {"organisations", "schema_migrations", "signing_keys"}


@pytest.mark.parametrize("role", ROLES)
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


@pytest.fixture
async def worker(database_url: str) -> AsyncIterator[Pool]:
    """Yield a pool as the worker opens it."""
    pool = await open_pool(database_url, 2, "rapport_worker")
    yield pool
    await pool.close()


@pytest.fixture
async def letters(owner: Connection, two: tuple[UUID, UUID]) -> tuple[UUID, UUID]:
    """Return the two organisations; each has a letter in every state."""
    await owner.execute(
        "INSERT INTO outbox (id, organisation_id, subject_kind, subject_id, person_id, role, step, letter, state,"
        " recipient, message, made_at) SELECT gen_random_uuid(), organisation_id, 'person', id, id, 'mentee', state,"
        " 'sign_in', state, email, 'a link', now() FROM people, unnest($1::text[]) AS state",
        list(MailState),
    )
    return two


@pytest.mark.parametrize("role", ROLES)
async def test_the_service_deletes_nothing(owner: Connection, role: str) -> None:
    granted = await owner.fetch(
        "SELECT DISTINCT privilege_type FROM information_schema.table_privileges WHERE grantee = $1", role
    )
    assert {row["privilege_type"] for row in granted} <= {"SELECT", "INSERT", "UPDATE"}


async def granted(owner: Connection, role: str) -> dict[tuple[str, str], set[str]]:
    """Return the columns that a role is granted in its own name, by table and privilege."""
    return {(row["table_name"], row["privilege_type"]): set(row["columns"]) for row in await owner.fetch(GRANTED, role)}


JUDGED = {"health", "as_of", "health_late_at", "health_quiet_at", "health_at_risk_at"}


async def test_the_gateways_sweeper_sees_ids_of_what_is_untold_and_what_stands_still_and_nothing_else(
    owner: Connection, pool: Pool, two: tuple[UUID, UUID]
) -> None:
    assert await granted(owner, "rapport_gateway_sweeper") == {
        ("answers", "SELECT"): {"id", "organisation_id", "mentorship_id", "told_at", "said_at"},
        ("mentorships", "SELECT"): {"id", "organisation_id", "told_at", "created_at", "phase", "trouble", *JUDGED},
        ("outbox", "SELECT"): {"state", "unsettled", "refused"},
        **{("attempts", right): ATTEMPTS for right in ("SELECT", "INSERT", "UPDATE")},
    }
    seen = "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy WHERE polrelid = $1::regclass AND polname = 'swept'"
    assert await owner.fetchval(seen, "answers") == "(told_at IS NULL)"
    assert await owner.fetchval(seen, "mentorships") == "(told_at IS NULL)"
    for query in (
        "SELECT words FROM answers",
        "SELECT said FROM answers",
        "SELECT email FROM people",
        "SELECT subject FROM outbox",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with sweeping(pool) as connection:
                await connection.fetch(query)


async def test_the_workers_sweeper_sees_letters_that_are_not_settled_and_nothing_else(
    worker: Pool, letters: tuple[UUID, UUID]
) -> None:
    async with sweeping(worker) as connection:
        rows = await connection.fetch("SELECT organisation_id, state, message, recipient, person_id FROM outbox")
        readers = {row["id"] for row in await connection.fetch("SELECT id FROM people")}
    assert readers == {row["person_id"] for row in rows}
    assert {row["organisation_id"] for row in rows} == set(letters)
    assert {row["state"] for row in rows} == {"rendered", "claimed", "sending", "deferred"}
    for query in ("SELECT given_name FROM people", "SELECT id FROM answers", "SELECT id FROM mentorships"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with sweeping(worker) as connection:
                await connection.fetch(query)


async def test_sweepers_cannot_settle_or_move_what_they_see(worker: Pool, letters: tuple[UUID, UUID]) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with sweeping(worker) as connection:
            await connection.execute("UPDATE outbox SET state = 'accepted'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with sweeping(worker) as connection:
            await connection.execute("UPDATE outbox SET recipient = 'spy@example.com'")


async def test_the_gateway_can_neither_read_nor_write_a_letters_bytes(
    owner: Connection, pool: Pool, letters: tuple[UUID, UUID]
) -> None:
    async with within(pool, letters[0]) as connection:
        assert await connection.fetchval("SELECT count(state) FROM outbox") == len(MailState)
    for statement in ("SELECT message FROM outbox", "UPDATE outbox SET state = 'deferred'", "SELECT * FROM outbox"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with within(pool, letters[0]) as connection:
                await connection.execute(statement)
    everything = {row[0] for row in await owner.fetch(READABLE, "rapport_worker", "SELECT")}
    assert everything - {row[0] for row in await owner.fetch(READABLE, "rapport_gateway", "SELECT")} == {
        "outbox.message",
        *(
            f"concerns.{name}"
            for name in ("words", "person_id", "role", "addressed", "about", "letters", "written_at", "look_at")
        ),
    }


@pytest.mark.parametrize("setting", ["rapport.organisation", "rapport.link", "role"])
async def test_nothing_that_a_transaction_sees_outlives_it(
    worker: Pool, letters: tuple[UUID, UUID], setting: str
) -> None:
    """Sessions are handed on as they are: every setting was local, whichever way its transaction ended."""
    async with worker.acquire() as connection:
        fresh = await connection.fetchval("SELECT current_setting($1, true)", setting)
    for view, arguments in ((within, (worker, letters[0])), (holding, (worker, letters[0])), (sweeping, (worker,))):
        async with view(*arguments) as connection:
            await connection.execute("SELECT 1")
        with pytest.raises(ZeroDivisionError):
            async with view(*arguments):
                raise ZeroDivisionError
        async with worker.acquire() as connection:
            assert (await connection.fetchval("SELECT current_setting($1, true)", setting) or "") == (fresh or "")
            assert not connection.is_in_transaction()
