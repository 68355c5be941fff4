"""Why a command cannot use Postgres: its errors and those of the connection to it, in one sentence each."""

import asyncpg

from settings import place_of

TROUBLES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError)
UNMIGRATED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidParameterValueError,  # of a role that no migration has created yet
)


def told(error: Exception, url: str, wish: str = "manage keys") -> str:
    """Return what is wrong and what to do, without the password that the address may contain.

    `wish` is what the login was to do.
    """
    match error:
        case asyncpg.InsufficientPrivilegeError():
            return f"This login may not {wish}. Use the login that runs `rapport migrate`."
        case asyncpg.InvalidAuthorizationSpecificationError():
            return (
                f"Postgres at {_place(url)} does not know this login, or its password is wrong. Correct DATABASE_URL."
            )
        case asyncpg.InvalidCatalogNameError():
            return f"Postgres has no database {_place(url)}. Run `rapport migrate`, or correct DATABASE_URL."
        case _ if isinstance(error, UNMIGRATED):
            return f"The database {_place(url)} is not up to date. Run `rapport migrate`."
        case ValueError():
            return "DATABASE_URL cannot be used: write postgresql://user:password@host:5432/database"
        case _:
            return f"Postgres at {_place(url)} cannot be reached: {type(error).__name__}. Correct DATABASE_URL, or start it."


def _place(url: str) -> str:
    try:
        return place_of(url)
    except ValueError:
        return "DATABASE_URL"
