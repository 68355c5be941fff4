"""Whom mail reaches again gets the letter that they missed, alone: that they begin, or that it goes on after all."""

from uuid import UUID

import pytest

from activities import deciding
from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.news import hear_news
from policy.verdict import verdict
from schemas.failures import Failure
from schemas.messages import Order
from schemas.names import Phase, Role
from schemas.state import State
from schemas.step_key import StepKey
from schemas.untold import Missed
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import ANA, BEN, open_runner
from tests.policy.pairs import answer, news


@pytest.mark.parametrize(
    ("missed", "late", "says"),
    [("agreed/1", "agreed/2", "can begin"), ("reopened/1", "reopened/1", "have taken that back")],
)
async def test_who_missed_that_it_goes_on_is_sent_the_letter_alone(
    missed: str,
    late: str,
    says: str,
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.ACTIVE) as runner:
        state = runner.pair.state
        assert state.active
        lost = {Role.MENTEE: Missed(step=StepKey(missed), by=Role.HR)}
        order = runner.due(state.with_(active=state.active.with_(missed=lost)))
        outcome = await runner.steps.take_step(order)
        assert outcome.written == (Role.MENTEE,)
        [row] = await runner.rows("step, role, letter")
    assert tuple(row.values()) == (late, "mentee", missed.partition("/")[0])
    [mail] = catcher.mailbox.mails
    assert says in " ".join(mail.reading.text.split())


def heard(state: State | Failure) -> State:
    """Return the state after an answer or news that was taken."""
    assert isinstance(state, State)
    return state


async def test_what_one_is_told_late_does_not_stop_what_waits_for_the_other_one(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ben read that it ends; that it goes on was put off by his relay, and then never sent to him."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.ACTIVE) as runner:
        state, now = runner.pair.state, runner.pair.now

        async def take(state: State) -> State:
            step = next_step(state, now)
            assert step
            moment = max(now, step.due)
            outcome = await runner.steps.take_step(Order(state=state, step=step, now=moment))
            return after(state, step, outcome, outcome.at or moment)

        ended = await take(heard(hear(state, answer(1, Role.HR, "close"), now)))
        catcher.behaviour.refuse |= {ANA: "550 5.1.1 no such user", BEN: "451 4.3.0 try again later"}
        told = await take(heard(hear(ended, answer(2, Role.HR, "resume"), now)))
        catcher.behaviour.refuse.clear()
        await runner.do("UPDATE people SET unreachable_since = NULL")
        await take(heard(hear_news(told, news(9, Role.MENTEE, "reachable"), now)))
        rows = await runner.rows("step, role, state, not_after > now() AS is_needed")
    states = {(row["step"], row["role"]): (row["state"], row["is_needed"]) for row in rows}
    assert states["reopened/2", "mentee"] == ("accepted", True)
    assert states["reopened/1", "mentor"] == ("deferred", True)
