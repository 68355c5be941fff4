"""The first start of a service: database, roles, search attributes, as the manual says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import asyncpg

from chaos.service import GATEWAY_LOGIN, GATEWAYS, RAPPORT, WORKER_LOGIN, WORKERS, Service
from stack.child_process import StackError

OWNER = "mentoring_owner"
PREPARE = (
    f"CREATE ROLE {OWNER} LOGIN CREATEROLE",
    f"CREATE DATABASE mentoring OWNER {OWNER}",
    f"CREATE ROLE {GATEWAY_LOGIN} LOGIN",
    f"CREATE ROLE {WORKER_LOGIN} LOGIN",
)


async def bring_up(one: Service) -> str:
    """Start and set up every part, in order, and return an API key."""
    one.start_database(wait=False)
    one.start_relay(wait=False)
    one.start_temporal()
    set_search_attributes(one)
    await _prepare_database(one)
    for name in WORKERS:
        one.start_worker(name)
    for name in GATEWAYS:
        one.start_gateway(name, wait=False)
    key = as_owner(one, "key", "new", "Chaos Trust")
    for name in GATEWAYS:
        one.await_gateway(name)
    return key


async def _prepare_database(one: Service) -> None:
    one.await_database()
    await execute(one.database.address(name="postgres"), *PREPARE)
    as_owner(one, "migrate", "--gateway-login", GATEWAY_LOGIN, "--worker-login", WORKER_LOGIN)


async def execute(address: str, *statements: str) -> None:
    """Run statements, each in a transaction of its own."""
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def rapport(one: Service, *arguments: str, **environment: str) -> str:
    """Run a command of the command line and return what it prints; raises StackError if it fails."""
    done = _run((RAPPORT, *arguments), one.environment(**environment))
    if done.returncode:
        raise StackError(f"rapport {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def as_owner(one: Service, *arguments: str) -> str:
    """Run a command of the command line as the login that owns the tables, and return what it prints."""
    return rapport(one, *arguments, DATABASE_URL=one.database.address(OWNER))


def temporal_cli(one: Service, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Run Temporal's own command line against our server."""
    beside = Path(sys.executable).with_name("temporal")
    program = str(beside) if beside.exists() else shutil.which("temporal") or "temporal"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    environment = plain | {"TEMPORAL_VERSION_CHECK_DISABLED": "1"}
    return _run((program, *arguments, "--address", one.temporal_address), environment, timeout)


def set_search_attributes(one: Service) -> None:
    """Give Temporal its search attributes, as the manual says."""
    rapport(one, "temporal", "setup")


def _run(
    command: tuple[str, ...], environment: dict[str, str], timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=timeout, check=False)
