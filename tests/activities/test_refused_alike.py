"""A relay refuses whatever we send, after each letter and without a reason: that is about us, not about readers."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from activities.outbox import Outbox
from schemas.names import PAIR, Role, StepKind
from store.pool import Pool
from tests.activities.pair_fixture import SENDER, StepRunner, open_runner
from tests.activities.scripted_relay import ScriptedRelay, scripted_relay

NO = "554 5.7.1 Command rejected ({})"
EVERYBODY = (*PAIR, Role.COORDINATOR)


@pytest.fixture
async def relay() -> AsyncIterator[ScriptedRelay]:
    """Yield a relay."""
    async with scripted_relay() as relay:
        yield relay


@pytest.fixture
async def runner(database_url: str, pool: Pool, organisation: UUID, relay: ScriptedRelay) -> AsyncIterator[StepRunner]:
    """Yield a pair whose mail goes to that relay."""
    async with open_runner(database_url, pool, organisation, relay.url) as runner:
        yield runner


def _restarted(runner: StepRunner) -> StepRunner:
    """Return the same with another worker, which has seen nothing yet."""
    outbox = Outbox(runner.pool, runner.outbox.relay, SENDER)
    return replace(runner, outbox=outbox, steps=replace(runner.steps, outbox=outbox))


async def _write(runner: StepRunner, number: int, *to: Role) -> dict[str, str]:
    """Write to each of these in turn; return how far each letter has come."""
    for role in to:
        await runner.steps.take_step(
            runner.order(StepKind.REQUEST_REMINDER, f"request/{number}/reminder/{EVERYBODY.index(role) + 1}", [role])
        )
    return {row["role"]: row["state"] for row in await runner.rows("role, state, step") if f"/{number}/" in row["step"]}


async def test_once_three_readers_in_a_row_are_refused_alike_letters_wait(
    runner: StepRunner, relay: ScriptedRelay, caplog: pytest.LogCaptureFixture
) -> None:
    relay.says("DOT", *map(NO.format, range(5)))
    states = await _write(runner, 1, *EVERYBODY)
    assert states == {"mentee": "rejected", "mentor": "rejected", "coordinator": "deferred"}
    assert [row["refused"] for row in await runner.rows("refused, role") if row["role"] == "coordinator"] == [True]
    assert any(one.levelno == logging.ERROR and "refuses our letters" in one.message for one in caplog.records)
    assert (await _write(runner, 2, Role.MENTEE))["mentee"] == "deferred"
    assert await runner.hurry() == 2
    assert await runner.hurry() == 1, "the mentee's is refused once more, then taken"
    assert set((await _write(runner, 2)).values()) == {"accepted"}


async def test_if_other_letters_get_through_a_refusal_is_about_its_letter(
    runner: StepRunner, relay: ScriptedRelay
) -> None:
    relay.says("DOT", NO, NO, "250 2.0.0 Ok", NO, NO, "250 2.0.0 Ok", NO)
    assert await _write(runner, 1, *EVERYBODY) == {
        "mentee": "rejected",
        "mentor": "rejected",
        "coordinator": "accepted",
    }
    assert await _write(runner, 2, *EVERYBODY) == {
        "mentee": "rejected",
        "mentor": "rejected",
        "coordinator": "accepted",
    }
    assert await _write(runner, 3, Role.MENTEE) == {"mentee": "rejected"}


async def test_the_same_reader_or_other_words_prove_nothing(runner: StepRunner, relay: ScriptedRelay) -> None:
    relay.says("DOT", NO, NO, "550 5.6.0 Bad", "552 5.3.4 Too large", "552 5.2.2 Full", NO)
    for number, role in enumerate((Role.MENTEE, Role.MENTEE, Role.MENTOR, Role.MENTOR, Role.COORDINATOR), start=1):
        assert await _write(runner, number, role) == {role.value: "rejected"}
    assert await _write(runner, 6, Role.MENTOR) == {"mentor": "rejected"}


async def test_a_letter_that_waits_still_waits_after_a_restart_of_the_worker(
    runner: StepRunner, relay: ScriptedRelay
) -> None:
    relay.says("DOT", *[NO] * 4)
    await _write(runner, 1, *EVERYBODY)
    await runner.do("UPDATE outbox SET try_at = now() - interval '1 second'")
    assert await Outbox(runner.pool, runner.outbox.relay, SENDER).sweep() == 1
    assert (await runner.states())["coordinator"] == "deferred"


async def test_workers_share_what_they_know(runner: StepRunner, relay: ScriptedRelay) -> None:
    """Each of two workers, and each one anew after a restart, once had to see for itself."""
    relay.says("DOT", *[NO] * 5)
    for number, role in enumerate((Role.MENTEE, Role.MENTOR, Role.MENTEE), start=1):
        assert await _write(_restarted(runner), number, role) == {role.value: "rejected"}
    assert await _write(_restarted(runner), 4, Role.COORDINATOR) == {"coordinator": "deferred"}
    assert await _write(_restarted(runner), 5, Role.MENTEE) == {"mentee": "deferred"}
    assert set((await _write(_restarted(runner), 6, *EVERYBODY)).values()) == {"accepted"}
    relay.says("DOT", NO)
    assert await _write(_restarted(runner), 7, Role.MENTEE) == {"mentee": "rejected"}, "the relay takes others"
