"""How often a step waits for Postgres: each time costs it a network's delay, and ten thousand steps a busy hour."""

import asyncio
from collections import Counter
from uuid import UUID

import pytest

from schemas.names import PAIR, Phase, Role, StepKind
from schemas.step_key import StepKey
from store import seats
from store.pool import open_pool, within
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.scripted_relay import scripted_relay
from tests.patience import PATIENCE
from tests.round_trips import count_messages

LIMIT = 9  # for a whole step with its letters
WRITING = 4


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what is asked of Postgres, each of which waits for its reply."""
    return count_messages(monkeypatch)


async def test_a_step_is_written_in_few_round_trips(runner: StepRunner, asked: Counter[str]) -> None:
    """Begin under the lock, look, write, commit: what is known after looking needs no second question."""
    await runner.crash(runner.check_in(1))
    asked.clear()
    await runner.crash(runner.check_in(2))
    assert asked.total() <= WRITING, asked


async def test_a_step_with_its_two_letters_takes_no_more_than_nine(runner: StepRunner, asked: Counter[str]) -> None:
    """Besides writing: one to take both in hand, one to mark each before it leaves, one for what became of each."""
    await runner.steps.take_step(runner.check_in(1))
    asked.clear()
    await runner.steps.take_step(runner.check_in(2))
    assert asked.total() <= LIMIT, asked


@pytest.mark.parametrize(
    ("phase", "key", "to"),
    [
        (Phase.SEEKING, "request/1", [Role.MENTOR, Role.MENTEE]),
        (Phase.AGREEING, "agreement/1", PAIR),
        (Phase.ACTIVE, "closing/1", PAIR),
        (Phase.CLOSING, "farewell/1", PAIR),
    ],
)
async def test_nor_does_a_step_that_holds_takes_or_releases_a_place(
    database_url: str, organisation: UUID, asked: Counter[str], phase: Phase, key: str, to: list[Role]
) -> None:
    """Both letters are at the relay at the same time, as those of one step are."""
    pool = await open_pool(database_url, 4, "rapport_worker")
    async with (
        pool,
        scripted_relay() as server,
        open_runner(database_url, pool, organisation, server.url, phase) as runner,
    ):
        await runner.steps.take_step(runner.order(StepKind.CHECK_IN, "check_in/9"))
        async with within(pool, organisation) as connection:
            await seats.hold(connection, organisation, runner.pair.people[Role.MENTOR], runner.pair.id)
        asked.clear()
        server.gate, server.dots = asyncio.Event(), 0
        step = asyncio.create_task(runner.steps.take_step(runner.order(StepKey(key).kind, key, to)))
        async with asyncio.timeout(PATIENCE):
            while server.dots < 2:  # noqa: ASYNC110 - without asking Postgres
                await asyncio.sleep(0.01)
        server.gate.set()
        assert len((await step).written) == 2
    del asked["prepare"]  # once for each session
    assert asked.total() <= LIMIT, asked
