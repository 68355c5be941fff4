"""A local programme for each file of journeys, on a Temporal server of the journeys' own."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
import pytest_asyncio

from stack import postgres as server
from stack import temporal as engine
from stack.catcher.server import catching
from stack.ports import free_port
from store.pool import open_pool
from tests.conftest import TEMPLATE, Cluster
from tests.journeys.local_programme import LocalProgramme, open_local_programme


@pytest.fixture(scope="session")
def journeys_temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a server whose mentorships all belong to journeys."""
    folder, port = tmp_path_factory.mktemp("journeys"), free_port()
    child = engine.serve(folder / "temporal.db", port, folder / "log")
    yield engine.address(port)
    child.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def local(
    postgres: Cluster, journeys_temporal: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LocalProgramme]:
    """Yield a local programme with a gateway, a worker and an inbox of its own."""
    folder, name = tmp_path_factory.mktemp("local"), f"local_{uuid4().hex}"
    server.client("createdb", postgres.port, "--template", TEMPLATE, name)
    url = postgres.url(name)
    pool = await open_pool(url, 2)
    async with (
        catching(folder / "mail") as catcher,
        open_local_programme(url, pool, journeys_temporal, catcher, folder) as local,
    ):
        yield local
    await pool.close()
    server.client("dropdb", postgres.port, "--force", name)
