"""A pair whose letters a real SMTP server takes, or refuses as it is told."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from stack.catcher.catching import Catcher
from store.pool import Pool
from tests.activities.stage import Stage, staged


@pytest.fixture
async def stage(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[Stage]:
    """Yield an active pair, Ana and Ben, with Cleo as their coordinator."""
    async with staged(database_url, pool, organisation, catcher.smtp_url) as stage:
        yield stage
