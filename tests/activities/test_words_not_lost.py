"""Words in a letter that is never sent come with a later one, also if another was written in between."""

from datetime import timedelta

import pytest

from schemas.names import Role
from schemas.step_key import StepKey
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import BEN, StepRunner
from tests.activities.test_notes import COURAGE, at
from tests.activities.test_outdated import LATER

A_DAY = 24 * 60


@pytest.mark.parametrize(("words", "brought_by"), [("note", 3), ("next_step", 2)])
async def test_what_waited_in_thanks_that_are_never_sent_comes_with_a_later_question_and_once(
    runner: StepRunner, catcher: Catcher, words: str, brought_by: int
) -> None:
    """The next question was written while the thanks waited for the relay, and left a note to them; it repeats a next
    step in any case."""
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
    for number in (3, 4):
        at(runner, 21 * A_DAY)
        await runner.steps.take_step(runner.check_in(number))
    read = [COURAGE in " ".join(mail.reading.text.split()) for mail in catcher.mailbox.to(BEN)]
    assert read == [number == brought_by for number in (1, 2, 3, 4)]


async def passed(runner: StepRunner, catcher: Catcher, key: str) -> None:
    """Take a step while the relay works again; it replaces the letters that wait, which are dropped a moment later."""
    catcher.behaviour.refuse.clear()
    await runner.steps.take_step(runner.order(StepKey(key).kind, key))
    await runner.do("UPDATE outbox SET hours = NULL")
    await runner.hurry()
    later = (runner.pair.now + timedelta(seconds=10)).isoformat()
    await runner.do(f"UPDATE outbox SET done_at = '{later}' WHERE state = 'expired' AND done_at < '{later}'")


def times_read(catcher: Catcher) -> int:
    """Return in how many letters Ben has read what Ana left for him."""
    return sum(COURAGE in " ".join(mail.reading.text.split()) for mail in catcher.mailbox.to(BEN))


@pytest.mark.parametrize("first", ["check_in/1", "nudge/1", "paused/9"])
@pytest.mark.parametrize(("replaces", "after"), [("paused/1", "resumed/1"), ("closing/1", "farewell/1")])
@pytest.mark.parametrize("is_older", [True, False])
async def test_words_that_came_with_the_letter_that_replaced_a_waiting_one_do_not_come_again(
    runner: StepRunner, catcher: Catcher, first: str, replaces: str, after: str, is_older: bool
) -> None:
    if is_older:
        await runner.say(Role.MENTEE, "check_in/8", note=COURAGE)
    at(runner, 10)
    catcher.behaviour.refuse[BEN] = LATER
    await runner.steps.take_step(runner.order(StepKey(first).kind, first))
    if not is_older:
        await runner.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(runner, 60)
    await passed(runner, catcher, replaces)
    assert times_read(catcher) == 1
    at(runner, 21 * A_DAY)
    await passed(runner, catcher, after)
    assert times_read(catcher) == 1


async def test_words_that_were_left_to_a_waiting_letter_come_with_the_one_that_replaces_it_and_the_others_do_not_again(
    runner: StepRunner, catcher: Catcher
) -> None:
    """A note passed on in between was quoted again, and what had waited with the question came with the next one."""
    own = "Yours was the first voice that said I could."
    await runner.say(Role.MENTEE, "agreement/1", note=own)
    at(runner, 10)
    catcher.behaviour.refuse[BEN] = LATER
    await runner.steps.take_step(runner.check_in())
    await runner.say(Role.MENTEE, "check_in/1", f"'{runner.pair.now + timedelta(minutes=5)}'", note=COURAGE)
    at(runner, 10)
    catcher.behaviour.refuse.clear()
    await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    assert times_read(catcher) == 1
    at(runner, 60)
    for key in ("paused/1", "resumed/1"):
        await passed(runner, catcher, key)
        at(runner, 21 * A_DAY)
    assert times_read(catcher) == 1
    assert sum(own in " ".join(mail.reading.text.split()) for mail in catcher.mailbox.to(BEN)) == 1
