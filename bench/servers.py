"""Servers for one measurement: on free ports, in a temporary folder, removed afterwards."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stack import components, postgres, temporal
from stack.child_process import Child, Recipe, start, until
from stack.components import Component
from stack.ports import Ports, free_port, listening
from stack.state_folder import StateFolder
from store.migrate import migrate
from worker import CACHED_WORKFLOWS


@dataclass(frozen=True)
class Servers:
    """Running Postgres, Temporal and a bare mail sink, and how to run the rest."""

    state_folder: StateFolder
    ports: Ports
    postgres: Child
    temporal: Child
    children: ExitStack

    @property
    def database_url(self) -> str:
        """The address of Postgres."""
        return postgres.url(self.ports.postgres)

    @property
    def address(self) -> str:
        """The address of Temporal."""
        return temporal.address(self.ports.temporal)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of worker and gateway."""
        return components.environment(self.state_folder, self.ports)

    def gateway(self, **environment: str) -> Child:
        """Run the gateway, exactly as `rapport gateway` does."""
        component = components.gateway(self.state_folder, self.ports)
        return _run(self, replace(component, recipe=_told(component.recipe, environment)))

    def worker(self) -> Child:
        """Run the worker, exactly as `rapport worker` does."""
        return _run(self, components.worker(self.state_folder, self.ports))

    def slow_sink(self, delay: float) -> int:
        """Run another mail sink that takes `delay` seconds for each reply; return its port."""
        port = free_port()
        _run(self, Component(_sink(self, port, delay), lambda: listening(port)))
        return port

    def cold_worker(self) -> Child:
        """Run the worker so that every workflow wakes cold."""
        component = components.worker(self.state_folder, self.ports)
        recipe = replace(component.recipe, command=(sys.executable, "-m", "bench.cold_worker"))
        return _run(self, replace(component, recipe=recipe))

    def bare_worker(self, cached: int = CACHED_WORKFLOWS) -> Child:
        """Run a worker that serves only the bare workflows."""
        command = (sys.executable, "-m", "bench.bare_worker", self.address, self.database_url, str(cached))
        return _run(self, Component(Recipe("bare", command, self.environment), lambda: True))


@contextmanager
def servers() -> Iterator[Servers]:
    """Yield running servers; everything that was started here stops with it."""
    ports = Ports(*(free_port() for _ in range(6)))
    with TemporaryDirectory(prefix="rapport-bench-") as folder, ExitStack() as children:
        state_folder = StateFolder(Path(folder))
        data, log = state_folder.path / "postgres", state_folder.log
        database = postgres.serve(data, ports.postgres, log("postgres"))  # as in production: commits reach the disk
        children.callback(database.stop)
        migrate(postgres.url(ports.postgres))
        engine = temporal.serve(state_folder.path / "temporal.db", ports.temporal, log("temporal"))
        children.callback(engine.stop)
        one = Servers(state_folder, ports, database, engine, children)
        _run(one, Component(_sink(one, ports.smtp), lambda: listening(ports.smtp)))
        yield one


def _sink(one: Servers, port: int, delay: float = 0.0) -> Recipe:
    return Recipe("sink", (sys.executable, "-m", "bench.smtp_sink", str(port), str(delay)), one.environment)


def _told(recipe: Recipe, environment: dict[str, str]) -> Recipe:
    return replace(recipe, environment={**recipe.environment, **environment})


def _run(one: Servers, component: Component) -> Child:
    child = start(component.recipe, one.state_folder.log(component.recipe.name))
    one.children.callback(child.stop)
    until(component.ready, child)
    return child
