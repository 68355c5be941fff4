"""The command line: `rapport --help`."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console

from roster.command import import_roster
from settings import Settings

UNSET, FAILED = 2, 1
STATE = Path(".rapport")
VARIABLES = {
    "DATABASE_URL": ("where Postgres is", "postgresql://rapport@db.example.org/rapport"),
    "SMTP_URL": ("the relay that takes the mail", "smtp://relay.example.org:25"),
    "RAPPORT_BASE_URL": ("the public address of the gateway, as it stands in letters", "https://mentoring.example.org"),
    "RAPPORT_MAIL_FROM": ("the sender that people see", "Mentoring <mentoring@example.org>"),
    "RAPPORT_MAIL_DOMAIN": ("the domain of Message-IDs", "example.org"),
    "RAPPORT_SECRETS": (
        "one or two keys that sign links, newest first",
        'the output of: python -c "import secrets; print(secrets.token_urlsafe(32))"',
    ),
    "TEMPORAL_ADDRESS": ("where Temporal is", "temporal.example.org:7233"),
}
HERE, SERVICE = "On this machine", "As a service"
console = Console()
complaints = Console(stderr=True)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Rapport: the durable machinery under a mentoring programme.\n\n"
    "New here? [bold]rapport up[/bold] starts everything on this machine, with a sample to play with.\n\n"
    "In production, run [bold]rapport migrate[/bold], then [bold]rapport worker[/bold] and "
    "[bold]rapport gateway[/bold] with the environment that README.md describes.\n\n"
    "Exit codes: 0 done, 1 failed, 2 asked wrongly or configuration missing.",
)
app.command("import", rich_help_panel=SERVICE)(import_roster)


def _fail(says: str, code: int = FAILED) -> NoReturn:
    complaints.print(says, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def _missing(name: str) -> str:
    purpose, example = VARIABLES.get(name, ("see README.md", "…"))
    return f"{name} is not set: {purpose}. For example: {example}"


def _settings() -> Settings:
    """Read the environment; every variable that is missing or wrong is named, none is shown."""
    faults = [] if _knows_temporal() else [_missing("TEMPORAL_ADDRESS")]
    try:
        settings = Settings()
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        faults = [*(_fault(str(fault["loc"][0]), fault["type"], fault["msg"]) for fault in found), *faults]
    if faults:
        _fail("\n".join(faults), UNSET)
    return settings


def _knows_temporal() -> bool:
    from temporalio.envconfig import ClientConfig

    return "target_host" in ClientConfig.load_client_connect_config()


def _fault(name: str, kind: str, says: str) -> str:
    return _missing(name) if kind == "missing" else f"{name} cannot be used: {says.removeprefix('Value error, ')}"


def _database_url() -> str:
    return os.environ.get("DATABASE_URL") or _fail(_missing("DATABASE_URL"), UNSET)


@app.command(rich_help_panel=HERE)
def up(
    port: Annotated[
        int, typer.Option(help="First of six in a row: gateway, inbox, SMTP, Temporal, its UI, Postgres.")
    ] = 8700,
    state: Annotated[Path, typer.Option(help="Where data, logs, mail and keys are kept.")] = STATE,
) -> None:
    """Start everything on this machine: Postgres, Temporal, an inbox, worker, gateway and a sample programme.

    Nothing leaves this machine: every letter lands in the inbox. Ctrl-C stops it all;
    the next start goes on from there.
    """
    from stack.child_process import StackError
    from stack.ports import side_by_side
    from stack.state_folder import StateFolder
    from stack.up import up as run
    from store.migrate import MigrationError

    try:
        asyncio.run(run(StateFolder(state), side_by_side(port), console))
    except (StackError, MigrationError) as error:
        _fail(str(error))


@app.command(rich_help_panel=SERVICE)
def worker() -> None:
    """Run the worker: it takes each mentorship's next step when it is due, and sends the mail.

    Run as many as you like. SIGTERM lets it finish what is under way.
    """
    settings = _settings()
    from worker import main

    asyncio.run(_until_signalled(main, settings))


async def _until_signalled(main: Callable[[Settings, asyncio.Event], Awaitable[None]], settings: Settings) -> None:
    shutdown = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, shutdown.set)
    await main(settings, shutdown)


@app.command(rich_help_panel=SERVICE)
def gateway(
    host: Annotated[str, typer.Option(help="The interface to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8700,
) -> None:
    """Run the gateway: the HTTP API, the pages behind the links in letters, and the console."""
    settings = _settings()
    from gateway.app import create_app
    from gateway.server import loops, serve

    async def run(settings: Settings, stop: asyncio.Event) -> None:
        if not await serve(create_app(settings), host, port, stop):
            raise typer.Exit(FAILED)

    with asyncio.Runner(loop_factory=loops()) as runner:
        runner.run(_until_signalled(run, settings))


@app.command(rich_help_panel=SERVICE)
def migrate() -> None:
    """Create the database of DATABASE_URL where it is missing, and bring it up to date."""
    from store.migrate import MigrationError
    from store.migrate import migrate as apply

    try:
        console.print(apply(_database_url()) or "Nothing to do: the database is up to date.", markup=False)
    except MigrationError as error:
        _fail(str(error))


@app.command(rich_help_panel=SERVICE)
def key(
    organisation: Annotated[str, typer.Argument(help="Its name; made if it is not there yet.")],
) -> None:
    """Make an API key for an organisation and print it, once: only a hash of it is kept."""
    from gateway.security.api_keys import create_key
    from store.pool import open_pool

    async def make() -> str:
        pool = await open_pool(_database_url(), 2)
        try:
            return await create_key(pool, organisation)
        finally:
            await pool.close()

    print(asyncio.run(make()))


@app.command(rich_help_panel=HERE)
def forward(
    days: Annotated[float, typer.Option(help="How many days to let pass.", min=0.01, max=366)] = 14,
    state: Annotated[Path, typer.Option(help="The state folder of the running local stack.")] = STATE,
) -> None:
    """Let time pass for every running mentorship of the local stack; due letters are sent on the way."""
    from temporalio.client import Client

    from stack.child_process import StackError
    from stack.state_folder import StateFolder
    from stack.time_skipping import forward as let_pass

    async def run(address: str) -> int:
        return await let_pass(await Client.connect(address), timedelta(days=days))

    try:
        count = asyncio.run(run(StateFolder(state).told("temporal")))
    except (StackError, RuntimeError) as error:
        _fail(str(error))
    console.print(f"{days:g} days passed for {count} mentorship{'' if count == 1 else 's'}.")


if __name__ == "__main__":
    app()
