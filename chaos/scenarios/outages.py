"""Postgres and Temporal go down for a while, several times, while many mentorships run."""

import asyncio
from signal import SIGQUIT
from time import monotonic

from chaos.pairs import Pair, live_all
from chaos.service import GATEWAYS, WORKERS
from chaos.stories import in_peace, lived, living
from chaos.trial import Trial

AWAY, BETWEEN = 9.0, 5.0  # seconds
ROUNDS, STARTS = 2, 2
UNTOLD = (
    "SELECT (SELECT count(*) FROM mentorships WHERE told_at IS NULL)"
    " + (SELECT count(*) FROM answers WHERE told_at IS NULL AND said_at < now() - interval '1 second')"
)


async def postgres_stop(trial: Trial) -> None:
    """Postgres stops at once and comes back, twice: every pair gets the same letters as a pair without faults."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    pairs = await trial.pairs(trial.size)
    async with living(trial, pairs, programme):
        for _ in range(ROUNDS):
            await asyncio.sleep(4)
            trial.service.processes.kill("postgres", SIGQUIT)
            await asyncio.sleep(AWAY)
            trial.service.start_database()
            await asyncio.sleep(BETWEEN)
    _all_alive(trial)
    await lived(trial, pairs, calm)


async def temporal_kill(trial: Trial) -> None:
    """Temporal is killed and comes back, twice: answers and starts meanwhile are saved, and sent once."""
    programme = await trial.programme()
    calm = await in_peace(trial, programme)
    pairs, late = await trial.pairs(trial.size), await trial.pairs(ROUNDS * STARTS)
    async with trial.meanwhile(trial.records.hurry_on(30)):
        lives = asyncio.create_task(live_all(pairs, programme))
        for number in range(ROUNDS):
            await asyncio.sleep(5)
            await _while_away(trial, programme, late[number * STARTS : (number + 1) * STARTS])
            await asyncio.sleep(BETWEEN)
        trial.found += await lives
        trial.found += await live_all(late, programme)
    _all_alive(trial)
    await lived(trial, [*pairs, *late], calm, reminders=False)  # time may be skipped twice if a response was lost


async def _while_away(trial: Trial, programme: str, late: list[Pair]) -> None:
    trial.kill("temporal")
    gone = monotonic()
    for pair in late:
        first, again = await pair.begin(programme), await pair.begin(programme)
        replayed = again.headers.get("idempotency-replayed")
        trial.expect(first.status_code == 202, f"a start while Temporal was down returned {first.status_code}, not 202")
        trial.expect(replayed == "true", f"the same start again returned {again.status_code}, replayed: {replayed}")
    await asyncio.sleep(max(0, AWAY - (monotonic() - gone)))
    trial.service.start_temporal()
    back = monotonic()
    left = await trial.records.none_left(UNTOLD, patience=40)
    trial.expect(not left, f"{left} answers and starts were not sent within 40 s after Temporal's return")
    trial.say(f"everything was sent {monotonic() - back:.1f} s after Temporal's return")


def _all_alive(trial: Trial) -> None:
    for name in (*WORKERS, *GATEWAYS):
        trial.expect(trial.service.processes.alive(name), f"{name} did not survive it")
