"""A complete Rapport, as in production: Postgres, Temporal, a mail relay, two workers, two gateways."""

import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_urlsafe

import httpx

from chaos.database import Database
from chaos.processes import Processes
from chaos.relay_control import Relay
from stack import temporal
from stack.child_process import Recipe
from stack.components import OURS
from stack.ports import HOST, listening

WORKERS, GATEWAYS = ("worker0", "worker1"), ("gateway0", "gateway1")
GATEWAY_LOGIN, WORKER_LOGIN = "mentoring_gateway", "mentoring_worker"
RAPPORT = str(Path(sys.executable).with_name("rapport"))


@dataclass
class Service:
    """All parts, each of which can be started, killed and stopped by name."""

    folder: Path
    processes: Processes
    database: Database
    relay: Relay
    temporal_port: int
    gateway_ports: tuple[int, ...]
    budget: int = 2000  # time skipping and continue-as-new do not work together on Temporal up to 1.32
    key: str = field(default_factory=lambda: token_urlsafe(32))

    @property
    def temporal_address(self) -> str:
        """The address of Temporal."""
        return temporal.address(self.temporal_port)

    @property
    def temporal_file(self) -> Path:
        """The file in which Temporal keeps everything."""
        return self.folder / "temporal.db"

    def gateway_address(self, number: int) -> str:
        """The address of a gateway."""
        return f"http://{HOST}:{self.gateway_ports[number]}"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of worker and gateway; each also has a database login of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        told = {
            "SMTP_URL": f"smtp://{HOST}:{self.relay.port}",
            "RAPPORT_BASE_URL": self.gateway_address(0),
            "RAPPORT_MAIL_FROM": "Chaos mentoring <mentoring@chaos.example>",
            "RAPPORT_MAIL_DOMAIN": "chaos.example",
            "RAPPORT_SECRETS": self.key,
            "RAPPORT_HISTORY_BUDGET": str(self.budget),
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TEMPORAL_CONFIG_FILE": os.devnull,
            "PYTHONUNBUFFERED": "1",
        }
        return kept | told | more

    def start_database(self, *, wait: bool = True) -> None:
        """Start Postgres."""
        self.processes.start("postgres", self.database.recipe())
        if wait:
            self.await_database()

    def await_database(self) -> None:
        """Wait until Postgres accepts connections."""
        self.processes.await_ready("postgres", self.database.ready)

    def start_temporal(self) -> None:
        """Start Temporal; its search attributes are set up separately, as in production."""
        recipe = temporal.recipe(self.temporal_file, self.temporal_port)
        plain = replace(recipe, command=_without_attributes(recipe.command))
        self.processes.start("temporal", plain)
        self.processes.await_ready("temporal", lambda: temporal.ready(self.temporal_port))

    def start_relay(self, *, wait: bool = True) -> None:
        """Start the relay; workers can wait for it."""
        command = (sys.executable, "-m", "chaos.relay", str(self.relay.port), str(self.relay.folder))
        self.processes.start("relay", Recipe("relay", command))
        if wait:
            self.processes.await_ready("relay", lambda: listening(self.relay.port))

    def start_worker(self, name: str, **environment: str) -> None:
        """Start a worker; it has no port to check, so this does not wait for it."""
        told = self.environment(DATABASE_URL=self.database.address(WORKER_LOGIN), **environment)
        self.processes.start(name, Recipe(name, (RAPPORT, "worker"), told))

    def start_gateway(self, name: str, *, wait: bool = True, **environment: str) -> None:
        """Start a gateway, and by default wait until it answers."""
        number = GATEWAYS.index(name)
        place = ("--host", HOST, "--port", str(self.gateway_ports[number]))
        told = self.environment(DATABASE_URL=self.database.address(GATEWAY_LOGIN), **environment)
        self.processes.start(name, Recipe(name, (RAPPORT, "gateway", *place), told))
        if wait:
            self.await_gateway(name)

    def await_gateway(self, name: str) -> None:
        """Wait until a gateway answers."""
        self.processes.await_ready(name, lambda: self.answers(GATEWAYS.index(name)))

    def answers(self, number: int) -> bool:
        """Whether a gateway answers."""
        try:
            return httpx.get(self.gateway_address(number) + "/healthz", timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def serves(self, name: str) -> bool:
        """Whether a gateway answers, or a worker has logged that it is running."""
        if name in GATEWAYS:
            return self.answers(GATEWAYS.index(name))
        return " is running: " in self.processes.said_since_start(name)

    def restart_workers(self, **environment: str) -> None:
        """Stop both workers, and restart them with another environment."""
        self.processes.stop(*WORKERS)
        for name in WORKERS:
            self.start_worker(name, **environment)


def _without_attributes(command: tuple[str, ...]) -> tuple[str, ...]:
    flag = "--search-attribute"
    return tuple(part for before, part in zip(("", *command), command, strict=False) if flag not in (before, part))
