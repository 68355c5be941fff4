"""Real Postgres, Temporal and SMTP for every test: on free ports, in a temporary folder, gone afterwards."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from playwright.async_api import Page, expect

from stack import postgres as server
from stack import temporal as engine
from stack.catcher.server import Catcher, catching
from stack.child_process import StackError
from stack.pictures.chromium import browsing, program
from stack.ports import free_port
from store.migrate import migrate
from store.pool import Pool, open_pool
from tests.patience import PATIENCE

TEMPLATE = "template_rapport"
ROOM = 1024**3  # bytes: each process of the tests fills about a tenth of it

FIRST = ("stack", "journeys", "workflows", "intake")  # files that take a minute or more: last, they would run alone


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let slow folders begin, so that the processes end at about the same time."""
    items.sort(key=lambda item: item.path.parent.name not in FIRST)


def pytest_collection_finish() -> None:
    """Leave out of the collection of garbage what was collected here: looking through it took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to keep the histories of journeys for replay."""
    parser.addoption("--record-histories", action="store_true", help="write tests/histories/*.json anew")


@dataclass(frozen=True)
class Cluster:
    """A server for the whole run, with a migrated template database that nobody connects to."""

    port: int

    def url(self, database: str) -> str:
        """Return the address of one of its databases, as its superuser."""
        return server.url(self.port, database)


def _in_memory() -> Path | None:
    """Return a folder in memory that has room: a database is 500 files, which disks may take a second to make."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else None


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Yield the servers' own folder; pytest's is closed to the user that runs Postgres by every new run of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="rapport-tests-", dir=_in_memory()))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(folder: Path) -> Iterator[Cluster]:
    """Yield a server with a migrated template database."""
    port = free_port()
    child = server.serve(folder / "postgres", port, folder / "postgres.log", hasty=True)
    try:
        migrate(server.url(port, TEMPLATE))
        yield Cluster(port)
    finally:
        child.stop()


@pytest.fixture(scope="session")
def administrator(postgres: Cluster) -> Iterator[Callable[[str], None]]:
    """Yield what runs a statement in a session that stays open: a program would take longer than its statement."""
    loop = asyncio.new_event_loop()
    session = loop.run_until_complete(asyncpg.connect(postgres.url("postgres")))

    def run(statement: str) -> None:
        loop.run_until_complete(session.execute(statement))

    yield run
    loop.run_until_complete(session.close())
    loop.close()


@pytest.fixture
def database_url(postgres: Cluster, administrator: Callable[[str], None]) -> Iterator[str]:
    """Yield the address of a fresh, migrated database of this test's own."""
    name = f"test_{uuid4().hex}"
    administrator(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield postgres.url(name)
    administrator(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Yield a pool as the gateway opens it, behind row-level security."""
    pool = await open_pool(database_url, 8)
    yield pool
    await pool.close()


@pytest.fixture
async def organisation(database_url: str) -> UUID:
    """Return the id of a fresh organisation."""
    organisation = uuid4()
    connection = await asyncpg.connect(database_url)
    await connection.execute("INSERT INTO organisations (id, name) VALUES ($1, 'Lantern Trust')", organisation)
    await connection.close()
    return organisation


@pytest.fixture(scope="session")
def temporal(folder: Path) -> Iterator[str]:
    """Yield the address of a server on which TimeSkipper can let time pass."""
    port = free_port()
    child = engine.serve(folder / "temporal.db", port, folder / "temporal.log")
    yield engine.address(port)
    child.stop()


@pytest.fixture
def own_server(folder: Path) -> Iterator[int]:
    """Yield the port of a server of Postgres of its own, for roles belong to the whole server."""
    port = free_port()
    child = server.serve(folder / f"own-{port}", port, folder / f"own-{port}.log", hasty=True)
    yield port
    child.stop()


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[Catcher]:
    """Yield an SMTP server that keeps every mail, and refuses or stalls as its `behaviour` says."""
    async with catching(tmp_path / "mail") as catcher:
        yield catcher


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """Yield a page of a real browser; without one there is nothing to try."""
    try:
        program()
    except StackError as error:
        pytest.skip(str(error))
    expect.set_options(timeout=1000 * PATIENCE)
    async with browsing() as page:
        page.set_default_timeout(1000 * PATIENCE)
        yield page
