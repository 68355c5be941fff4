"""A relay that takes long to reply 250, and other faults meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable
from signal import SIGQUIT
from time import monotonic

from chaos.service import WORKERS
from chaos.trial import Trial

THINKS = 30.0
GRACE = 60.0  # seconds; the time that the manual gives a worker to end


async def slow(trial: Trial) -> None:
    """The relay is slow; Temporal, the workers or Postgres stop meanwhile: each letter arrives once, as accepted."""
    for what, trouble in TROUBLES.items():
        programme = await trial.programme()
        pairs = await trial.pairs(trial.size)
        trial.service.relay.behave("delay", seconds=THINKS)
        began = monotonic()
        for pair in pairs:
            await pair.begin(programme)
        await asyncio.sleep(3)
        await trouble(trial)
        await asyncio.sleep(max(0, THINKS + 6 - (monotonic() - began)))
        trial.service.relay.behave()
        await _judge(trial, what, [pair.id for pair in pairs])
        await trial.inspect(pairs)
        await _end(trial)


async def _judge(trial: Trial, what: str, ids: list[str]) -> None:
    for id in ids:
        await trial.clock.settled(id)
    await trial.records.an_hour_passes()
    arrivals = trial.service.relay.arrivals()
    for row in await trial.records.letters(*ids):
        came = arrivals[row["message_id"].strip("<>")]
        fine = row["state"] == "accepted" and came == 1
        trial.expect(
            fine, f"{what}: {row['letter']} to the {row['role']} is {row['state']}, came {came}×: {row['reply']}"
        )


async def _end(trial: Trial) -> None:
    """Start the next fault with two idle workers."""
    for name in WORKERS:
        if not trial.service.processes.alive(name):
            trial.service.start_worker(name)


async def _nothing(trial: Trial) -> None:
    await asyncio.sleep(0)


async def _temporal(trial: Trial) -> None:
    trial.kill("temporal")
    await asyncio.sleep(THINKS - 10)
    trial.service.start_temporal()


async def _sigterm(trial: Trial) -> None:
    trial.service.processes.ask_to_end(*WORKERS)
    took = await asyncio.to_thread(trial.service.processes.stop, *WORKERS, grace=GRACE)
    trial.expect(took < GRACE, f"after SIGTERM the workers had not ended after {GRACE:.0f} s")
    for name in WORKERS:
        trial.service.start_worker(name)


async def _postgres(trial: Trial) -> None:
    trial.service.processes.kill("postgres", SIGQUIT)
    await asyncio.sleep(THINKS + 2)
    trial.service.start_database()


TROUBLES: dict[str, Callable[[Trial], Awaitable[None]]] = {
    "nothing else": _nothing,
    "Temporal away": _temporal,
    "SIGTERM": _sigterm,
    "Postgres away": _postgres,
}
