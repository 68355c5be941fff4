"""Worker and gateway come up in any order with what they need, and say in their log what they wait for and do."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from stack import postgres as server
from stack import temporal as engine
from stack.child_process import Child, Recipe, start
from stack.ports import free_port
from store.migrate import migrate
from tests.patience import PATIENCE
from tests.stack.command_line import rapport

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) [\w.]+: \S")
PASSWORD = "hush-hush"


@dataclass
class Site:
    """Where everything will be, once it is there, and the environment that says so."""

    folder: Path
    postgres: int
    temporal: int
    children: list[Child]

    @property
    def environment(self) -> dict[str, str]:
        """What worker and gateway are given."""
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"postgresql://rapport:{PASSWORD}@127.0.0.1:{self.postgres}/rapport",
            "SMTP_URL": "smtp://127.0.0.1:1",
            "TEMPORAL_ADDRESS": f"127.0.0.1:{self.temporal}",
            "RAPPORT_BASE_URL": "http://rapport.test",
            "RAPPORT_MAIL_FROM": "Rapport <rapport@example.org>",
            "RAPPORT_MAIL_DOMAIN": "example.org",
            "RAPPORT_SECRETS": "a-signing-key-for-tests-that-is-long-enough",
        }

    def run(self, *command: str, **more: str) -> Child:
        """Start one of our programs."""
        recipe = Recipe(command[0], (sys.executable, "-m", "rapport", *command), {**self.environment, **more})
        child = start(recipe, self.folder / f"{command[0]}-{uuid4().hex}.log")
        self.children.append(child)
        return child


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    """Yield a site where nothing runs yet."""
    own = folder / uuid4().hex
    own.mkdir()
    site = Site(own, free_port(), free_port(), [])
    yield site
    for child in reversed(site.children):
        child.stop()


async def says(child: Child, what: str, seconds: float = 2 * PATIENCE) -> str:
    """Wait until a program's log says something, and return the log."""
    async with asyncio.timeout(seconds):
        while what not in (text := child.log.read_text()):
            assert child.alive, text
            await asyncio.sleep(0.1)
    return text


async def test_they_wait_for_what_comes_later_and_log_each_reason_once(site: Site) -> None:
    worker, gateway = site.run("worker"), site.run("gateway", "--port", str(free_port()))
    for child in (worker, gateway):
        await says(child, "waiting for Postgres: ")
    site.children.insert(0, server.serve(site.folder / "postgres", site.postgres, site.folder / "postgres.log"))
    for child in (worker, gateway):
        await says(child, "`rapport migrate` creates it")
    migrate(site.environment["DATABASE_URL"])
    await says(gateway, "Postgres is ready")
    await says(gateway, "gateway 0.1.0 is ready")
    await says(worker, "waiting for Temporal: ")
    site.children.insert(0, engine.serve(site.folder / "temporal.db", site.temporal, site.folder / "temporal.log"))
    log = await says(worker, "worker 0.1.0 is running")
    assert f"Temporal 127.0.0.1:{site.temporal}, namespace default; Postgres 127.0.0.1:{site.postgres}/rapport" in log
    for text in (log, gateway.log.read_text()):
        assert PASSWORD not in text
        assert all(LINE.match(line) for line in text.splitlines()), text
        reasons = re.findall(r"waiting for .*", text)
        assert len(reasons) == len(set(reasons))
    for child in (worker, gateway):
        child.process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(child.process.wait, PATIENCE) == 0


async def test_a_wait_with_a_bound_ends_with_one_line_and_a_stop_ends_it_at_once(site: Site) -> None:
    for command in (("worker", "--wait", "1"), ("gateway", "--wait", "1")):
        done = await asyncio.to_thread(rapport, *command, **site.environment)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert re.search(r"^Postgres is not ready after 1 seconds: \S", done.stderr, re.M)
    worker = site.run("worker")
    await says(worker, "waiting for Postgres: ")
    worker.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(worker.process.wait, PATIENCE) == 0


async def test_a_second_worker_with_the_same_port_for_metrics_works_without_them(
    site: Site, database_url: str, temporal: str
) -> None:
    more = {"DATABASE_URL": database_url, "TEMPORAL_ADDRESS": temporal, "RAPPORT_METRICS_PORT": str(free_port())}
    first = site.run("worker", **more)
    await says(first, "is running")
    second = site.run("worker", **more)
    log = await says(second, "is running")
    assert f"no metrics from this worker: port {more['RAPPORT_METRICS_PORT']} of RAPPORT_METRICS_PORT" in log
    assert "Traceback" not in log


async def test_a_namespace_that_is_missing_is_waited_for_and_named(
    site: Site, database_url: str, temporal: str
) -> None:
    name = f"late-{uuid4().hex[:8]}"
    more = {"DATABASE_URL": database_url, "TEMPORAL_ADDRESS": temporal, "TEMPORAL_NAMESPACE": name}
    worker = site.run("worker", **more)
    await says(worker, f"there is no namespace {name}; `rapport temporal setup` creates it")
    setup = {"TEMPORAL_ADDRESS": temporal, "TEMPORAL_NAMESPACE": name}
    done = await asyncio.to_thread(rapport, "temporal", "setup", **setup)
    assert done.returncode == 0, done.stderr
    await says(worker, f"namespace {name}; Postgres")
