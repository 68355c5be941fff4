"""A Postgres of one test's own, that may be killed, stopped and brought back."""

import signal
from pathlib import Path

import asyncpg

from stack import postgres as server
from stack.child_process import Child
from stack.ports import free_port
from tests.patience import PATIENCE


class KillablePostgres:
    """The server, on a port and in a folder that it keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = server.url(self.port)
        self.child: Child = self.up()

    def up(self) -> Child:
        """Start it, with what it kept before."""
        self.child = server.serve(self.folder / "killable", self.port, self.folder / "killable.log")
        return self.child

    def crash(self) -> None:
        """End it without a word to anybody."""
        self.child.process.send_signal(signal.SIGQUIT)
        self.child.process.wait(PATIENCE)

    async def processes(self) -> list[int]:
        """Return the postmaster and whoever serves somebody now."""
        connection = await asyncpg.connect(self.url)
        rows = await connection.fetch(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        await connection.close()
        return [self.child.process.pid, *(row["pid"] for row in rows)]
