"""What runs with the rights of the tables' owner obeys nobody else, and no role can do more than it says."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest

from stack import postgres as server
from store.migrate import GATEWAY, WORKER, grant, migrate
from store.pool import Connection, Pool
from tests.conftest import TEMPLATE, Cluster

DEFINERS = "SELECT proname, proconfig, prosrc FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|(?<!FOR )UPDATE)\s+(?:ONLY\s+)?(?!pg_catalog\.|public\.)(\w+)", re.I)
# Somebody with a login of the service puts a table of theirs where an owner's function looks for one of ours.
TRAP = """
CREATE TEMP TABLE outbox AS SELECT id, person_id, 'rendered'::text AS state, ''::text AS reply, email AS recipient,
  false AS readdress, 0 AS tries, NULL::timestamptz AS claimed_at, now() AS try_at, now() AS done_at,
  ''::bytea AS message FROM (SELECT id, id AS person_id, email FROM people) AS seen;
CREATE FUNCTION pg_temp.taken() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'taken over: %', current_user; END $$;
CREATE TRIGGER taken BEFORE UPDATE ON pg_temp.outbox FOR EACH ROW EXECUTE FUNCTION pg_temp.taken();
GRANT ALL ON pg_temp.outbox TO PUBLIC;
"""
PEOPLE = """INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
  SELECT gen_random_uuid(), $1, name, name, '', name || '@example.org', 'UTC'
  FROM unnest('{ana,ben}'::text[]) AS name"""
LETTERS = """INSERT INTO outbox (id, organisation_id, subject_kind, subject_id, person_id, role, step, letter, state,
                     recipient, message, made_at)
  SELECT gen_random_uuid(), organisation_id, 'person', id, id, 'mentee', state, 'sign_in', state, email, 'a link', now()
  FROM people, unnest('{rendered,accepted}'::text[]) AS state"""
KEPT = """
INSERT INTO programmes (id, organisation_id, name) SELECT gen_random_uuid(), organisation_id, 'Any' FROM people LIMIT 1;
INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, started, state,
                         as_of)
  SELECT gen_random_uuid(), p.organisation_id, p.id, 1, ana.id, '{}', '{}', '{}', now()
  FROM programmes p JOIN people ana USING (organisation_id) WHERE ana.external_id = 'ana';
INSERT INTO idempotency (organisation_id, key, body_hash, mentorship_id, created_at)
  SELECT organisation_id, age::text, '', id, now() - age FROM mentorships, unnest('{1 day,31 days}'::interval[]) AS age;
INSERT INTO api_keys (id, organisation_id, name, secret_hash, scopes)
  SELECT gen_random_uuid(), id, 'HR', 'hash', '{read}' FROM organisations;
INSERT INTO sessions (id, organisation_id, key_id, ends_at)
  SELECT decode(md5(left_over::text), 'hex'), organisation_id, id, now() + left_over
  FROM api_keys, unnest('{1 hour,-1 hour}'::interval[]) AS left_over
