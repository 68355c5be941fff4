"""How each part of the local stack is run, and in which order."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from stack import postgres, temporal
from stack.child import Recipe
from stack.place import Place
from stack.ports import HOST, Ports, listening

ROOT = Path(__file__).resolve().parent.parent
OURS = ("DATABASE_URL", "SMTP_URL", "RAPPORT_", "TEMPORAL_", "PG")
ORDER = ("Postgres", "catcher", "Temporal", "worker", "gateway")  # they stop the other way round


@dataclass(frozen=True)
class Part:
    """A program, and how to see that it is ready."""

    recipe: Recipe
    ready: Callable[[], bool]


def _outer() -> dict[str, str]:
    """Our environment without what speaks of other servers: the local stack never touches those."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return kept | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}


def environment(place: Place, ports: Ports) -> dict[str, str]:
    """Return the environment of worker and gateway."""
    return _outer() | {
        "DATABASE_URL": postgres.url(ports.postgres),
        "SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "TEMPORAL_ADDRESS": temporal.address(ports.temporal),
        "TEMPORAL_CONFIG_FILE": os.devnull,
        "RAPPORT_BASE_URL": f"http://{HOST}:{ports.gateway}",
        "RAPPORT_MAIL_FROM": "Lantern mentoring <mentoring@lantern.example>",
        "RAPPORT_MAIL_DOMAIN": "lantern.example",
        "RAPPORT_SECRETS": place.signing_key(),
        # Letting time pass and continue-as-new do not mix on servers up to 1.32.2: a year must fit one run.
        "RAPPORT_HISTORY_BUDGET": "2000",
        "RAPPORT_TEMPORAL_UI": f"http://{HOST}:{ports.temporal_ui}",
    }


def database(place: Place, ports: Ports) -> Part:
    """Postgres; makes its data folder at the first start."""
    recipe = postgres.recipe(place.folder / "postgres", ports.postgres)
    return Part(recipe, lambda: postgres.ready(ports.postgres))


def engine(place: Place, ports: Ports) -> Part:
    """Temporal with its UI."""
    recipe = temporal.recipe(place.folder / "temporal.db", ports.temporal, ports.temporal_ui)
    return Part(recipe, lambda: temporal.ready(ports.temporal))


def inbox(place: Place, ports: Ports) -> Part:
    """The mail catcher with its inbox."""
    where = (str(place.folder / "mail"), str(ports.smtp), str(ports.inbox), temporal.address(ports.temporal))
    command = (sys.executable, "-m", "stack.catcher", *where)
    return Part(Recipe("catcher", command, _outer()), lambda: listening(ports.smtp) and listening(ports.inbox))


def worker(place: Place, ports: Ports) -> Part:
    """The worker, exactly as `rapport worker` runs it; it has no door to knock at."""
    command = (sys.executable, "-m", "rapport", "worker")
    return Part(Recipe("worker", command, environment(place, ports)), lambda: True)


def gateway(place: Place, ports: Ports) -> Part:
    """The gateway, exactly as `rapport gateway` runs it."""
    command = (sys.executable, "-m", "rapport", "gateway", "--port", str(ports.gateway))
    return Part(Recipe("gateway", command, environment(place, ports)), lambda: _answers(ports.gateway))


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://{HOST}:{port}/readyz", timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
