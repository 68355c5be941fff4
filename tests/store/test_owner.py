"""A login that owns the tables and is no superuser can migrate a database that holds rows, and serve by two others."""

import re
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from stack import postgres as server
from store.migrate import GATEWAY, MigrationError, _dbmate, grant, migrate
from store.pool import Role, open_pool, sweeping, within
from tests.fences.tree import ROOT

MIGRATIONS = ROOT / "store" / "migrations"
ROWS = """
INSERT INTO organisations (id, name) VALUES (gen_random_uuid(), 'Lantern');
INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
  SELECT gen_random_uuid(), id, 'ana', 'Ana', 'Gomez', 'ana@example.com', 'UTC' FROM organisations;
INSERT INTO programmes (id, organisation_id, name) SELECT gen_random_uuid(), organisation_id, 'Any' FROM people;
INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, started)
  SELECT gen_random_uuid(), organisation_id, programmes.id, 1, people.id, '{}', '{}'
  FROM programmes JOIN people USING (organisation_id);
INSERT INTO links (id, organisation_id, mentorship_id, person_id, role, step, kind, made_at)
  SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'request/1', 'request', now() FROM mentorships;
INSERT INTO outbox (id, organisation_id, mentorship_id, person_id, role, step, letter, state, recipient, message,
                    made_at)
  SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', state, 'request', state, 'ana@example.com',
         'bytes', now() FROM mentorships, unnest('{accepted,sending}'::text[]) AS state;
"""


async def told(url: str, *statements: str) -> None:
    """Say something as a login."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def first_only(url: str, folder: Path) -> None:
    """Apply the first migration alone, as its release did."""
    folder.mkdir()
    shutil.copy(min(MIGRATIONS.iterdir()), folder)
    command = (_dbmate(), "--no-dump-schema", "--migrations-dir", str(folder), "up")
    subprocess.run(command, check=True, env={"DATABASE_URL": f"{url}?sslmode=disable"}, capture_output=True)


async def test_rows_of_the_first_release_are_carried_on_and_each_login_sees_its_own(
    own_server: int, tmp_path: Path
) -> None:
    superuser, url = server.url(own_server, "rapport"), f"postgresql://owner@127.0.0.1:{own_server}/rapport"
    await told(
        server.url(own_server, "postgres"), "CREATE ROLE owner LOGIN CREATEROLE", "CREATE DATABASE rapport OWNER owner"
    )
    first_only(url, tmp_path / "first")
    await told(superuser, ROWS, "CREATE ROLE gateway LOGIN", "CREATE ROLE worker LOGIN")
    migrate(url)
    for name in ("gateway", "worker"):
        await told(url, f"GRANT rapport_{name}, rapport_{name}_sweeper TO {name}")
    assert await seen(own_server, "gateway", "rapport_gateway", "SELECT count(id) FROM mentorships") == 1
    letters = "SELECT array_agg((state, message)) FROM outbox"
    assert await seen(own_server, "worker", "rapport_worker", letters) == [("sending", b"bytes")]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await told(f"postgresql://gateway@127.0.0.1:{own_server}/rapport", "SET ROLE rapport_worker")


async def seen(port: int, login: str, role: Role, query: str) -> object:
    """Return what a login's sweeper sees."""
    pool = await open_pool(f"postgresql://{login}@127.0.0.1:{port}/rapport", 1, role)
    async with sweeping(pool) as connection:
        found: object = await connection.fetchval(query)
    async with within(pool, uuid4()) as connection:
        assert await connection.fetchval("SELECT count(*) FROM links") == 0
    await pool.close()
    return found


async def test_a_second_owner_on_the_same_server_is_let_in_as_the_documentation_says(own_server: int) -> None:
    document = (ROOT / "docs" / "how-to" / "run-in-production.md").read_text("utf-8")
    [letting_in] = [block for block in re.findall(r"```sql\n(.*?)```", document, re.S) if "second_owner" in block]
    superuser = server.url(own_server, "postgres")
    for name in ("first", "second"):
        await told(
            superuser, f"CREATE ROLE {name}_owner LOGIN CREATEROLE", f"CREATE DATABASE {name} OWNER {name}_owner"
        )
    await told(superuser, "CREATE ROLE serving LOGIN")
    migrate(f"postgresql://first_owner@127.0.0.1:{own_server}/first")
    url = f"postgresql://second_owner@127.0.0.1:{own_server}/second"
    with pytest.raises(MigrationError, match="permission denied to grant role"):
        migrate(url)
    await told(superuser, letting_in)
    migrate(url)
    await grant(url, "serving", GATEWAY)
    pool = await open_pool(url.replace("second_owner@", "serving@"), 1)
    async with sweeping(pool) as connection:
        assert await connection.fetchval("SELECT count(id) FROM mentorships") == 0
    await pool.close()
