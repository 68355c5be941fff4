"""Whoever had enough letters this week is left out of a question that the other one has waited for long enough."""

from datetime import timedelta

import pytest

from activities import deciding
from policy.card import card_of
from policy.lifecycle import after
from policy.verdict import verdict
from schemas.messages import Order
from schemas.names import Role, StepKind, StepResult
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner


@pytest.fixture(autouse=True)
def really_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge each step as it is judged in production."""
    monkeypatch.setattr(deciding, "verdict", verdict)


async def overdue(runner: StepRunner, days: int, busy: str, role: str = "") -> Order:
    """Return the order for a check-in that has been due for so many days, with five letters to somebody since."""
    active = runner.pair.state.active
    assert active
    planned = runner.pair.now - timedelta(days=days)
    agreed = planned - timedelta(days=21)
    loop = active.with_(agreed=agreed, next_check_in=planned)
    order = runner.due(runner.pair.state.with_(active=loop))
    assert order.step.kind is StepKind.CHECK_IN
    for number in range(5):
        await runner.do(
            "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, recipient,"
            f" made_at) SELECT gen_random_uuid(), organisation_id, id, {busy}_id, '{role or busy}', 'thanks/{number}',"
            f" 'thanks', 'accepted', 'x@example.com', '{order.now - timedelta(hours=3)}' FROM mentorships"
        )
    return order


async def test_after_a_week_the_mentee_of_a_busy_mentor_is_asked_alone_and_the_row_says_why(
    runner: StepRunner, catcher: Catcher
) -> None:
    order = await overdue(runner, 8, "mentor")
    outcome = await runner.steps.take_step(order)
    assert (outcome.written, outcome.unreachable, outcome.skipped) == ((Role.MENTEE,), (), (Role.MENTOR,))
    rows = [row for row in await runner.rows("role, state, reply, step") if row["step"] == order.step.key]
    assert [(row["role"], row["state"]) for row in rows] == [("mentee", "accepted"), ("mentor", "skipped")]
    assert rows[1]["reply"] == "had as many letters this week as the programme allows"
    assert len(catcher.mailbox.to(ANA)) == 1
    assert catcher.mailbox.to(BEN) == []
    assert await runner.do("SELECT count(*) FROM links WHERE role = 'mentor'") == 0
    assert outcome.at
    kept = await runner.pair.kept()
    assert kept == after(order.state, order.step, outcome, outcome.at)
    assert card_of(kept, order.now).waiting_for == (Role.MENTEE,)
    assert await runner.steps.take_step(order) == outcome


async def test_before_that_both_wait(runner: StepRunner, catcher: Catcher) -> None:
    order = await overdue(runner, 2, "mentor")
    outcome = await runner.steps.take_step(order)
    assert outcome.result is StepResult.POSTPONED
    assert outcome.until == runner.pair.now + timedelta(days=5)
    assert catcher.mailbox.mails == []


async def test_letters_to_a_coordinator_do_not_use_up_their_own_week_as_a_mentor(runner: StepRunner) -> None:
    outcome = await runner.steps.take_step(await overdue(runner, 2, "mentor", role="coordinator"))
    assert (outcome.result, outcome.written) == (StepResult.TAKEN, (Role.MENTEE, Role.MENTOR))
