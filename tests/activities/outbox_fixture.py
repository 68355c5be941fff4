"""Letters that lie in the outbox, and workers that are slow, killed or stopped while they send them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from activities.outbox import Outbox
from activities.smtp import Relay
from tests.activities.pair_fixture import ANA, SENDER, StepRunner
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay
from tests.patience import PATIENCE


async def filled(runner: StepRunner, count: int, state: str = "rendered", letter: str = "check_in") -> None:
    """Leave letters lying, as workers that ended before sending would."""
    await runner.do(
        "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient,"
        " message, message_id, made_at)"
        f" SELECT gen_random_uuid(), organisation_id, id, mentee_id, 'mentee', 'check_in/' || n, '{letter}', '{state}',"
        f" '{ANA}', convert_to('Message-ID: <' || n || E'@lantern.example>\\r\\n\\r\\nHello\\r\\n', 'UTF8'),"
        f" '<' || n || '@lantern.example>', now() FROM mentorships, generate_series(1, {count}) n"
    )


async def counted(runner: StepRunner) -> dict[str, int]:
    """Return how many letters are in which state."""
    counts: dict[str, int] = {}
    for row in await runner.rows("state"):
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    return counts


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - Postgres tells nobody
            await asyncio.sleep(0.01)


@asynccontextmanager
async def slow_worker(
    runner: StepRunner, connections: int = 2, *, at_rcpt: bool = False, worker: str = "slow"
) -> AsyncIterator[tuple[Outbox, ScriptedRelay, asyncio.Event]]:
    """Yield an outbox whose relay does not answer to the dot (or to RCPT) until the event is set."""
    async with scripted_relay() as server, Relay(server.url, connections) as relay:
        gate = asyncio.Event()
        server.rcpt_gate, server.gate = (gate, None) if at_rcpt else (None, gate)
        outbox = Outbox(runner.pool, relay, SENDER, worker)
        try:
            yield outbox, server, gate
        finally:
            gate.set()
            await outbox.drain(PATIENCE)
