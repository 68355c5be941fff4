"""Whoever heard nothing of an end, because the letter about it still waited, does not hear that it is taken back."""

from datetime import datetime, timedelta

import pytest

from activities.state_row import show
from policy.hearing import hear
from policy.lifecycle import after
from schemas.messages import Order
from schemas.names import PAIR, Role, StepKind
from schemas.state import Side, State
from stack.catcher.server import Catcher
from store.pool import Pool, within
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.activities.test_outdated import LATER
from tests.policy.pairs import answer

MENTEE, MENTOR = PAIR


async def said(
    runner: StepRunner, pool: Pool, state: State, at: datetime, number: int, role: Role, **more: str
) -> State:
    """Return the state after an answer, which the row has as well."""
    heard = hear(state, answer(number, role, **more), at)
    assert isinstance(heard, State)
    async with within(pool, runner.pair.organisation) as connection:
        await show(connection, heard, at)
    return heard


async def taken(runner: StepRunner, state: State, *kinds: StepKind) -> tuple[State, datetime]:
    """Take the next step, which is of one of these kinds; return the state after it, and when that is."""
    order = runner.due(state)
    assert order.step.kind in kinds
    await runner.do("UPDATE outbox SET hours = NULL")
    return after(state, order.step, await runner.steps.take_step(order), order.now), order.now


async def reopened(runner: StepRunner, pool: Pool, catcher: Catcher, state: State, at: datetime) -> dict[str, str]:
    """Let HR take an end back soon after, and return what became of the letters that tell of that, by role."""
    state = await said(runner, pool, state, at + timedelta(minutes=15), 7, Role.HR, kind="resume")
    catcher.behaviour.refuse.clear()
    state, _ = await taken(runner, state, StepKind.REOPENED)
    assert state.active
    assert (state.active.reopened, state.active.reopened_known) == (None, ())
    await runner.hurry()
    return {
        row["role"]: row["state"] for row in await runner.rows("role, letter, state") if row["letter"] == "reopened"
    }


def begun(runner: StepRunner) -> State:
    """Return how two stand who have begun."""
    state = runner.pair.state
    assert state.active
    return state.with_(active=state.active.with_(welcomed=True))


@pytest.mark.parametrize("refused", [(), (BEN,), (ANA, BEN)])
async def test_only_whoever_was_told_of_an_end_is_told_that_it_is_taken_back(
    runner: StepRunner, pool: Pool, catcher: Catcher, refused: tuple[str, ...]
) -> None:
    """Ben once read that something was going to end of which nobody had told him."""
    catcher.behaviour.refuse.update(dict.fromkeys(refused, LATER))
    state = await said(runner, pool, begun(runner), runner.pair.now, 3, Role.HR, kind="close")
    state, at = await taken(runner, state, StepKind.CLOSING)
    fate = {address: "skipped" if address in refused else "accepted" for address in (ANA, BEN)}
    assert await reopened(runner, pool, catcher, state, at) == {"mentee": fate[ANA], "mentor": fate[BEN]}


async def test_whoever_asked_for_the_end_is_told_without_a_letter_about_it(
    runner: StepRunner, pool: Pool, catcher: Catcher
) -> None:
    catcher.behaviour.refuse.update(dict.fromkeys((ANA, BEN), LATER))
    state, at = await taken(runner, begun(runner), StepKind.CHECK_IN)
    state = await said(runner, pool, state, at, 3, MENTOR, kind="adjust", step="check_in/1", choice="close")
    state, at = await taken(runner, state, StepKind.CLOSING)
    assert await reopened(runner, pool, catcher, state, at) == {"mentee": "skipped", "mentor": "accepted"}


async def test_nobody_hears_that_a_last_notice_is_settled_which_they_never_got(
    runner: StepRunner, pool: Pool, catcher: Catcher
) -> None:
    now, state = runner.pair.now, begun(runner)
    assert state.active
    side = Side(life=now - timedelta(days=400), letters=5, unanswered=4)
    loop = state.active.with_(rung=3, climbed=now - timedelta(days=90), quiet=(MENTEE,), spell=1, mentee=side)
    catcher.behaviour.refuse[BEN] = LATER
    state, at = await taken(runner, state.with_(active=loop), StepKind.LAST_NOTICE)
    assert await reopened(runner, pool, catcher, state, at) == {"mentee": "accepted", "mentor": "skipped"}


async def test_an_end_before_that_they_were_told_of_is_another_one(
    runner: StepRunner, pool: Pool, catcher: Catcher
) -> None:
    state = await said(runner, pool, begun(runner), runner.pair.now, 3, Role.HR, kind="close")
    state, at = await taken(runner, state, StepKind.CLOSING)
    state = await said(runner, pool, state, at + timedelta(minutes=15), 4, Role.HR, kind="resume")
    state, at = await taken(runner, state, StepKind.REOPENED)
    catcher.behaviour.refuse[BEN] = LATER
    state = await said(runner, pool, state, at + timedelta(days=1), 5, Role.HR, kind="close")
    order: Order = runner.due(state)
    assert order.step.key == "closing/2"
    state, at = await taken(runner, state, StepKind.CLOSING)
    await reopened(runner, pool, catcher, state, at)
    rows = [row for row in await runner.rows("role, step, state") if row["step"].startswith("reopened/")]
    assert [(row["step"], row["role"], row["state"]) for row in rows] == [
        *(("reopened/1", role, "accepted") for role in ("mentee", "mentor")),
        *(("reopened/2", "mentee", "accepted"), ("reopened/2", "mentor", "skipped")),
    ]
