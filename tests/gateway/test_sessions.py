"""A session of the console ends where it is kept: what a browser held before is good for nothing any more."""

from uuid import UUID

import asyncpg
import pytest

from gateway.security.api_keys import Scope
from gateway.security.key_management import add_key
from store import queries
from store.pool import Pool, Role, open_pool, within
from store.privileges import expiring, managing_keys
from tests.gateway.pair_fixture import make_services
from tests.gateway.reader import browser
from tests.gateway.test_console import sign_in

NOWHERE = "127.0.0.1:1"
COUNT = "SELECT count(*) FROM sessions"


async def test_signing_out_ends_the_session_wherever_its_cookie_is_kept(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "Cleo")
    async with browser(services) as mine, browser(services) as theirs, browser(services) as thief:
        for client in (mine, theirs):
            await sign_in(client, key)
        thief.cookies.update(mine.cookies)
        stolen = await thief.get("/console")
        await mine.post("/console/sign-out")
        after, other = await thief.get("/console"), await theirs.get("/console")
    assert [leaf.status_code for leaf in (stolen, after, other)] == [200, 303, 200]


async def test_postgres_keeps_nothing_that_opens_the_console_and_forgets_what_has_ended(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "Cleo")
    async with browser(services) as mine, browser(services) as theirs:
        for client in (mine, theirs):
            await sign_in(client, key)
        async with within(pool, organisation) as connection:
            ids = [row["id"] for row in await connection.fetch("SELECT id FROM sessions")]
        assert {len(id) for id in ids} == {32}
        await mine.post("/console/sign-out")
        async with expiring(pool) as connection:
            await queries.access.forget(connection)
        async with within(pool, organisation) as connection:
            assert await connection.fetchval(COUNT) == 1
        assert (await theirs.get("/console")).status_code == 200


@pytest.mark.parametrize("role", ["rapport_gateway", "rapport_worker"])
async def test_whoever_serves_can_neither_make_nor_change_a_key_or_an_organisation(
    database_url: str, pool: Pool, organisation: UUID, role: Role
) -> None:
    await add_key(pool, organisation, "Workday", (Scope.READ,))
    serving = await open_pool(database_url, 1, role)
    try:
        for statement in (
            "UPDATE api_keys SET scopes = '{read,write,console,confidential}'",
            "UPDATE api_keys SET revoked_at = NULL",
            "INSERT INTO api_keys (id, organisation_id, name, secret_hash, scopes) "
            "VALUES (gen_random_uuid(), current_organisation(), 'Eve', '\\x00', '{read}')",
            "UPDATE organisations SET name = 'Evil Ltd'",
            "INSERT INTO organisations (id, name) VALUES (current_organisation(), 'Evil Ltd')",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with within(serving, organisation) as connection:
                    await connection.execute(statement)
    finally:
        await serving.close()


async def test_whoever_manages_keys_makes_and_ends_those_of_the_named_organisation_only(
    pool: Pool, organisation: UUID
) -> None:
    await add_key(pool, organisation, "Workday")
    async with managing_keys(pool, UUID(int=7)) as connection:
        assert await connection.execute("UPDATE api_keys SET revoked_at = now() WHERE id IS NOT NULL") == "UPDATE 0"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with managing_keys(pool, organisation) as connection:
            await connection.execute("UPDATE api_keys SET scopes = '{read}' WHERE id IS NOT NULL")
