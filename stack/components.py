"""How to run each component of the local stack, and in which order."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from stack import postgres, temporal
from stack.child_process import Recipe
from stack.ports import HOST, Ports, listening
from stack.state_folder import StateFolder

ROOT = Path(__file__).resolve().parent.parent
OURS = ("DATABASE_URL", "SMTP_URL", "RAPPORT_", "TEMPORAL_", "PG")
HISTORY_BUDGET = 2000  # servers up to 1.32.2 cannot combine time skipping with continue-as-new; a year fits in one run
ORDER = ("Postgres", "catcher", "Temporal", "worker", "gateway")  # they stop in reverse order


@dataclass(frozen=True)
class Component:
    """A program, and how to check that it is ready."""

    recipe: Recipe
    ready: Callable[[], bool]


def _outer() -> dict[str, str]:
    """Return our environment without the addresses of other servers, so that the local stack never touches those."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def environment(state_folder: StateFolder, ports: Ports) -> dict[str, str]:
    """Return the environment of worker and gateway."""
    return _outer() | {
        "DATABASE_URL": postgres.url(ports.postgres),
        "SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "TEMPORAL_ADDRESS": temporal.address(ports.temporal),
        "TEMPORAL_CONFIG_FILE": os.devnull,
        "RAPPORT_BASE_URL": f"http://{HOST}:{ports.gateway}",
        "RAPPORT_MAIL_FROM": "Lantern mentoring <mentoring@lantern.example>",
        "RAPPORT_MAIL_DOMAIN": "lantern.example",
        "RAPPORT_SECRETS": state_folder.signing_key(),
        "RAPPORT_HISTORY_BUDGET": f"{HISTORY_BUDGET}",
        "RAPPORT_TEMPORAL_UI": f"http://{HOST}:{ports.temporal_ui}",
    }


def database(state_folder: StateFolder, ports: Ports) -> Component:
    """Postgres; it creates its data folder at the first start."""
    recipe = postgres.recipe(state_folder.path / "postgres", ports.postgres)
    return Component(recipe, lambda: postgres.ready(ports.postgres))


def engine(state_folder: StateFolder, ports: Ports) -> Component:
    """Temporal with its UI."""
    recipe = temporal.recipe(state_folder.path / "temporal.db", ports.temporal, ports.temporal_ui)
    return Component(recipe, lambda: temporal.ready(ports.temporal))


def inbox(state_folder: StateFolder, ports: Ports) -> Component:
    """The mail catcher with its inbox."""
    where = (str(state_folder.path / "mail"), str(ports.smtp), str(ports.inbox), str(state_folder.path))
    command = (sys.executable, "-m", "stack.catcher", *where)
    return Component(Recipe("catcher", command, _outer()), lambda: listening(ports.smtp) and listening(ports.inbox))


def worker(state_folder: StateFolder, ports: Ports) -> Component:
    """The worker, exactly as `rapport worker` runs it; it has no port to check."""
    command = (sys.executable, "-m", "rapport", "worker")
    return Component(Recipe("worker", command, environment(state_folder, ports)), lambda: True)


def gateway(state_folder: StateFolder, ports: Ports) -> Component:
    """The gateway, exactly as `rapport gateway` runs it."""
    command = (sys.executable, "-m", "rapport", "gateway", "--port", str(ports.gateway))
    return Component(Recipe("gateway", command, environment(state_folder, ports)), lambda: _answers(ports.gateway))


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://{HOST}:{port}/readyz", timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
