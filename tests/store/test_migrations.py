"""Databases of earlier releases are brought up to date with all that is in them, by an owner who is no superuser."""

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from stack import postgres as server
from store.migrate import _dbmate, migrate
from tests.conftest import Cluster
from tests.fences.tree import ROOT

FIRST = ROOT / "store" / "migrations" / "20261122000001_first.sql"
OWNED = """DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE %I OWNER TO rapport_owner', one);
  END LOOP;
END $$"""
OURS = """DO $$ DECLARE one text; BEGIN -- roles belong to the whole server, and other tests have made some already
  FOR one IN SELECT rolname FROM pg_roles WHERE rolname LIKE 'rapport\\_%' AND NOT rolcanlogin LOOP
    EXECUTE format('GRANT %I TO rapport_owner WITH ADMIN OPTION', one);
  END LOOP;
END $$"""
FILLED = """
  INSERT INTO organisations (id, name) VALUES ('{org}', 'Lantern Trust');
  INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
    SELECT gen_random_uuid(), '{org}', name, name, '', name || '@example.org', 'UTC'
    FROM unnest('{{ana,ben,eve}}'::text[]) AS name;
  INSERT INTO programmes (id, organisation_id, name) SELECT gen_random_uuid(), '{org}', phase
    FROM unnest('{{seeking,agreeing,active,closing,closed}}'::text[]) AS phase;
  INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request, phase,
                           started)
    SELECT gen_random_uuid(), '{org}', p.id, 1, ana.id, ben.id, '{{}}', p.name, '{{"mentorship": "kept"}}'
    FROM programmes p, people ana, people ben WHERE ana.external_id = 'ana' AND ben.external_id = 'ben';
  INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason)
    SELECT id, '{org}', 'check_in/1', 'check_in', now(), 'they agreed to meet every 3 weeks' FROM mentorships;
"""


def before(url: str, folder: Path) -> None:
    """Bring a database to the first release."""
    shutil.copy(FIRST, folder)
    command = (_dbmate(), "--no-dump-schema", "--migrations-dir", str(folder), "up")
    subprocess.run(command, check=True, capture_output=True, env={"DATABASE_URL": f"{url}?sslmode=disable"})


async def test_whoever_is_mentor_already_has_a_place_and_what_was_kept_is_still_there(
    postgres: Cluster, tmp_path: Path
) -> None:
    name, org = f"old_{uuid4().hex}", uuid4()
    server.client("createdb", postgres.port, name)
    url = postgres.url(name)
    before(url, tmp_path)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(FILLED.format(org=org))
        await connection.execute("CREATE ROLE rapport_owner LOGIN CREATEROLE PASSWORD 'owner'")
        await connection.execute(OURS)
        await connection.execute(
            f"GRANT ALL ON SCHEMA public TO rapport_owner; GRANT ALL ON DATABASE {name} TO rapport_owner"
        )
        await connection.execute(OWNED)
        await connection.execute("ALTER FUNCTION current_organisation() OWNER TO rapport_owner")
        parts = urlsplit(url)
        migrate(url.replace(parts.netloc, f"rapport_owner:owner@{parts.netloc.rpartition('@')[2]}"))
        seats = await connection.fetch(
            "SELECT number, seats.state, phase FROM seats JOIN mentorships ON mentorships.id = mentorship_id "
            "ORDER BY number"
        )
        assert {(row["state"], row["phase"]) for row in seats} == {
            ("taken", "agreeing"),
            ("taken", "active"),
            ("taken", "closing"),
            ("held", "seeking"),
        }
        assert [row["number"] for row in seats] == [1, 2, 3, 4]
        assert seats[-1]["state"] == "held"
        states = await connection.fetch("SELECT state ->> 'mentorship' AS kept, as_of FROM mentorships")
        assert {row["kept"] for row in states} == {"kept"}
        reasons = await connection.fetch("SELECT DISTINCT reason ->> 'code' AS code FROM timeline")
        assert [row["code"] for row in reasons] == ["rhythm_due"]
    finally:
        await connection.close()
        server.client("dropdb", postgres.port, "--force", name)


def test_no_two_migrations_have_the_same_number() -> None:
    numbers = [path.name.partition("_")[0] for path in FIRST.parent.glob("*.sql")]
    assert len(set(numbers)) == len(numbers)
