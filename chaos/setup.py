"""The first start of a service: database, roles, search attributes, as the manual says."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import asyncpg

from chaos.service import GATEWAYS, RAPPORT, WORKERS, Service
from intake.temporal_setup import SEARCH_ATTRIBUTES
from stack.child_process import StackError

PREPARE = (
    "CREATE ROLE mentoring_owner LOGIN CREATEROLE",
    "CREATE DATABASE mentoring OWNER mentoring_owner",
    "CREATE ROLE mentoring LOGIN",
)


async def bring_up(one: Service) -> str:
    """Start and prepare every part, in order, and return a key of the API."""
    one.start_database(wait=False)
    one.start_relay(wait=False)
    one.start_temporal()
    set_search_attributes(one)
    await _prepare_database(one)
    for name in WORKERS:
        one.start_worker(name)
    for name in GATEWAYS:
        one.start_gateway(name, wait=False)
    key = rapport(one, "key", "Chaos Trust")
    for name in GATEWAYS:
        one.await_gateway(name)
    return key


async def _prepare_database(one: Service) -> None:
    one.await_database()
    await execute(one.database.address(name="postgres"), *PREPARE)
    rapport(one, "migrate", DATABASE_URL=one.database.address("mentoring_owner"))
    await execute(one.database.address("mentoring_owner"), "GRANT rapport_app, rapport_sweeper TO mentoring")


async def execute(address: str, *statements: str) -> None:
    """Run statements, each by itself."""
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def rapport(one: Service, *arguments: str, **environment: str) -> str:
    """Run a command of the command line and return what it prints; StackError when it fails."""
    done = _run((RAPPORT, *arguments), one.environment(**environment))
    if done.returncode:
        raise StackError(f"rapport {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def temporal_cli(one: Service, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run Temporal's own command line against our server."""
    beside = Path(sys.executable).with_name("temporal")
    program = str(beside) if beside.exists() else shutil.which("temporal") or "temporal"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    environment = plain | {"TEMPORAL_VERSION_CHECK_DISABLED": "1"}
    return _run((program, *arguments, "--address", one.temporal_address), environment, timeout)


def set_search_attributes(one: Service) -> None:
    """Give Temporal its search attributes: by our own command where there is one, else by Temporal's."""
    if _has_command("temporal"):
        rapport(one, "temporal", "setup")
        return
    named = [part for name, kind in SEARCH_ATTRIBUTES.items() for part in ("--name", name, "--type", kind)]
    done = temporal_cli(one, "operator", "search-attribute", "create", *named)
    if done.returncode:
        raise StackError(f"the search attributes could not be made: {done.stderr}")


@cache
def _has_command(name: str) -> bool:
    return _run((RAPPORT, name, "--help"), dict(os.environ)).returncode == 0


def _run(
    command: tuple[str, ...], environment: dict[str, str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=timeout, check=False)
