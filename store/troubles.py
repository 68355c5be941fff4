"""Why a command cannot use Postgres: its errors and those of the connection to it, in one sentence each."""

import ssl

import asyncpg

from addresses import POSTGRES_FORM, place_of
from settings import unusable

TROUBLES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError)
UNMIGRATED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidParameterValueError,  # of a role that no migration has created yet
)
READ_ONLY = "takes no changes: it is a standby, or set to read only. Use the address of the primary, or let it write."


def told(error: Exception, url: str, wish: str = "manage keys") -> str:
    """Return what is wrong and what to do, without the password that the address may contain.

    `wish` is what the login was to do.
    """
    if fault := misconfigured(error):
        return fault
    place = place_of(url)
    match error:
        case asyncpg.InsufficientPrivilegeError():
            return f"This login may not {wish}. Use the login that runs `rapport migrate`."
        case asyncpg.InvalidAuthorizationSpecificationError():
            return f"Postgres at {place} does not know this login, or its password is wrong. Correct DATABASE_URL."
        case asyncpg.InvalidCatalogNameError():
            return f"Postgres has no database {place}. Run `rapport migrate`, or correct DATABASE_URL."
        case asyncpg.ReadOnlySQLTransactionError():
            return f"Postgres at {place} {READ_ONLY}"
        case ssl.SSLCertVerificationError():
            why = f"The certificate of Postgres at {place} cannot be verified: {error.verify_message}."
            return f"{why} Correct the host, sslrootcert or sslmode in DATABASE_URL."
        case _ if isinstance(error, UNMIGRATED):
            return f"The database {place} is not up to date. Run `rapport migrate`."
        case _:
            return f"Postgres at {place} cannot be reached: {type(error).__name__}. Correct DATABASE_URL, or start it."


def in_short(error: Exception) -> str:
    """Return what is wrong where many things fail alike, each with its own line."""
    return f"Postgres {READ_ONLY}" if isinstance(error, asyncpg.ReadOnlySQLTransactionError) else type(error).__name__


def misconfigured(error: BaseException) -> str:
    """Say what is wrong with DATABASE_URL if that is why a connection failed; empty if a server may be the reason."""
    match error:
        case asyncpg.UndefinedObjectError():
            says = f"Postgres does not know a setting in it ({error}); take that out"
        case asyncpg.ClientConfigurationError():
            says = " ".join(str(error).split())
        case ValueError() if not isinstance(error, OSError | asyncpg.InterfaceError):  # certificates are OSErrors
            says = POSTGRES_FORM
        case _:
            return ""
    return unusable("DATABASE_URL", says)
