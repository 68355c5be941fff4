"""A closing letter that was never sent, as after an outage of the relay, comes at least a day before the farewell."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from activities import deciding
from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.verdict import verdict
from schemas.messages import Order
from schemas.names import PAIR, Phase, Role
from schemas.state import State
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import open_runner
from tests.policy.pairs import answer

DAY = timedelta(days=1)


@pytest.mark.parametrize("state_of_it", ["expired", "accepted"])
async def test_nobody_reads_that_it_has_ended_before_they_read_that_it_ends(
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
    state_of_it: str,
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.ACTIVE) as runner:
        at, state = runner.pair.now, runner.pair.state
        assert state.active
        heard = hear(state.with_(active=state.active.with_(welcomed=True)), answer(3, Role.HR, "close"), at)
        assert isinstance(heard, State)
        state = heard
        times: dict[str, datetime] = {}
        while step := next_step(state, at):
            at = max(at, step.due)
            outcome = await runner.steps.take_step(Order(state=state, step=step, now=at))
            state = after(state, step, outcome, at)
            if not outcome.because:
                times[step.key] = at
            if step.key == "closing/1":
                await runner.do(f"UPDATE outbox SET state = '{state_of_it}' WHERE step = 'closing/1'")
        sent = [row["step"] for row in await runner.rows("step, role") if row["role"] in PAIR]
    if state_of_it == "accepted":
        assert list(times) == ["closing/1", "farewell/1"]
        return
    assert list(times) == ["closing/1", "closing/2", "farewell/2"]
    assert times["farewell/2"] - times["closing/2"] >= DAY
    assert sent.count("closing/2") == sent.count("farewell/2") == len(PAIR)
