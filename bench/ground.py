"""Servers of a measurement's own: on free ports, in a temporary folder, gone afterwards."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stack import parts, postgres, temporal
from stack.child import Child, Recipe, start, until
from stack.parts import Part
from stack.place import Place
from stack.ports import Ports, free_port, listening
from store.migrate import migrate


@dataclass(frozen=True)
class Ground:
    """Postgres, Temporal and a bare mail sink that run, and how to run the rest."""

    place: Place
    ports: Ports
    postgres: Child
    temporal: Child
    children: ExitStack

    @property
    def database_url(self) -> str:
        """Where Postgres is."""
        return postgres.url(self.ports.postgres)

    @property
    def address(self) -> str:
        """Where Temporal is."""
        return temporal.address(self.ports.temporal)

    @property
    def environment(self) -> dict[str, str]:
        """What worker and gateway are told."""
        return parts.environment(self.place, self.ports)

    def gateway(self, **environment: str) -> Child:
        """Run the gateway, exactly as `rapport gateway` does."""
        part = parts.gateway(self.place, self.ports)
        return _run(self, replace(part, recipe=_told(part.recipe, environment)))

    def worker(self) -> Child:
        """Run the worker, exactly as `rapport worker` does."""
        return _run(self, parts.worker(self.place, self.ports))

    def bare_worker(self) -> Child:
        """Run a worker that serves the bare workflows alone."""
        command = (sys.executable, "-m", "bench.bare_worker", self.address)
        return _run(self, Part(Recipe("bare", command, self.environment), lambda: True))


@contextmanager
def ground() -> Iterator[Ground]:
    """Yield running servers; everything that was started on this ground stops with it."""
    ports = Ports(*(free_port() for _ in range(6)))
    with TemporaryDirectory(prefix="rapport-bench-") as folder, ExitStack() as children:
        place = Place(Path(folder))
        data, log = place.folder / "postgres", place.log
        database = postgres.serve(data, ports.postgres, log("postgres"))  # as in production: commits reach the disk
        children.callback(database.stop)
        migrate(postgres.url(ports.postgres))
        engine = temporal.serve(place.folder / "temporal.db", ports.temporal, log("temporal"))
        children.callback(engine.stop)
        one = Ground(place, ports, database, engine, children)
        _run(one, Part(_sink(one), lambda: listening(ports.smtp)))
        yield one


def _sink(one: Ground) -> Recipe:
    return Recipe("sink", (sys.executable, "-m", "bench.sink", str(one.ports.smtp)), one.environment)


def _told(recipe: Recipe, environment: dict[str, str]) -> Recipe:
    return replace(recipe, environment={**recipe.environment, **environment})


def _run(one: Ground, part: Part) -> Child:
    child = start(part.recipe, one.place.log(part.recipe.name))
    one.children.callback(child.stop)
    until(part.ready, child)
    return child
