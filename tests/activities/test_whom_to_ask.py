"""Only a mentor with a place is asked, and a place is free again once its mentor's turn is over."""

from datetime import timedelta
from uuid import UUID

import pytest

from activities import deciding
from activities.state_row import show
from policy.hearing import hear
from policy.lifecycle import after
from policy.verdict import verdict
from schemas.messages import Order
from schemas.names import Phase, Role, StepKind, StepResult
from schemas.reason import ReasonCode
from schemas.state import Candidate, Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool, within
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.policy.pairs import answer

EVE = """INSERT INTO people (id, organisation_id, external_id, given_name, family_name, email, time_zone, language,
                             mentee, mentor, capacity, job_title, about, profile, active)
         SELECT gen_random_uuid(), organisation_id, 'eve', 'Eve', 'X', 'eve@example.com', time_zone, language,
                false, true, 1, '', '', '{}', true
         FROM people WHERE given_name = 'Ben'"""
WITH_A_PLACE = "SELECT array_agg(given_name) FROM seats JOIN people ON people.id = mentor_id WHERE released_at IS NULL"


async def test_whom_hr_no_longer_has_as_a_mentor_is_not_asked_to_be_one(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Capacity and address stay when HR unticks `mentor`, so the request once went out all the same."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("DELETE FROM seats")
        await runner.do("UPDATE people SET mentor = false, mentee = true WHERE given_name = 'Ben'")
        asking = runner.pair.state.with_(seeking=Seeking(since=runner.pair.now))
        outcome = await runner.steps.take_step(runner.due(asking))
        assert (outcome.result, outcome.because and outcome.because.code) == (StepResult.DROPPED, ReasonCode.FULL_NEXT)
        assert await runner.rows() == []


async def _asked_before_eve(runner: StepRunner) -> tuple[Order, State]:
    """Ask Ben, who has a place, with Eve as the next candidate; return that step's order and the state after it."""
    await runner.do("DELETE FROM seats")
    await runner.do(EVE)
    ben = runner.pair.state.candidates[0]
    eve = Candidate(person=await runner.do("SELECT id FROM people WHERE external_id = 'eve'"), reader=ben.reader)
    order = runner.due(runner.pair.state.with_(candidates=(ben, eve), seeking=Seeking(since=runner.pair.now)))
    return order, after(order.state, order.step, await runner.steps.take_step(order), order.now)


async def _bowed_out_before_eve(runner: StepRunner) -> tuple[Order, State]:
    """Let Ben say yes, get the agreement and bow out; return that step's order and the state after his answer."""
    order, asked = await _asked_before_eve(runner)
    accepted = hear(asked, answer(1, Role.MENTOR, "accept", "request/1"), order.now + timedelta(minutes=5))
    assert isinstance(accepted, State)
    order = runner.due(accepted)
    shown = after(accepted, order.step, await runner.steps.take_step(order), order.now)
    bowed_out = hear(shown, answer(2, Role.MENTOR, "adjust", "agreement/1", choice="rematch"), order.now)
    assert isinstance(bowed_out, State)
    return order, bowed_out


async def _eve_is_away(runner: StepRunner, order: Order) -> None:
    back = order.now + timedelta(days=12)
    await runner.do(f"UPDATE people SET away_until = '{back.isoformat()}' WHERE external_id = 'eve'")


async def test_a_mentor_who_said_no_has_their_place_back_though_the_next_one_is_asked_after_their_leave(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place was once held until then, and others passed the mentor over as full."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        order, asked = await _asked_before_eve(runner)
        assert await runner.do(WITH_A_PLACE) == ["Ben"]
        declined = hear(asked, answer(1, Role.MENTOR, "decline", "request/1"), order.now + timedelta(minutes=5))
        assert isinstance(declined, State)
        await _eve_is_away(runner, order)
        assert (await runner.steps.take_step(runner.due(declined))).result is StepResult.POSTPONED
        assert await runner.do(WITH_A_PLACE) == ["Eve"]


async def test_whoever_would_rather_not_begin_keeps_the_place_as_long_as_they_may_think_again(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They once began without one, so that others were given it."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        order, state = await _bowed_out_before_eve(runner)
        async with within(pool, organisation) as connection:
            await show(connection, state, order.now)
        assert await runner.do(WITH_A_PLACE) == ["Ben"]
        await _eve_is_away(runner, order)
        outcome = await runner.steps.take_step(runner.due(state))
        assert outcome.result is StepResult.POSTPONED
        assert await runner.do(WITH_A_PLACE) == ["Eve"]


async def test_a_break_that_is_told_makes_a_no_final_and_frees_the_place(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was held as long as the break lasted, for nobody."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        order, bowed_out = await _bowed_out_before_eve(runner)
        until = order.now + timedelta(days=60)
        paused = hear(bowed_out, answer(3, Role.HR, "pause", until=until), order.now)
        assert isinstance(paused, State)
        order = runner.due(paused)
        assert order.step.kind is StepKind.PAUSED
        assert await runner.do(WITH_A_PLACE) == ["Ben"]
        await runner.steps.take_step(order)
        assert await runner.do(WITH_A_PLACE) is None