"""


@pytest.fixture
async def owner(database_url: str, organisation: UUID) -> AsyncIterator[Connection]:
    """Yield a connection of the superuser to a database with two people and their letters."""
    connection = await asyncpg.connect(database_url)
    await connection.execute(PEOPLE, organisation)
    await connection.execute(LETTERS)
    yield connection
    await connection.close()


@asynccontextmanager
async def playing(connection: Connection, role: str, organisation: UUID) -> AsyncIterator[None]:
    """Act as a role that names an organisation, then undo whatever it did."""
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute(f"SET LOCAL ROLE {role}")
    await connection.execute("SELECT set_config('rapport.organisation', $1, true)", str(organisation))
    yield
    await transaction.rollback()


async def test_what_runs_as_the_owner_looks_into_no_schema_that_others_may_write(owner: Connection) -> None:
    found = await owner.fetch(DEFINERS)
    assert sorted(one["proname"] for one in found) == ["concern_raised", "let_letters_lapse"]
    for one in found:
        assert one["proconfig"] == ["search_path=pg_catalog, pg_temp"], one["proname"]
        assert TABLE.findall(one["prosrc"]) == [], f"{one['proname']} does not say in which schema a table is"


@pytest.mark.parametrize(
    ("role", "may"), [("rapport_gateway", True), ("rapport_app", False), ("rapport_worker", False)]
)
async def test_only_the_gateway_asks_whether_the_same_concern_was_raised(
    owner: Connection, role: str, may: bool
) -> None:
    asks = "SELECT has_function_privilege($1, 'concern_raised(uuid, uuid, uuid, text, text[])', 'EXECUTE')"
    assert await owner.fetchval(asks, role) is may


@pytest.mark.parametrize("role", ["rapport_gateway", "rapport_worker"])
async def test_a_login_that_was_taken_over_cannot_become_the_owner(
    owner: Connection, organisation: UUID, role: str
) -> None:
    async with playing(owner, role, organisation):
        await owner.execute(TRAP)
        await owner.execute("UPDATE people SET active = false WHERE external_id = 'ana'")
        await owner.execute("UPDATE people SET email = 'new@example.org' WHERE external_id = 'ben'")
        states = await owner.fetch("SELECT state, recipient FROM public.outbox ORDER BY recipient, state")
        assert [tuple(row) for row in states] == [
            ("accepted", "ana@example.org"),
            ("expired", "ana@example.org"),
            ("accepted", "ben@example.org"),
            ("rendered", "new@example.org"),
        ]


async def test_nobody_but_the_owner_makes_temporary_tables(postgres: Cluster, pool: Pool) -> None:
    """Of the database that was migrated; copies of it, as tests use them, take over no privileges."""
    may = "SELECT has_database_privilege($1, $2, 'TEMPORARY')"
    for role in (*GATEWAY, *WORKER, "rapport_keys"):
        assert await pool.fetchval(may, role, TEMPLATE) is False, role


async def test_expiry_deletes_what_is_over_and_nothing_else_even_in_an_organisation(
    owner: Connection, organisation: UUID
) -> None:
    await owner.execute(KEPT)
    async with playing(owner, "rapport_expiry", organisation):
        assert await owner.execute("DELETE FROM idempotency") == "DELETE 1"
        assert await owner.execute("DELETE FROM sessions") == "DELETE 1"
        await owner.execute("RESET ROLE")
        assert await owner.fetchval("SELECT min(now() - created_at) FROM idempotency") < await owner.fetchval(
            "SELECT interval '2 days'"
        )
        assert await owner.fetchval("SELECT count(*) FROM sessions WHERE ends_at > now()") == 1


async def test_a_workers_sweeper_settles_no_letter_even_in_an_organisation(
    owner: Connection, organisation: UUID
) -> None:
    async with playing(owner, "rapport_worker_sweeper", organisation):
        assert await owner.execute("UPDATE outbox SET state = 'claimed' WHERE unsettled") == "UPDATE 2"
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await owner.execute("UPDATE outbox SET state = 'accepted' WHERE unsettled")
    async with playing(owner, "rapport_worker", organisation):
        assert await owner.execute("UPDATE outbox SET state = 'accepted' WHERE unsettled") == "UPDATE 2"


async def test_letters_lapse_also_where_the_owner_is_no_superuser(own_server: int) -> None:
    """The owner is a member of every role of ours, so what binds a role binds the owner's functions, too."""
    superuser = await asyncpg.connect(server.url(own_server, "postgres"))
    await superuser.execute("CREATE ROLE owner LOGIN CREATEROLE")
    await superuser.execute("CREATE ROLE gateway LOGIN")
    await superuser.execute("CREATE DATABASE rapport OWNER owner")
    await superuser.close()
    url = f"postgresql://owner@127.0.0.1:{own_server}/rapport"
    migrate(url)
    await grant(url, "gateway", GATEWAY)
    connection = await asyncpg.connect(server.url(own_server, "rapport"))
    organisation = await connection.fetchval(
        "INSERT INTO organisations (id, name) VALUES (gen_random_uuid(), 'Any') RETURNING id"
    )
    await connection.execute(PEOPLE, organisation)
    await connection.execute(LETTERS)
    async with playing(connection, "gateway", organisation):
        await connection.execute("UPDATE people SET active = false WHERE external_id = 'ana'")
        lapsed = "SELECT array_agg(recipient) FROM outbox WHERE state = 'expired'"
        assert await connection.fetchval(lapsed) == ["ana@example.org"]
    await connection.close()
    gateway = await asyncpg.connect(url.replace("owner@", "gateway@"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="temporary"):
        await gateway.execute("CREATE TEMP TABLE outbox (id uuid)")
    await gateway.close()
