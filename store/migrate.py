"""Bring a database up to date with store/migrations, with dbmate."""

import subprocess
import sys
import time
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from addresses import POSTGRES_FORM, encoded, place_of
from settings import unusable
from store import queries

GATEWAY = ("rapport_gateway", "rapport_gateway_sweeper", "rapport_expiry")
WORKER = ("rapport_worker", "rapport_worker_sweeper")


class MigrationError(Exception):
    """The database could not be brought up to date; the message is dbmate's, without the address of the database."""


def versions() -> set[str]:
    """Return the versions of the migrations in this release."""
    folder = files("store") / "migrations"
    return {path.name.partition("_")[0] for path in folder.iterdir() if path.name.endswith(".sql")}


async def grant(url: str, login: str, roles: tuple[str, ...]) -> None:
    """Let a login run a gateway or a worker: grant it the roles that the migrations created. Raises MigrationError."""
    try:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(await queries.access.granting(connection, login=login, roles=list(roles)))
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MigrationError(f"The roles could not be granted to the login {login}: {error}") from None


def _dbmate() -> str:
    beside = Path(sys.executable).with_name("dbmate")
    return str(beside) if beside.exists() else "dbmate"


# Messages of lib/pq, the driver of dbmate.
UNREACHED = "dial "  # no server answers
NO_ADDRESS = "--url"  # dbmate asks for its own option
NO_TLS = "SSL is not enabled on the server"
LOCKED = "(55P03)"  # lock_not_available; dbmate prints the code, whatever language the server speaks
# A migration that waits for a lock, such as a dump's, makes everything behind it wait: so it waits briefly, and again.
BRIEFLY, PAUSE, RETRIES = "2s", 5.0, 40  # for a lock; seconds between two tries; about five minutes in all
WHATEVER = (None, "prefer", "allow")  # lib/pq supports neither of the two, and requires TLS by default


def _addresses(url: str) -> list[str]:
    """Return the addresses to try in turn: first with TLS, then without, unless the address specifies that."""
    parts = urlsplit(encoded(url))
    query = {"lock_timeout": BRIEFLY, **dict(parse_qsl(parts.query))}
    modes = ("require", "disable") if query.get("sslmode") in WHATEVER else (query["sslmode"],)
    return [urlunsplit(parts._replace(query=urlencode({**query, "sslmode": mode}))) for mode in modes]


def migrate(url: str) -> str:
    """Create the database if it is missing, apply every pending migration and return dbmate's output.

    Safe to run from several machines at once: dbmate holds a lock. Raises MigrationError.
    """
    addresses, retries = _addresses(url), RETRIES
    while LOCKED in (done := _applied(addresses)).stderr and retries:
        time.sleep(PAUSE)
        retries -= 1
    if done.returncode:
        text = done.stderr or done.stdout
        if LOCKED in text:
            raise MigrationError(
                "A table stays locked, perhaps by a dump or by another migration. Run this again later."
            )
        if UNREACHED in text:
            raise MigrationError(f"Postgres at {place_of(url)} cannot be reached. Correct DATABASE_URL, or start it.")
        if NO_ADDRESS in text:
            raise MigrationError(unusable("DATABASE_URL", POSTGRES_FORM))
        for address in addresses:
            text = text.replace(address, "the database")
        raise MigrationError(text.strip())
    return done.stdout.strip()


def _applied(addresses: list[str]) -> subprocess.CompletedProcess[str]:
    first, *others = addresses
    done = _up(first)
    return _up(others[0]) if others and NO_TLS in done.stderr + done.stdout else done


def _up(address: str) -> subprocess.CompletedProcess[str]:
    with as_file(files("store") / "migrations") as folder:
        command = (_dbmate(), "--no-dump-schema", "--migration-lock", "--migrations-dir", str(folder), "up")
        return subprocess.run(  # noqa: S603 - our own migrations, and the address from the environment
            command, check=False, capture_output=True, text=True, env={"DATABASE_URL": address}
        )
