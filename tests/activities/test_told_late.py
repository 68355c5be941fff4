"""Whom mail reaches again gets the letter that they missed, alone: that they begin, or that it goes on after all."""

from uuid import UUID

import pytest

from activities import deciding
from policy.verdict import verdict
from schemas.names import Phase, Role
from schemas.step_key import StepKey
from schemas.untold import Missed
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import open_runner


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
