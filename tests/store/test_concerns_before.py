"""Concerns of an earlier release keep their readers, also where the owner of the tables is no superuser."""

import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import asyncpg

from stack import postgres as server
from store.migrate import _dbmate
from tests.fences.tree import ROOT

MIGRATIONS = ROOT / "store" / "migrations"
FILLED = """
  SELECT set_config('rapport.organisation', '{org}', true);
  INSERT INTO organisations (id, name) VALUES ('{org}', 'Lantern Trust');
  INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
    SELECT gen_random_uuid(), '{org}', name, name, '', name || '@Example.org', 'UTC'
    FROM unnest('{{ana,ben,sam}}'::text[]) AS name;
  INSERT INTO programmes (id, organisation_id, name, safeguarding_id)
    SELECT gen_random_uuid(), '{org}', 'Lantern', id FROM people WHERE external_id = 'sam';
  INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, mentor_id, request, phase,
                           started, state, as_of)
    SELECT gen_random_uuid(), '{org}', p.id, 1, ana.id, ben.id, '{{}}', 'active', '{{}}', '{{}}', now()
    FROM programmes p, people ana, people ben WHERE ana.external_id = 'ana' AND ben.external_id = 'ben';
  INSERT INTO concerns (id, organisation_id, mentorship_id, person_id, role, words, holds, taken_up_at)
    SELECT gen_random_uuid(), '{org}', id, mentee_id, 'mentee', 'He shouts', true, now() FROM mentorships;
"""
ROLE = "CREATE ROLE plain LOGIN CREATEROLE CREATEDB"
KEPT = """SELECT addressed, takes_part, cardinality(concerns.about) AS about, people.external_id AS taken_up_by
  FROM concerns JOIN people ON people.id = taken_up_by"""


def migrated(url: str, folder: Path, *what: str) -> None:
    """Run migrations of a folder."""
    command = (_dbmate(), "--no-dump-schema", "--migrations-dir", str(folder), *what)
    subprocess.run(command, check=True, capture_output=True, env={"DATABASE_URL": f"{url}?sslmode=disable"})


async def test_their_words_still_go_to_whoever_was_named(own_server: int, tmp_path: Path) -> None:
    server.client("psql", own_server, "--dbname", "postgres", "--command", ROLE)
    url = f"postgresql://plain@127.0.0.1:{own_server}/owned"
    for path in MIGRATIONS.glob("*.sql"):
        if path.name < "20261126000024":
            shutil.copy(path, tmp_path)
    migrated(url, tmp_path, "up")
    owner = await asyncpg.connect(url)
    async with owner.transaction():
        await owner.execute(FILLED.format(org=uuid4()))
    await owner.close()
    shutil.copy(MIGRATIONS / "20261126000024_concern_readers.sql", tmp_path)
    for way in ("up", "down", "up"):
        migrated(url, tmp_path, way)
    superuser = await asyncpg.connect(server.url(own_server, "owned"))
    (kept,) = await superuser.fetch(KEPT)
    await superuser.close()
    assert dict(kept) == {"addressed": ["sam@example.org"], "takes_part": True, "about": 2, "taken_up_by": "sam"}
