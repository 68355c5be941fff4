"""The console finds people in every script, whatever the locale of the database knows of capital letters."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from gateway.console.listing import ListQuery, listing
from stack import postgres as server
from store.migrate import migrate
from store.pool import open_pool
from tests.conftest import Cluster
from tests.gateway.pair_fixture import connected
from tests.gateway.test_console_list import named

AS_IT_IS = "SELECT"
WITHOUT_ICU = "DELETE FROM pg_collation WHERE collprovider = 'i'"
WITHOUT_ANY = "DELETE FROM pg_collation WHERE collprovider = 'i' OR collname = 'pg_c_utf8'"


@pytest.fixture
async def database(postgres: Cluster, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Yield the address of a database with the locale that the manual names, migrated, on a Postgres that lacks some
    collations."""
    name = f"test_{uuid4().hex}"
    locale = ("--encoding=UTF8", "--locale-provider=libc", "--locale=C", "--template=template0")
    server.client("createdb", postgres.port, *locale, name)
    async with connected(postgres.url(name)) as connection:
        await connection.execute(f"SET allow_system_table_mods = on; {request.param}")
    migrate(postgres.url(name))
    yield postgres.url(name)
    server.client("dropdb", postgres.port, "--force", name)


@pytest.mark.parametrize(
    ("database", "in_every_script"),
    [(AS_IT_IS, True), (WITHOUT_ICU, True), (WITHOUT_ANY, False)],
    indirect=["database"],
)
async def test_capital_letters_of_every_script_are_found_where_the_locale_knows_only_those_of_english(
    database: str, in_every_script: bool
) -> None:
    """With `LOCALE 'C'`, "émile" did not find Émile."""
    async with connected(database) as connection:
        trust = await connection.fetchval(
            "INSERT INTO organisations (id, name) VALUES (gen_random_uuid(), 'Lantern') RETURNING id"
        )
    for name in ("Émile Ünal", "Иван Петров", "Łukasz Żak", "Άννα Ωνάση"):
        await named(database, trust, name)
    pool = await open_pool(database, 1)

    async def found(text: str) -> list[str]:
        items = (await listing(pool, trust, ListQuery(name=text), notes=False)).items
        return [one.row["mentee"]["family_name"] for one in items]

    for text in ("émile", "EMILE", "unal", "ünal ben"):
        assert await found(text) == ["Ünal"]
    for text, name in (("иван", "Петров"), ("ПЕТРОВ", "Петров"), ("łukasz", "Żak"), ("ωνάση", "Ωνάση")):
        assert await found(text) == ([name] if in_every_script else [])
    assert await found("zak") == ["Żak"]
    await pool.close()
