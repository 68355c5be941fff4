"""Words in a letter that is never sent come with a later one, also if another was written in between."""

from datetime import timedelta

import pytest

from schemas.names import Role
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import BEN, StepRunner
from tests.activities.test_notes import COURAGE, at
from tests.activities.test_outdated import LATER

A_DAY = 24 * 60


@pytest.mark.parametrize("words", ["note", "next_step"])
async def test_what_waited_in_thanks_that_are_never_sent_comes_with_the_question_after_the_next(
    runner: StepRunner, catcher: Catcher, words: str
) -> None:
    """The next question was written while the thanks waited for the relay, and left the words to them."""
    await runner.steps.take_step(runner.check_in())
    await runner.say(Role.MENTEE, "check_in/1", **{words: COURAGE})
    at(runner, 10)
    catcher.behaviour.refuse[BEN] = LATER
    await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    at(runner, A_DAY)
    await runner.steps.take_step(runner.check_in(2))
    late = (runner.pair.now + timedelta(days=2)).isoformat()
    await runner.do(f"UPDATE outbox SET state = 'expired', done_at = '{late}' WHERE letter = 'thanks'")
    catcher.behaviour.refuse.clear()
    await runner.do("UPDATE outbox SET hours = NULL")
    await runner.hurry()
    at(runner, 21 * A_DAY)
    await runner.steps.take_step(runner.check_in(3))
    assert COURAGE in " ".join(catcher.mailbox.to(BEN)[-1].reading.text.split())
