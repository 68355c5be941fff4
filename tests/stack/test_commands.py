"""The command line: it says what is missing, what it is for, and never what it is."""

from pathlib import Path

import asyncpg
import pytest

from gateway.security.api_keys import verify
from settings import version
from stack.postgres import client
from store.pool import open_pool, sweeping
from tests.conftest import Cluster
from tests.stack.command_line import rapport

REQUIRED = [
    *("DATABASE_URL", "SMTP_URL", "RAPPORT_BASE_URL", "RAPPORT_MAIL_FROM"),
    *("RAPPORT_MAIL_DOMAIN", "RAPPORT_SECRETS", "TEMPORAL_ADDRESS"),
]


@pytest.mark.parametrize("command", ["worker", "gateway"])
def test_every_unset_variable_is_named_with_its_purpose_and_an_example(command: str) -> None:
    done = rapport(command)
    assert done.returncode == 2
    lines = done.stderr.strip().splitlines()
    assert [line.split()[0] for line in lines] == REQUIRED
    assert all(" is not set. It is " in line and ", for example: " in line for line in lines)


@pytest.mark.parametrize(
    "command", [("gateway", "--port", "99999"), ("temporal", "setup", "--wait", "-1"), ("worker", "--wait", "nan")]
)
def test_a_number_out_of_range_is_refused_before_anything_starts(command: tuple[str, ...]) -> None:
    done = rapport(*command)
    assert done.returncode == 2
    assert f"Invalid value for '{command[-2]}'" in done.stderr


def test_a_bad_value_is_named_but_not_shown() -> None:
    done = rapport("worker", RAPPORT_SECRETS="a-short-one")
    assert "RAPPORT_SECRETS cannot be used: set one or two signing keys" in done.stderr
    assert "a-short-one" not in done.stderr


def test_migrate_makes_the_database_and_a_second_time_has_nothing_to_do(postgres: Cluster) -> None:
    url = postgres.url("made_by_migrate")
    first, second = (rapport("migrate", DATABASE_URL=url) for _ in range(2))
    client("dropdb", postgres.port, "made_by_migrate")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "Applied" in first.stdout
    assert "Applied" not in second.stdout


async def test_migrate_lets_a_login_serve_that_owns_nothing_and_sees_nothing_by_itself(postgres: Cluster) -> None:
    url = postgres.url("made_for_a_login")
    owner = await asyncpg.connect(postgres.url("postgres"))
    try:
        await owner.execute("CREATE ROLE serving LOGIN PASSWORD 'hush'")
        done = rapport("migrate", "--gateway-login", "serving", DATABASE_URL=url)
        assert (done.returncode, "Granted rapport_gateway, " in done.stdout) == (0, True), done.stderr
        pool = await open_pool(url.replace("rapport@", "serving:hush@"), 1)
        async with sweeping(pool) as connection:
            assert await connection.fetchval("SELECT count(*) FROM attempts") == 0
        await pool.close()
        with pytest.raises(asyncpg.PostgresError, match="rapport_worker"):
            await open_pool(url.replace("rapport@", "serving:hush@"), 1, "rapport_worker")
        again = rapport("migrate", "--worker-login", "nobody-there", DATABASE_URL=url)
        assert (again.returncode, "could not be granted to the login nobody-there" in again.stderr) == (1, True)
    finally:
        await owner.execute("DROP DATABASE made_for_a_login WITH (FORCE)")
        await owner.execute("DROP ROLE serving")
        await owner.close()


def test_migrate_fails_without_showing_the_password() -> None:
    done = rapport("migrate", DATABASE_URL="postgresql://rapport:hush@127.0.0.1:1/rapport")
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "Postgres at 127.0.0.1:1/rapport cannot be reached: ConnectionRefusedError. Correct DATABASE_URL, or start it."
    )
    assert "hush" not in done.stderr + done.stdout


async def test_key_prints_a_key_that_opens_the_api(database_url: str) -> None:
    done = rapport("key", "new", "Lantern Trust", DATABASE_URL=database_url)
    assert done.returncode == 0, done.stderr
    pool = await open_pool(database_url, 2)
    found = await verify(pool, done.stdout.strip())
    await pool.close()
    connection = await asyncpg.connect(database_url)
    [row] = await connection.fetch("SELECT id, name FROM organisations")
    await connection.close()
    assert found is not None
    assert (row["id"], row["name"]) == (found.organisation, "Lantern Trust")


def test_help_teaches() -> None:
    done = rapport("--help")
    assert done.returncode == 0
    for word in ("up", "worker", "gateway", "migrate", "import", "forward", "key", "temporal", "renew", "Exit codes"):
        assert word in done.stdout


def test_a_port_that_cannot_be_used_is_a_usage_error(tmp_path: Path) -> None:
    done = rapport("up", "--port", "80", "--state", str(tmp_path))
    assert (done.returncode, "choose one from 1024 to 65530" in done.stderr) == (2, True)


def test_version_says_which_release_this_is() -> None:
    done = rapport("--version")
    assert (done.returncode, done.stdout) == (0, f"rapport {version()}\n")


def test_forward_without_a_stack_says_how_to_start_one(tmp_path: object) -> None:
    done = rapport("forward", "--state", str(tmp_path))
    assert done.returncode == 1
    assert "Start one: make run" in done.stderr
