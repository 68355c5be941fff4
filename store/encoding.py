"""The encoding of the database: UTF8, because people write in every script; whatever is not in UTF8 is refused."""

import asyncpg

from addresses import database_of, host_of, place_of
from settings import unusable
from store import queries
from store.migrate import MigrationError
from store.pool import PATIENCE, Connection
from store.troubles import TROUBLES, told

WRONG = (
    "The database {place} is in {encoding} and cannot hold what people write. Make it anew: CREATE DATABASE {name} … "
    "ENCODING 'UTF8' TEMPLATE template0. If it holds data, move it there with pg_dump and pg_restore; "
    "see docs/how-to/run-in-production.md, “A database that is not in UTF8”."
)
FORBIDDEN = (
    "There is no database {place}, and this login may not create one. Correct DATABASE_URL, or have a superuser run: "
    "CREATE DATABASE {name} OWNER … ENCODING 'UTF8' TEMPLATE template0"
)
MANAGING = "postgres"  # the database to connect to while ours does not exist


def fault_of(connection: Connection, url: str) -> str:
    """Say what to do if a database is not in UTF8; empty if it is."""
    encoding = connection.get_settings().server_encoding
    if encoding == "UTF8":
        return ""
    return WRONG.format(place=place_of(url), name=database_of(url), encoding=encoding)


async def prepare(url: str) -> None:
    """Create the database, in UTF8, if it is missing. Raises MigrationError if it is not in UTF8 or out of reach."""
    if "," in host_of(url):  # dbmate knows one only
        raise MigrationError(unusable("DATABASE_URL", "a migration needs one host, that of the primary"))
    try:
        try:
            connection = await asyncpg.connect(url, timeout=PATIENCE)
        except asyncpg.InvalidCatalogNameError:
            await _create(url)
            return
        try:
            fault = fault_of(connection, url)
        finally:
            await connection.close()
    except TROUBLES as error:
        raise MigrationError(told(error, url, "migrate")) from None
    if fault:
        raise MigrationError(fault)


async def _create(url: str) -> None:
    connection = await asyncpg.connect(url, database=MANAGING, timeout=PATIENCE)
    try:
        await connection.execute(await queries.access.creating(connection, name=database_of(url)))
    except asyncpg.InsufficientPrivilegeError:
        raise MigrationError(FORBIDDEN.format(place=place_of(url), name=database_of(url))) from None
    except asyncpg.DuplicateDatabaseError:  # somebody else has just created it
        pass
    finally:
        await connection.close()
