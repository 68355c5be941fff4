"""A search whose request was never sent, because the relay was away, goes on with the same mentor."""

from uuid import UUID

import pytest

from activities import deciding
from policy.verdict import verdict
from schemas.names import Phase, Role, StepResult
from stack.catcher.server import Catcher
from store.pool import Pool
from tests.activities.pair_fixture import open_runner
from tests.activities.test_choosing import SEATED, asked, four_people


@pytest.fixture(autouse=True)
def judging(monkeypatch: pytest.MonkeyPatch, judged: None) -> None:
    """Judge each step as in production."""
    monkeypatch.setattr(deciding, "verdict", verdict)


@pytest.mark.parametrize("sent", ["request/1", "request/1/reminder/2", ""])
async def test_a_mentor_to_whom_no_letter_left_is_asked_again_and_nobody_else_instead(
    database_url: str, pool: Pool, organisation: UUID, catcher: Catcher, sent: str
) -> None:
    """The relay was away for two weeks. Once one of the letters has left, silence is silence."""
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        _, _, state = await asked(runner, await four_people(runner))
        for _ in state.rules.reply_reminders:
            _, _, state = await asked(runner, state)
        await runner.do(f"UPDATE outbox SET state = 'expired' WHERE role = 'mentor' AND step <> '{sent}'")
        _, outcome, state = await asked(runner, state)
        if sent:
            assert (outcome.result, await runner.do(SEATED)) == (StepResult.TAKEN, ["Ben"])
            return
        assert (outcome.result, await runner.do(SEATED)) == (StepResult.DROPPED, ["Eve"])
        order, _, _ = await asked(runner, state)
        assert (order.step.key, order.step.to) == ("request/1/reminder/3", (Role.MENTOR,))
        letter = " ".join(catcher.mailbox.to("eve@example.com")[-1].reading.text.split())
        assert "asks whether you would be their mentor" in letter, "it is the first that they hear of it"
