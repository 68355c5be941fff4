"""The whole gateway over HTTP, before real Postgres; Temporal real, or away."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from intake.services import Services
from schemas.names import Phase
from store.pool import Pool
from tests.gateway.api import Api, serving
from tests.gateway.pair_fixture import Pair, PairIn, make_pair, make_services

NOWHERE = "127.0.0.1:1"


@pytest.fixture
async def api(database_url: str, pool: Pool, temporal: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """Yield an HR platform with a key, at a gateway that reaches Postgres and Temporal; no worker runs.

    A busy machine may start a workflow slowly: what is said of a start that Temporal does not take has its own tests.
    """
    monkeypatch.setattr("intake.starting.PATIENCE", timedelta(seconds=60))
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal)
    async with serving(database_url, pool) as api:
        yield api


@pytest.fixture
async def lonely(database_url: str, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """Yield an HR platform at a gateway that cannot reach Temporal."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", NOWHERE)
    async with serving(database_url, pool) as api:
        yield api


@pytest.fixture
def pair_in(database_url: str, pool: Pool, organisation: UUID, temporal: str) -> PairIn:
    """Return what writes a pair in some phase; and the services of a gateway that reaches Postgres and Temporal."""

    async def make(phase: Phase) -> tuple[Pair, Services]:
        return await make_pair(database_url, organisation, phase), await make_services(database_url, pool, temporal)

    return make
