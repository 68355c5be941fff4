"""A service in a temporary folder, on free ports; everything is removed afterwards."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from chaos.database import Database, installed
from chaos.ports import free_ports
from chaos.processes import Processes
from chaos.relay_control import Relay
from chaos.service import Service


@contextmanager
def _ended(processes: Processes) -> Iterator[None]:
    """End all processes at the end of the block."""
    try:
        yield
    finally:
        processes.end_all()


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    """Mount a small disk on a folder; only root can do that."""
    folder.mkdir(mode=0o700)
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=110m,mode=0700", "rapport-chaos", str(folder)), check=True)
    try:
        yield
    finally:
        subprocess.run(("umount", str(folder)), check=True)


@contextmanager
def service(budget: int = 2000, *, small_disk: bool = False) -> Iterator[Service]:
    """Yield the service with nothing running yet; afterwards all processes are stopped and the folder is removed."""
    ports = free_ports(5)
    with TemporaryDirectory(prefix="rapport-chaos-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        folder.chmod(0o711)  # Postgres may run as another user, who needs access
        processes = Processes(folder / "log")
        database = Database(folder / "postgres", ports[0], installed())
        relay = Relay(folder / "mail", ports[1])
        with _disk(database.data) if small_disk else nullcontext(), _ended(processes):
            yield Service(folder, processes, database, relay, ports[2], ports[3:], budget)
