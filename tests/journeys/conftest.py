"""A town for each journey, on a Temporal server of the journeys' own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from stack import temporal as engine
from stack.catcher.catching import Catcher
from stack.ports import free_port
from store.pool import Pool
from tests.journeys.town import Town, open_town


@pytest.fixture(scope="session")
def journeys_temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server whose mentorships all belong to journeys."""
    folder, port = tmp_path_factory.mktemp("journeys"), free_port()
    child = engine.serve(folder / "temporal.db", port, folder / "log")
    yield engine.address(port)
    child.stop()


@pytest.fixture
async def town(
    database_url: str, pool: Pool, journeys_temporal: str, catcher: Catcher, tmp_path: Path
) -> AsyncIterator[Town]:
    """Yield a town of this test's own."""
    async with open_town(database_url, pool, journeys_temporal, catcher, tmp_path) as town:
        yield town
