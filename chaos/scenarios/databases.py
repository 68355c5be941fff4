"""A Postgres that accepts no writes (read-only, or its disk full), and processes that start during an outage."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from signal import SIGQUIT
from uuid import uuid4

from chaos.service import GATEWAYS, WORKERS
from chaos.setup import execute
from chaos.stories import in_peace, lived, living
from chaos.trial import Trial

ADDRESS, ROUNDS = "x@chaos-mail.example", 2
READY = 9.0  # seconds to start, or to log why not


async def read_only(trial: Trial) -> None:
    """Postgres becomes read-only, twice: calls return 503 and save nothing, and the pairs continue after it."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    pairs = await trial.pairs(trial.size)
    async with living(trial, pairs, programme):
        for _ in range(ROUNDS):
            await asyncio.sleep(4)
            await _read_only(trial, "on")
            await asyncio.sleep(8)
            await _refuses(trial)
            await _read_only(trial, "off")
    await lived(trial, pairs, calm)


async def _read_only(trial: Trial, state: str) -> None:
    """Change the default of all sessions; our own session must be writable to do so."""
    address = trial.service.database.address(name="postgres")
    writable = "SET default_transaction_read_only = off"
    change = f"ALTER SYSTEM SET default_transaction_read_only = {state}"
    await execute(address, writable, change, "SELECT pg_reload_conf()")


async def _refuses(trial: Trial) -> None:
    body = {"given_name": "X", "email": ADDRESS, "time_zone": "UTC", "about": token_hex(1400)}
    replies = [await trial.driver.once("PUT", f"/v1/people/{uuid4().hex}", json=body) for _ in range(6)]
    codes = Counter(reply.status_code for reply in replies)
    trial.say(f"meanwhile: {dict(codes)}")
    trial.expect(set(codes) <= {200, 201, 503}, f"while Postgres accepts no writes, calls return {dict(codes)}")
    trial.expect(codes[503], "while Postgres accepts no writes, no call returns 503")


async def disk_full(trial: Trial) -> None:
    """The disk of Postgres is full for a while: calls return 503, and pairs continue later. Needs root, to mount."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    pairs = await trial.pairs(trial.size)
    ballast = trial.service.database.data / "ballast"
    async with living(trial, pairs, programme):
        await asyncio.sleep(3)
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"0" * 65536) == 65536:
                pass
        await asyncio.sleep(10)
        await _refuses(trial)
        ballast.unlink()
        if not trial.service.processes.alive("postgres"):
            trial.say("Postgres had ended; started again")
            trial.service.start_database()
    await lived(trial, pairs, calm)


async def starting_alone(trial: Trial) -> None:
    """A worker or a gateway that starts while Temporal or Postgres is down waits, and serves when that is up again."""
    processes, service = trial.service.processes, trial.service
    processes.stop(*WORKERS, *GATEWAYS)
    trial.kill("temporal")
    await _start(trial, "Temporal", service.start_temporal)
    processes.stop(*WORKERS, *GATEWAYS)
    processes.kill("postgres", SIGQUIT)
    await _start(trial, "Postgres", service.start_database)


async def _start(trial: Trial, away: str, come_back: Callable[[], None]) -> None:
    names = (WORKERS[0], GATEWAYS[0])
    before = {name: len(trial.service.processes.said(name)) for name in names}
    trial.service.start_worker(names[0])
    trial.service.start_gateway(names[1], wait=False)
    await asyncio.sleep(READY)
    come_back()
    await asyncio.sleep(READY)
    for name in names:
        said = trial.service.processes.said(name)[before[name] :]
        trial.expect(trial.service.processes.alive(name), f"{name}, started while {away} was away, ended")
        trial.expect("Traceback" not in said, f"{name}, started while {away} was away, wrote a traceback")
    trial.expect(trial.service.answers(0), f"{GATEWAYS[0]} does not answer, with {away} back")
