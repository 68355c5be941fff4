"""The command line: `rapport --help`."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from gateway.security.key_commands import keys
from intake.commands import renew, temporal
from roster.command import import_roster
from settings import ConfigurationError, Settings, read_settings, require_database, version

UNSET, FAILED = 2, 1
STATE = Path(".rapport")
HERE, SERVICE = "On this machine", "As a service"


def _waits_for(what: str) -> Any:
    return typer.Option(help=f"Seconds to wait at start for {what}. By default there is no limit.", min=0)


console = Console()
complaints = Console(stderr=True)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Rapport runs mentoring programmes by e-mail.\n\n"
    "New here? [bold]rapport up[/bold] starts everything on this machine, with sample data to try it out.\n\n"
    "In production, run [bold]rapport migrate[/bold] and [bold]rapport temporal setup[/bold] once, then "
    "[bold]rapport worker[/bold] and [bold]rapport gateway[/bold]. README.md lists the environment variables.\n\n"
    "Exit codes: 0 success, 1 failure, 2 usage error or missing configuration.",
)
app.command("import", rich_help_panel=SERVICE)(import_roster)
app.command(rich_help_panel=SERVICE)(renew)
app.add_typer(temporal, name="temporal", rich_help_panel=SERVICE)
app.add_typer(keys, name="key", rich_help_panel=SERVICE)


def _show_version(wanted: bool) -> None:
    if wanted:
        console.print(f"rapport {version()}", markup=False, highlight=False)
        raise typer.Exit


@app.callback()
def rapport(
    version_: Annotated[
        bool,
        typer.Option("--version", help="Print the version of this release.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """The options of `rapport` itself."""


def _fail(says: str, code: int = FAILED) -> NoReturn:
    complaints.print(says, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(code)


def _settings(wait: float | None) -> Settings:
    try:
        settings = read_settings()
        return settings if wait is None else settings.model_copy(update={"wait": wait})
    except ConfigurationError as error:
        _fail(str(error), UNSET)


def _log() -> None:
    """Log to stderr, each line with its time in UTC."""
    lines = logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    lines.converter = time.gmtime
    handler = logging.StreamHandler()
    handler.setFormatter(lines)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _database_url() -> str:
    try:
        return require_database(os.environ.get("DATABASE_URL"))
    except ConfigurationError as error:
        _fail(str(error), UNSET)


@contextmanager
def _local_stack() -> Iterator[None]:
    """Explain how to install the local stack if it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        _fail(f"The local stack is not installed ({error.name} is missing). Run: pip install 'rapport[local]'")


@app.command(rich_help_panel=HERE)
def up(
    port: Annotated[
        int, typer.Option(help="The first of six ports: gateway, inbox, SMTP, Temporal, Temporal UI, Postgres.")
    ] = 8700,
    state: Annotated[Path, typer.Option(help="The folder for data, logs, mail and keys.")] = STATE,
) -> None:
    """Start everything on this machine: Postgres, Temporal, an inbox, worker, gateway and a sample programme.

    Nothing leaves this machine: all mail goes to the inbox. Ctrl-C stops everything;
    the next start continues from there.
    """
    with _local_stack():
        from stack.child_process import StackError
        from stack.ports import side_by_side
        from stack.state_folder import StateFolder
        from stack.up import up as run
        from store.migrate import MigrationError

    try:
        ports = side_by_side(port)
    except StackError as error:
        _fail(str(error), UNSET)
    try:
        asyncio.run(run(StateFolder(state), ports, console))
    except (StackError, MigrationError) as error:
        _fail(str(error))


@app.command(rich_help_panel=SERVICE)
def worker(wait: Annotated[float | None, _waits_for("Postgres and Temporal")] = None) -> None:
    """Run a worker, which takes each mentorship's next step when it is due and sends mail.

    Run as many as you like. At start it waits for Postgres and Temporal. On SIGTERM it finishes its current work.
    """
    settings = _settings(wait)
    from worker import main

    _log()
    _serve(main, settings)


def _serve(
    main: Callable[[Settings, asyncio.Event], Awaitable[None]],
    settings: Settings,
    loops: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> None:
    from intake.waiting import AwayError

    try:
        with asyncio.Runner(loop_factory=loops) as runner:
            runner.run(_until_signalled(main, settings))
    except AwayError as error:
        _fail(str(error))
    except ConfigurationError as error:
        _fail(str(error), UNSET)


async def _until_signalled(main: Callable[[Settings, asyncio.Event], Awaitable[None]], settings: Settings) -> None:
    shutdown = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, shutdown.set)
    await main(settings, shutdown)


@app.command(rich_help_panel=SERVICE)
def gateway(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)] = 8700,
    wait: Annotated[float | None, _waits_for("Postgres")] = None,
) -> None:
    """Run a gateway: the HTTP API, the pages behind the links in letters, and the console.

    Run as many as you like. At start it waits for Postgres. While Temporal is down, it saves what people say.
    """
    settings = _settings(wait)
    from gateway.app import create_app, ready_to_serve
    from gateway.operations import create_operations
    from gateway.server import loops, serve

    async def run(settings: Settings, stop: asyncio.Event) -> None:
        await ready_to_serve(settings, stop)
        if stop.is_set():
            return
        service, beside = create_app(settings), None
        if settings.operations_port is not None:
            beside = create_operations(service, settings.base_url.startswith("https://")), settings.operations_port
        if not await serve(service, host, port, stop, beside):
            raise typer.Exit(FAILED)

    _log()
    _serve(run, settings, loops())


@app.command(rich_help_panel=SERVICE)
def migrate(
    gateway_login: Annotated[str | None, typer.Option(help="A Postgres login that will run the gateway.")] = None,
    worker_login: Annotated[str | None, typer.Option(help="A Postgres login that will run the worker.")] = None,
) -> None:
    """Create the database in DATABASE_URL if it is missing, and bring it up to date.

    The login that migrates owns the tables. Worker and gateway should connect with logins of their own, which must
    exist already. This command grants them the roles that they need, and nothing else.
    """
    from store.encoding import prepare
    from store.migrate import GATEWAY, WORKER, MigrationError, grant
    from store.migrate import migrate as apply

    url = _database_url()
    try:
        asyncio.run(prepare(url))
        console.print(apply(url) or "Nothing to do: the database is up to date.", markup=False)
        for login, roles in ((gateway_login, GATEWAY), (worker_login, WORKER)):
            if login:
                asyncio.run(grant(url, login, roles))
                console.print(f"Granted {', '.join(roles)} to {login}.", markup=False, soft_wrap=True)
    except MigrationError as error:
        _fail(str(error))


@app.command(rich_help_panel=HERE)
def forward(
    days: Annotated[float, typer.Option(help="How many days to let pass.", min=0.01, max=366)] = 14,
    state: Annotated[Path, typer.Option(help="The folder of the running local stack.")] = STATE,
) -> None:
    """Let time pass for every running mentorship of the local stack. Letters that fall due are sent."""
    with _local_stack():
        from temporalio.client import Client

        from stack.child_process import StackError
        from stack.state_folder import StateFolder
        from stack.time_skipping import forward as let_pass

    async def run(address: str) -> int:
        return await let_pass(await Client.connect(address), timedelta(days=days))

    try:
        count = asyncio.run(run(StateFolder(state).told("temporal")))
    except (StackError, RuntimeError, TimeoutError) as error:
        _fail(str(error))
    console.print(f"{days:g} days passed for {count} mentorship{'' if count == 1 else 's'}.")


if __name__ == "__main__":
    app()
