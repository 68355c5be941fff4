"""Gateways whose clocks differ by a little accept each other's pages and sessions."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from itsdangerous import TimestampSigner

from gateway.security.csrf import CLOCKS_DIFFER, LIFE
from gateway.security.key_management import add_key
from schemas.names import Role
from store.pool import Pool
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_console import sign_in

NOWHERE = "127.0.0.1:1"


def ahead(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let what is signed from now on be signed by a clock that is so far ahead."""
    now = int(datetime.now(UTC).timestamp() + seconds)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now)


@pytest.mark.parametrize(
    ("seconds", "status"), [(60, 200), (CLOCKS_DIFFER + 60, 403), (60 - LIFE, 200), (-60 - LIFE, 403)]
)
async def test_a_page_of_another_gateway_can_be_pressed_for_twelve_hours(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch, seconds: float, status: int
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    path = f"/a/{services.links.token(await pair.link('request', Role.MENTOR))}"
    async with browser(services) as client:
        with monkeypatch.context() as shifted:
            ahead(shifted, seconds)
            fields = Leaf(await client.get(path)).fields
        assert (await client.post(path, data={**fields, "choice": "accept"})).status_code == status


@pytest.mark.parametrize("seconds", [60, -60])
async def test_a_session_that_another_gateway_has_begun_is_honoured(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "Cleo")
    async with browser(services) as client:
        with monkeypatch.context() as shifted:
            ahead(shifted, seconds)
            await sign_in(client, key)
        assert (await client.get("/console")).status_code == 200
