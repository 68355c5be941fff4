"""`rapport key new | list | revoke`: who may call the API and sign in at the console."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NoReturn
from uuid import UUID

import typer
from typer.core import TyperGroup

from settings import ConfigurationError, require_database

FAILED, UNSET = 1, 2
Database = Annotated[str, typer.Option("--database-url", envvar="DATABASE_URL", hidden=True, help="Where Postgres is.")]


class Keys(TyperGroup):
    """The commands for keys; for the old `rapport key NAME`, says which command to use instead."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command; for an unknown one, point to `new` and exit."""
        if found := super().get_command(ctx, cmd_name):
            return found
        _fail(f'There is no command {cmd_name!r}. To make a key for an organisation: rapport key new "{cmd_name}"', 2)


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise typer.BadParameter("Must be a UUID, such as those that `rapport key list` shows.") from None


keys = typer.Typer(cls=Keys, no_args_is_help=True, help="Create, list and revoke API keys.")


@keys.command()
def new(
    organisation: Annotated[
        str,
        typer.Argument(
            help="The organisation's name. It is created if it does not exist. With --existing also its id, "
            "from `rapport key list`."
        ),
    ],
    name: Annotated[str, typer.Option(help="Who uses the key. The timeline shows this name.")] = "HR platform",
    scope: Annotated[
        list[str] | None,
        typer.Option(help="read, write, console or confidential. Can be repeated. Default: read and write."),
    ] = None,
    existing: Annotated[bool, typer.Option("--existing", help="Add a key to an organisation that exists.")] = False,
    organisation_id: Annotated[
        UUID | None,
        typer.Option(
            help="The id for a new organisation, if another one has the same name.", parser=_id_of, metavar="UUID"
        ),
    ] = None,
    database: Database = "",
) -> None:
    """Create an API key for an organisation and print it once. Only a hash of it is stored.

    `read` and `write` are for the API. With `console`, people can sign in to the console; there, `write` lets them
    step in, and `confidential` shows what people told the coordinator in confidence or wrote at the end.
    """
    from gateway.security.api_keys import Scope
    from gateway.security.key_management import USUAL, Wanted, new_key

    if strange := set(scope or ()) - set(Scope):
        _fail(f"Unknown scope: {', '.join(sorted(strange))}. The scopes are: {', '.join(Scope)}.", UNSET)
    wanted, scopes = Wanted(organisation, existing, organisation_id), [Scope(one) for one in scope or USUAL]
    typer.echo(_run(database, lambda pool: new_key(pool, wanted, name, scopes)))


@keys.command("list")
def list_(
    organisation: Annotated[
        str | None, typer.Argument(help="The organisation's name or id. Default: all organisations.")
    ] = None,
    database: Database = "",
) -> None:
    """List keys with id, organisation, name, scopes, when they were created and revoked, and the organisation's id."""
    from gateway.security.key_management import list_keys

    keys_there = _run(database, lambda pool: list_keys(pool, organisation))
    if organisation and not keys_there:
        _fail(f"No organisation with keys is called “{organisation}”. `rapport key list` shows all of them.")
    for key in keys_there:
        made, ended = f"{key['created_at']:%Y-%m-%d}", key["revoked_at"]
        until = f"revoked {ended:%Y-%m-%d}" if ended else "in use"
        told = (key["id"], key["organisation"], key["name"], " ".join(key["scopes"]), f"made {made}", until)
        typer.echo("\t".join(map(str, (*told, f"organisation {key['organisation_id']}"))))


@keys.command()
def revoke(
    id: Annotated[UUID, typer.Argument(help="The key's id, from `rapport key list`.", parser=_id_of)],
    database: Database = "",
) -> None:
    """Revoke a key. Gateways stop accepting it within 30 seconds."""
    from gateway.security.key_management import revoke_id

    ended = _run(database, lambda pool: revoke_id(pool, id))
    typer.echo("Revoked. Gateways stop accepting it within 30 seconds." if ended else "This key was already revoked.")


def _run(database: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    """Run work with a pool; if it fails, print why in a sentence and exit."""
    from gateway.security.key_management import KeyManagementError
    from store.troubles import TROUBLES, told

    try:
        require_database(database)
    except ConfigurationError as error:
        _fail(str(error), UNSET)
    try:
        return asyncio.run(_with_pool(database, work))
    except KeyManagementError as error:
        _fail(str(error))
    except TROUBLES as error:
        _fail(told(error, database))


async def _with_pool(database: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    from store.pool import open_pool

    pool = await open_pool(database, 2)
    try:
        return await work(pool)
    finally:
        await pool.close()


def _fail(says: str, code: int = FAILED) -> NoReturn:
    typer.echo(says, err=True)
    raise typer.Exit(code)
