"""Bring a database up to date with store/migrations, by dbmate."""

import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from store import queries


class MigrationError(Exception):
    """The database could not be brought up to date; the message is dbmate's, without the address."""


def versions() -> set[str]:
    """Return the versions of the migrations that this release comes with."""
    folder = files("store") / "migrations"
    return {path.name.partition("_")[0] for path in folder.iterdir() if path.name.endswith(".sql")}


async def grant(url: str, login: str) -> None:
    """Let a login serve: give it the roles that the migrations made. Raises MigrationError."""
    try:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(await queries.access.granting(connection, login=login))
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MigrationError(f"The login {login} is not granted the roles: {error}") from None


def _dbmate() -> str:
    beside = Path(sys.executable).with_name("dbmate")
    return str(beside) if beside.exists() else "dbmate"


def _plain_unless_told(url: str) -> str:
    """Add `sslmode=disable` unless the address says otherwise: dbmate, unlike libpq, would insist on TLS."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query.setdefault("sslmode", "disable")
    return urlunsplit(parts._replace(query=urlencode(query)))


def migrate(url: str) -> str:
    """Create the database where it is missing, apply every pending migration and return what was done.

    Safe to run from several machines at once: dbmate holds a lock. Raises MigrationError.
    """
    address = _plain_unless_told(url)
    with as_file(files("store") / "migrations") as folder:
        command = (_dbmate(), "--no-dump-schema", "--migration-lock", "--migrations-dir", str(folder), "up")
        done = subprocess.run(  # noqa: S603 - our own migrations, and the address out of the environment
            command, check=False, capture_output=True, text=True, env={"DATABASE_URL": address}
        )
    if done.returncode:
        raise MigrationError((done.stderr or done.stdout).replace(address, "the database").strip())
    return done.stdout.strip()
