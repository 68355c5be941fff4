"""Whoever of a given pair was sent no agreement, as when the relay was away for days, hears of it by the agreement."""

from datetime import timedelta
from uuid import UUID

import pytest

from activities import deciding
from policy.lifecycle import after, next_step
from policy.news import hear_news
from policy.verdict import verdict
from schemas.messages import Order
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.state import Agreeing
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import open_runner
from tests.policy.pairs import news

MENTEE, MENTOR = PAIR


@pytest.mark.parametrize("lost", [(MENTOR,), PAIR])
@pytest.mark.parametrize("leave", [False, True])
async def test_their_first_letter_is_the_agreement(
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
    lost: tuple[Role, ...],
    leave: bool,
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.AGREEING) as runner:
        at = runner.pair.now
        first = runner.due(runner.pair.state.with_(seeking=None, candidates=(), agreeing=Agreeing(since=at)))
        state = after(first.state, first.step, await runner.steps.take_step(first), at)
        for role in lost:
            await runner.do(f"UPDATE outbox SET state = 'expired' WHERE role = '{role}'")
        if leave:
            state = hear_news(state, news(5, MENTEE, "away", until=at + timedelta(days=12)), at)  # type: ignore[assignment]
        kinds: list[StepKind] = []
        while StepKind.AGREEMENT_REMINDER not in kinds:
            step = next_step(state, at)
            assert step
            at = max(at, step.due)
            outcome = await runner.steps.take_step(Order(state=state, step=step, now=at))
            state = after(state, step, outcome, at)
            kinds += [] if outcome.because else [step.kind]
        sent = await runner.rows("role, letter, state")
    assert kinds == [*([StepKind.PAUSED, StepKind.RESUMED] if leave else []), StepKind.AGREEMENT_REMINDER]
    assert {row["letter"] for row in sent if row["role"] in lost} == {"agreement"}
    assert len(sent) == len(PAIR) + len(lost) + (2 * (len(PAIR) - len(lost)) if leave else 0)
