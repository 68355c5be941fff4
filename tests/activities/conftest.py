"""A pair whose letters a real SMTP server takes, or refuses as it is told."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import pytest

from activities import deciding
from activities.smtp import Relay
from policy.verdict import World
from schemas.messages import Step, StepOutcome
from schemas.state import State
from stack.catcher.server import Catcher
from store.pool import Pool, open_pool
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """Yield a pool as the worker opens it, behind row-level security."""
    pool = await open_pool(database_url, 8, "rapport_worker")
    yield pool
    await pool.close()


@pytest.fixture
async def runner(database_url: str, pool: Pool, organisation: UUID, catcher: Catcher) -> AsyncIterator[StepRunner]:
    """Yield an active pair, Ana and Ben, with Cleo as their coordinator."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url) as runner:
        yield runner


@pytest.fixture(params=[False, True], ids=["", "pipelining"])
async def server(request: pytest.FixtureRequest) -> AsyncIterator[ScriptedRelay]:
    """Yield a relay that takes one command at a time, then one that takes several."""
    async with scripted_relay() as server:
        server.pipelining = request.param
        yield server


@pytest.fixture
async def relay(server: ScriptedRelay) -> AsyncIterator[Relay]:
    """Yield one connection to it."""
    async with Relay(server.url, 1) as relay:
        yield relay


@pytest.fixture(autouse=True)
def judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take whatever is ordered, but for pending answers; tests of the judgement itself put the real one back."""
    monkeypatch.setattr(deciding, "verdict", _as_ordered)


def _as_ordered(state: State, step: Step, now: datetime, world: World, ignore: bool = False) -> StepOutcome | None:
    return StepOutcome.answer_pending() if world.held or (world.pending and not ignore) else None
