"""The manual on backups, word for word: a dump comes back in place, and on a server that never saw Rapport."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from stack import postgres as server
from stack.ports import HOST, free_port
from store.migrate import GATEWAY, WORKER, grant, migrate
from store.pool import open_pool, sweeping
from tests.fences.tree import ROOT
from tests.gateway.pair_fixture import connected

MANUAL = (ROOT / "docs" / "how-to" / "run-in-production.md").read_text("utf-8")
SUPERUSER = "sudo -u postgres "
ROWS = """
INSERT INTO organisations (id, name) VALUES (gen_random_uuid(), 'Lantern');
INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
  SELECT gen_random_uuid(), id, 'ana', 'Ana', 'Gomez', 'ana@example.com', 'UTC' FROM organisations;
INSERT INTO programmes (id, organisation_id, name) SELECT gen_random_uuid(), organisation_id, 'Any' FROM people;
INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, started, state, as_of)
  SELECT gen_random_uuid(), organisation_id, programmes.id, 1, people.id, '{}', '{}', '{}', now()
  FROM programmes JOIN people USING (organisation_id);
"""


def block(language: str, word: str) -> str:
    """Return the manual's one block of a language that contains a word."""
    found = [one for one in re.findall(rf"```{language}\n(.*?)```", MANUAL, re.S) if word in one]
    assert len(found) == 1
    return str(found[0])


def by_superuser(word: str) -> str:
    """Return the commands that the manual has a superuser of Postgres run, from one block."""
    return "\n".join(line.strip() for line in block("sh", word).splitlines() if SUPERUSER in line)


def run(port: int, commands: str, folder: Path) -> str:
    """Run commands in a folder against one of our servers, with the programs of its version; return the complaints."""
    there = {"PGHOST": HOST, "PGPORT": str(port), "PGUSER": server.SUPERUSER, "PGDATABASE": "postgres"}
    command = ("sh", "-ec", commands.replace(SUPERUSER, f"{server.BIN}/"))
    done = subprocess.run(command, cwd=folder, env=os.environ | there, capture_output=True, text=True, check=False)
    return done.stderr


def address(port: int, login: str) -> str:
    """Return the address of the manual's database for a login."""
    return f"postgresql://{login}@{HOST}:{port}/mentoring"


async def prepared(port: int) -> None:
    """Follow the manual's step 2 as far as the database is there and migrated."""
    async with connected(server.url(port, "postgres")) as connection:
        for statement in block("sql", "CREATE DATABASE mentoring").split(";")[:-1]:
            await connection.execute(statement)
    migrate(address(port, "mentoring_owner"))


async def open_mentorships(port: int) -> object:
    """Return what the gateway's own login sees, after `rapport migrate` has run with both logins."""
    owner = address(port, "mentoring_owner")
    migrate(owner)
    await grant(owner, "mentoring_gateway", GATEWAY)
    await grant(owner, "mentoring_worker", WORKER)
    pool = await open_pool(address(port, "mentoring_gateway"), 1)
    async with sweeping(pool) as connection:
        count: object = await connection.fetchval("SELECT count(id) FROM mentorships")
    await pool.close()
    return count


@pytest.fixture
def ports(folder: Path) -> Iterator[tuple[int, int]]:
    """Yield two servers of their own, because roles belong to a server."""
    with ExitStack() as stack:
        ports = free_port(), free_port()
        for port in ports:
            child = server.serve(folder / f"backup-{port}", port, folder / f"backup-{port}.log", hasty=True)
            stack.callback(child.stop)
        yield ports


async def test_a_dump_comes_back_in_place_and_on_a_new_server(ports: tuple[int, int], tmp_path: Path) -> None:
    old, _ = ports
    for port in ports:
        await prepared(port)
    async with connected(server.url(old, "mentoring")) as connection:
        await connection.execute(ROWS)
        assert run(old, by_superuser("pg_dump"), tmp_path) == ""
        await connection.execute("DELETE FROM mentorships")
    for port in ports:
        assert run(port, by_superuser("pg_restore"), tmp_path) == ""
        assert await open_mentorships(port) == 1


async def test_the_owner_cannot_dump(ports: tuple[int, int], tmp_path: Path) -> None:
    await prepared(ports[0])
    as_owner = by_superuser("pg_dump").replace("mentoring >", "--username=mentoring_owner mentoring >")
    assert "affected by row-level security" in run(ports[0], as_owner, tmp_path)
