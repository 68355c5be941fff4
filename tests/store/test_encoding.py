"""People write in every script, so the database is in UTF8, however Postgres was set up; any other is refused."""

from pathlib import Path

import pytest

from intake.waiting import NotThereError
from intake.waiting import postgres as service
from stack import postgres as server
from store.migrate import migrate
from store.pool import _encode, open_pool
from tests.gateway.pair_fixture import connected
from tests.stack.command_line import rapport
from tests.store.test_backup import address, by_superuser, open_mentorships, prepared, run

WITHOUT_A_LOCALE = (
    "ALTER DATABASE template1 IS_TEMPLATE false",
    "DROP DATABASE template1",
    "CREATE DATABASE template1 TEMPLATE template0 ENCODING SQL_ASCII LOCALE_PROVIDER libc LOCALE 'C' IS_TEMPLATE true",
)
ROWS = """
INSERT INTO organisations (id, name) VALUES (gen_random_uuid(), 'Lantern');
INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone)
  SELECT gen_random_uuid(), id, 'ana', 'Ana', 'Gómez “李”', 'ana@example.com', 'UTC' FROM organisations;
"""


@pytest.fixture
async def port(own_server: int) -> int:
    """Yield a server that was set up without a locale, as in a container: its databases are in SQL_ASCII."""
    async with connected(server.url(own_server, "postgres")) as connection:
        for statement in WITHOUT_A_LOCALE:
            await connection.execute(statement)
    return own_server


async def test_the_manual_makes_a_database_that_takes_every_word(port: int) -> None:
    await prepared(port)
    pool = await open_pool(server.url(port, "mentoring"), 1)
    try:
        words = {"reason": "Elternzeit für Jörg “李” 🎉"}
        assert await pool.fetchval("SELECT $1::jsonb", words) == words
        assert await pool.fetchval("SELECT $1::jsonb ->> 'reason'", words) == words["reason"]
    finally:
        await pool.close()


async def test_so_does_migrate(port: int) -> None:
    url = server.url(port, "made by migrate").replace(" ", "%20")
    done = rapport("migrate", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    async with connected(url) as connection:
        assert await connection.fetchval("SHOW server_encoding") == "UTF8"
    again = rapport("migrate", DATABASE_URL=url)
    assert (again.returncode, again.stdout.strip()) == (0, "Nothing to do: the database is up to date.")


async def test_migrate_touches_no_database_in_another_encoding_and_says_what_to_do(port: int) -> None:
    server.client("createdb", port, "rapport")
    async with connected(server.url(port, "rapport")) as connection:
        await connection.execute("CREATE ROLE powerless LOGIN")
    done = rapport("migrate", DATABASE_URL=server.url(port, "rapport"))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "is in SQL_ASCII and cannot hold what people write" in done.stderr
    assert "ENCODING 'UTF8' TEMPLATE template0" in done.stderr
    async with connected(server.url(port, "rapport")) as connection:
        assert await connection.fetchval("SELECT to_regclass('people')") is None
    refused = rapport("migrate", DATABASE_URL=f"postgresql://powerless@127.0.0.1:{port}/not_there")
    assert refused.stderr.startswith(f"There is no database 127.0.0.1:{port}/not_there, and this login may not create")


async def test_worker_and_gateway_serve_none_of_an_earlier_release_until_it_is_moved_as_the_manual_says(
    port: int, tmp_path: Path
) -> None:
    await prepared(port)
    async with connected(server.url(port, "postgres")) as connection:
        await connection.execute("DROP DATABASE mentoring")
        await connection.execute("CREATE DATABASE mentoring OWNER mentoring_owner")
    migrate(address(port, "mentoring_owner"))
    superuser = server.url(port, "mentoring")
    async with connected(superuser) as connection:
        await connection.execute(ROWS)
    with pytest.raises(NotThereError, match=r"is in SQL_ASCII .* ENCODING 'UTF8'"):
        await service(superuser, 1)
    for step in ("pg_dump", "pg_restore"):
        assert run(port, by_superuser(step), tmp_path) == ""
    assert await open_mentorships(port) == 0
    async with connected(superuser) as connection:
        assert await connection.fetchval("SELECT family_name FROM people") == "Gómez “李”"
    await (await service(superuser, 1)).close()


def test_words_travel_as_they_are() -> None:
    """Postgres would have to convert an escape, and can do so in UTF8 only."""
    assert _encode({"reason": "Grüße"}) == '{"reason": "Grüße"}'
