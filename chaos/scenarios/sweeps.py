"""A worker that ends in the middle of many letters to a slow relay."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from chaos.pairs import Pair, one_by_one
from chaos.service import WORKERS
from chaos.trial import Trial

GRACE = 60.0  # seconds; the time that the manual gives a worker to end
# Of eight letters, four are at the relay at a time: the others can wait for the next worker.
DUE = "UPDATE outbox SET try_at = now() WHERE state = 'deferred'"


async def batch(trial: Trial) -> None:
    """The only worker is killed, then asked to end, in the middle of a sweep: what was not sent yet is sent later."""
    await _sweep(trial, "killed", 10, _kill)
    await _sweep(trial, "asked to end", 30, _ask)


async def _kill(trial: Trial) -> None:
    await asyncio.sleep(5)
    trial.kill("worker0")


async def _ask(trial: Trial) -> None:
    await asyncio.sleep(5)
    took = await asyncio.to_thread(trial.service.processes.stop, "worker0", grace=GRACE)
    trial.expect(took < GRACE, f"after SIGTERM the worker had not ended after {GRACE:.0f} s")
    trial.say(f"after SIGTERM the worker ended in {took:.1f} s")


async def _sweep(trial: Trial, what: str, seconds: float, end: Callable[[Trial], Awaitable[None]]) -> None:
    pairs = await _deferred(trial)
    trial.service.processes.stop("worker1")
    trial.service.relay.behave("delay", seconds=seconds)
    await trial.records.rows(DUE)
    await end(trial)
    trial.service.relay.behave()
    for name in WORKERS:
        trial.service.start_worker(name)
    await asyncio.sleep(3)
    await trial.records.an_hour_passes()
    await trial.records.drained()
    trial.say(f"{what}: an hour later the check-ins are {dict(await _states(trial, pairs))}")
    await trial.inspect(pairs)


async def _states(trial: Trial, pairs: list[Pair]) -> Counter[str]:
    letters = await trial.records.letters(*(pair.id for pair in pairs))
    return Counter(row["state"] for row in letters if row["letter"] == "check_in")


async def _deferred(trial: Trial) -> list[Pair]:
    """Return pairs whose check-ins were all deferred."""
    programme = await trial.programme(undo_minutes=0)
    pairs = await trial.pairs(trial.size)
    await one_by_one(pairs, programme, given=True)
    for pair in pairs:
        for token in (await pair.links("mentee", "mentor")).values():
            await trial.driver.press(token, choice="agree")
    for pair in pairs:
        await trial.records.delivered(pair.id)
    trial.service.relay.behave("451")
    await asyncio.gather(*(trial.clock.to_next(pair.id) for pair in pairs))
    return pairs
