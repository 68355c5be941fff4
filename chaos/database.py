"""PostgreSQL: the newest version installed by Debian, or else the one of the local stack."""

import os
import pwd
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack import postgres
from stack.child_process import Recipe, StackError
from stack.ports import HOST

DEBIAN = Path("/usr/lib/postgresql")
OLDEST = 15
OWNER = "nobody"  # Postgres refuses to run as root


def installed() -> Path | None:
    """Return the folder of the newest server installed by Debian, if there is one."""
    found = {float(path.parents[1].name): path.parent for path in DEBIAN.glob("*/bin/initdb")}
    fit = [version for version in found if version >= OLDEST]
    return found[max(fit)] if fit else None


@dataclass(frozen=True)
class Database:
    """A server with its data in a folder; it needs no password, but listens on the loopback interface only."""

    data: Path
    port: int
    programs: Path | None

    def address(self, login: str = postgres.SUPERUSER, name: str = "mentoring") -> str:
        """Return the address for a login."""
        return f"postgresql://{login}@{HOST}:{self.port}/{name}"

    def recipe(self) -> Recipe:
        """Create the data folder if needed, and return how to run the server."""
        if self.programs is None:
            return postgres.recipe(self.data, self.port)
        self._initialise(self.programs)
        settings = postgres.SETTINGS | {"port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = (str(self.programs / "postgres"), "-D", str(self.data), *options)
        return Recipe("Postgres", command, goodbye=signal.SIGINT, user=_owner())

    def ready(self) -> bool:
        """Whether the server accepts connections."""
        return postgres.ready(self.port)

    def _initialise(self, programs: Path) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(mode=0o700, exist_ok=True)
        options = ("-U", postgres.SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        command = (str(programs / "initdb"), "-D", str(self.data), "--wal-segsize=1", *options)
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False, **_identity(self.data))
        if done.returncode:
            raise StackError(f"Postgres could not make its data folder {self.data}: {done.stderr.strip()}")


def _owner() -> str:
    return OWNER if os.geteuid() == 0 else ""


def _identity(data: Path) -> dict[str, Any]:
    """Give the folder to the server's user; return what makes a subprocess run as that user."""
    if not _owner():
        return {}
    entry = pwd.getpwnam(OWNER)
    os.chown(data, entry.pw_uid, entry.pw_gid)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}
