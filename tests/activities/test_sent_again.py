"""The manual's command to send a letter again sends it, however old it is."""

import re
from pathlib import Path

import pytest

from stack.catcher.server import Catcher
from tests.activities.outbox_fixture import filled
from tests.activities.pair_fixture import StepRunner

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
COMMAND = re.compile(r"UPDATE outbox SET state = 'deferred'.*?;", re.DOTALL)


@pytest.mark.parametrize("manual", ["read-an-unknown-mail.md", "run-in-production.md"])
async def test_a_letter_of_five_days_ago_is_sent_again_at_once(
    runner: StepRunner, catcher: Catcher, manual: str
) -> None:
    """It once waited for hours that were over, and expired a day later."""
    await filled(runner, 1)
    old = "tstzmultirange(tstzrange(now() - interval '5 days', now() - interval '2 days'))"
    gone = "not_after = now() - interval '2 days', done_at = now() - interval '5 days'"
    await runner.do(f"UPDATE outbox SET state = 'rejected', reply = '550 5.7.1 no', hours = {old}, {gone}")
    [row] = await runner.rows("id")
    [command] = COMMAND.findall(HOW_TO.joinpath(manual).read_text())
    await runner.do(command.replace("…", str(row["id"])))
    assert await runner.do("SELECT count(*) FROM outbox WHERE refused") == 0, "no alarm about the relay"
    assert await runner.outbox.sweep() == 1
    assert len(catcher.mailbox.mails) == 1
    assert set((await runner.states()).values()) == {"accepted"}
