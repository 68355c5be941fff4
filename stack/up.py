"""`rapport up`: all of Rapport on this machine, with a sample programme."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

from rich.console import Console
from rich.table import Table

from gateway.security.key_management import create_key
from stack import components, postgres, temporal
from stack.components import Component
from stack.ports import HOST, Ports, require_free
from stack.sample import ORGANISATION, PARTS, load
from stack.state_folder import StateFolder, occupied
from stack.supervisor import Supervisor, supervised
from store.migrate import migrate
from store.pool import open_pool

FACES = {
    "inbox": "open Ben’s letter, press a button",
    "console": "sign in with the API key below",
    "docs": "the API, to try out",
    "temporal_ui": "the same, as durable workflows",
}
DOORS = {
    "database": "for psql",
    "temporal": "for the temporal CLI",
    "smtp": "ends in the inbox",
    "api_key": "",
}


async def _database(supervisor: Supervisor, state_folder: StateFolder, ports: Ports) -> None:
    component = await asyncio.to_thread(components.database, state_folder, ports)
    await supervisor.bring_up(component)
    await asyncio.to_thread(migrate, postgres.url(ports.postgres))


async def _key(state_folder: StateFolder, ports: Ports) -> str:
    if not state_folder.recall("api_key"):
        pool = await open_pool(postgres.url(ports.postgres), 2)
        state_folder.keep("api_key", await create_key(pool, ORGANISATION, "local stack"))
        await pool.close()
    return state_folder.recall("api_key")


async def bring_up(supervisor: Supervisor, state_folder: StateFolder, ports: Ports) -> dict[str, str]:
    """Start every component, load the sample once, and return the description of the stack."""
    servers: list[Component] = [components.inbox(state_folder, ports), components.engine(state_folder, ports)]
    await asyncio.gather(_database(supervisor, state_folder, ports), *map(supervisor.bring_up, servers))
    key = await _key(state_folder, ports)
    await asyncio.gather(
        *(supervisor.bring_up(component(state_folder, ports)) for component in (components.worker, components.gateway))
    )
    told = description(ports, key)
    state_folder.describe(told)
    await load(*(told[name] for name in PARTS))
    return told


def description(ports: Ports, key: str) -> dict[str, str]:
    """Return the addresses of all parts."""
    api = f"http://{HOST}:{ports.gateway}"
    return {
        "console": f"{api}/console",
        "inbox": f"http://{HOST}:{ports.inbox}",
        "api": api,
        "docs": f"{api}/docs",
        "temporal_ui": f"http://{HOST}:{ports.temporal_ui}",
        "api_key": key,
        "database": postgres.url(ports.postgres),
        "temporal": temporal.address(ports.temporal),
        "smtp": f"smtp://{HOST}:{ports.smtp}",
    }


def table(told: dict[str, str]) -> Table:
    """Return the addresses that people open in a browser, with what to do there first."""
    shown = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    for name, hint in FACES.items():
        shown.add_row(name.replace("_", " "), told[name], f"[dim]{hint}[/dim]")
    return shown


def _show(console: Console, told: dict[str, str], state_folder: StateFolder) -> None:
    console.print(table(told))
    for name, hint in DOORS.items():  # not in the table, which would cut long lines
        console.print(f"{name.replace('_', ' '):<13}{told[name]}  [dim]{hint}[/dim]", soft_wrap=True, highlight=False)
    console.print(f"[dim]All of it is in {state_folder.description}. Ctrl-C stops everything.[/dim]", soft_wrap=True)


async def _live(console: Console, supervisor: Supervisor, state_folder: StateFolder, ports: Ports) -> None:
    told = await bring_up(supervisor, state_folder, ports)
    _show(console, told, state_folder)
    await supervisor.watch()


async def _either(*ways: Coroutine[Any, Any, object]) -> None:
    """Return or raise with the first of these that ends; cancel the others."""
    tasks = [asyncio.create_task(way) for way in ways]
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for task in done:
        task.result()


async def up(state_folder: StateFolder, ports: Ports, console: Console) -> None:
    """Run the local stack until SIGINT, SIGTERM or SIGHUP; raises StackError if a part fails."""
    require_free(ports)
    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    with occupied(state_folder):
        async with supervised(state_folder, lambda said: console.print(f"[dim]{said}[/dim]")) as supervisor:
            await _either(stop.wait(), _live(console, supervisor, state_folder, ports))
        console.print("Everything is stopped. All data is kept.")
