"""How often a step waits for Postgres: each time costs it a network's delay, and ten thousand steps a busy hour."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from asyncpg.protocol import Protocol

from tests.activities.pair_fixture import StepRunner

MESSAGES = ("prepare", "bind_execute", "bind_execute_many", "bind", "execute", "query")
LIMIT = {"a step": 7, "handing over": 12}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what is asked of Postgres, each of which waits for its reply."""
    counted: Counter[str] = Counter()

    def counting(name: str) -> Callable[..., Any]:
        method = getattr(Protocol, name)

        def count(self: Protocol, *given: Any, **named: Any) -> Any:
            counted[name] += 1
            return method(self, *given, **named)

        return count

    for name in MESSAGES:
        monkeypatch.setattr(Protocol, name, counting(name))
    return counted


async def test_a_step_is_written_in_few_round_trips(runner: StepRunner, asked: Counter[str]) -> None:
    """Lock, look, write, and nothing between them: what is known after looking needs no second question."""
    await runner.crash(runner.check_in(1))
    asked.clear()
    await runner.crash(runner.check_in(2))
    assert asked.total() <= LIMIT["a step"], asked


async def test_a_step_with_its_two_letters_is_handed_over_in_few_round_trips(
    runner: StepRunner, asked: Counter[str]
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    asked.clear()
    await runner.steps.take_step(runner.check_in(2))
    assert asked.total() <= LIMIT["a step"] + LIMIT["handing over"], asked
