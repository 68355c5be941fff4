"""A pair whose letters a real SMTP server takes, or refuses as it is told."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import StepRunner, open_runner


@pytest.fixture
async def runner(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield an active pair, Ana and Ben, with Cleo as their coordinator."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url) as runner:
        yield runner
