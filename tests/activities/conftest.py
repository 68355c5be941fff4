"""A pair whose letters a real SMTP server takes, or refuses as it is told."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from stack.catcher.server import Catcher
from store.pool import Pool, open_pool
from tests.activities.pair_fixture import StepRunner, open_runner


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Yield a pool as the worker opens it, behind row-level security."""
    pool = await open_pool(database_url, 8, "rapport_worker")
    yield pool
    await pool.close()


@pytest.fixture
async def runner(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield an active pair, Ana and Ben, with Cleo as their coordinator."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url) as runner:
        yield runner
