"""What one of a pair writes to the other goes with the next letter, whatever that is about: once, and none is lost."""

from datetime import timedelta

import pytest

from policy.active import LETTERS_WITH_NOTES
from schemas.messages import Order
from schemas.names import Role, StepKind
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.activities.test_notes import COURAGE, LISTEN, at, said_after

DAY = 60 * 24
NOTE = f"A note from Ana > {COURAGE}"
THANKS = f"Ana's thanks to you > {LISTEN}"
NEXT_LETTERS = [kind for kind in LETTERS_WITH_NOTES if kind is not StepKind.THANKS]


def due(runner: StepRunner, kind: StepKind, number: int = 2) -> Order:
    """Return the order for a step of this kind."""
    return runner.order(kind, f"{kind}/{number}")


async def left_a_note(runner: StepRunner, note: str = COURAGE, step: str = "check_in/1") -> None:
    """Ana answers a question with some words for Ben, who says nothing."""
    await left(runner, step, note=note)


async def left(runner: StepRunner, step: str, **words: str) -> None:
    """Ana answers a question with these words; some minutes go by."""
    await runner.say(Role.MENTEE, step, f"'{runner.pair.now + timedelta(minutes=1)}'", **words)
    at(runner, 5)


@pytest.mark.parametrize("kind", NEXT_LETTERS)
async def test_a_note_goes_with_the_next_letter_whichever_it_is_and_with_no_other(
    runner: StepRunner, catcher: Catcher, kind: StepKind
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left_a_note(runner)
    assert NOTE in await said_after(runner, due(runner, kind), catcher, BEN)
    assert COURAGE not in catcher.mailbox.to(ANA)[-1].reading.text
    at(runner, DAY)
    for later in (StepKind.CHECK_IN, StepKind.FAREWELL):
        assert COURAGE not in await said_after(runner, due(runner, later, 3), catcher, BEN)


async def test_a_note_that_waits_when_the_goodbye_begins_is_not_lost_by_a_thank_you(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left_a_note(runner)
    assert NOTE in await said_after(runner, due(runner, StepKind.CLOSING), catcher, BEN)
    await runner.say(Role.MENTEE, "closing/2", f"'{runner.pair.now + timedelta(minutes=1)}'", thanks=LISTEN)
    at(runner, DAY)
    farewell = await said_after(runner, due(runner, StepKind.FAREWELL), catcher, BEN)
    assert THANKS in farewell
    assert COURAGE not in farewell


async def test_a_farewell_shows_a_note_and_thanks_apart(runner: StepRunner, catcher: Catcher) -> None:
    """The closing letter did not arrive; what it would have passed on comes with the farewell."""
    await left_a_note(runner)
    catcher.behaviour.refuse[BEN] = "552 5.2.2 mailbox full"
    await runner.steps.take_step(due(runner, StepKind.CLOSING))
    catcher.behaviour.refuse.clear()
    await runner.say(Role.MENTEE, "closing/2", f"'{runner.pair.now + timedelta(minutes=1)}'", thanks=LISTEN)
    at(runner, DAY)
    farewell = await said_after(runner, due(runner, StepKind.FAREWELL), catcher, BEN)
    assert NOTE in farewell
    assert THANKS in farewell


async def test_a_note_is_not_called_thanks(runner: StepRunner, catcher: Catcher) -> None:
    await left_a_note(runner)
    farewell = await said_after(runner, due(runner, StepKind.FAREWELL), catcher, BEN)
    assert NOTE in farewell
    assert "thanks to you" not in farewell


async def test_thanks_are_kept_for_the_farewell(runner: StepRunner, catcher: Catcher) -> None:
    """The closing letter reached Ana first, and Ben only after she had thanked him."""
    await runner.say(Role.MENTEE, "closing/1", thanks=LISTEN)
    assert LISTEN not in await said_after(runner, due(runner, StepKind.CLOSING), catcher, BEN)
    at(runner, DAY)
    assert THANKS in await said_after(runner, due(runner, StepKind.FAREWELL), catcher, BEN)


async def test_of_two_notes_that_wait_none_is_lost(runner: StepRunner, catcher: Catcher) -> None:
    await left_a_note(runner)
    await left_a_note(runner, LISTEN, "check_in/2")
    assert f"{NOTE} > > {LISTEN}" in await said_after(runner, due(runner, StepKind.REVIEW), catcher, BEN)


async def test_a_note_in_a_letter_that_another_one_replaced_before_it_left_comes_with_that_one(
    runner: StepRunner, catcher: Catcher
) -> None:
    await left_a_note(runner)
    await runner.crash(runner.check_in(2))
    at(runner, 5)
    assert NOTE in await said_after(runner, due(runner, StepKind.PAUSED), catcher, BEN)
    await runner.hurry()
    assert sum(COURAGE in mail.reading.text for mail in catcher.mailbox.to(BEN)) == 1


async def test_who_corrects_an_answer_and_leaves_the_note_as_it_was_says_it_once(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left_a_note(runner)
    await _at_one_link(runner)
    assert COURAGE in await said_after(runner, runner.thanks(1, [Role.MENTOR]), catcher, BEN)
    await left_a_note(runner)
    await _at_one_link(runner)
    assert COURAGE not in await said_after(runner, due(runner, StepKind.REVIEW), catcher, BEN)
    await left_a_note(runner, LISTEN)
    await _at_one_link(runner)
    assert LISTEN in await said_after(runner, due(runner, StepKind.CHECK_IN, 3), catcher, BEN)


async def test_who_takes_a_note_back_and_writes_it_again_is_heard(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left_a_note(runner)
    await runner.say(Role.MENTEE, "check_in/1", f"'{runner.pair.now}'", next_step="Rest")
    await _at_one_link(runner)
    at(runner, 5)
    assert COURAGE not in await said_after(runner, due(runner, StepKind.REVIEW), catcher, BEN)
    await left_a_note(runner)
    await _at_one_link(runner)
    assert NOTE in await said_after(runner, due(runner, StepKind.CHECK_IN, 3), catcher, BEN)


async def _at_one_link(runner: StepRunner) -> None:
    """Let all of Ana's answers be at the link of her first letter, in the order in which she gave them."""
    await runner.do(
        "UPDATE answers SET link_id = (SELECT id FROM links WHERE role = 'mentee' AND step = 'check_in/1'),"
        " seq = (SELECT count(*) FROM answers e WHERE e.said_at <= answers.said_at) WHERE role = 'mentee'"
    )


async def test_a_note_stays_when_its_writer_wishes_something_else_at_the_same_letter(
    runner: StepRunner, catcher: Catcher
) -> None:
    """A wish once took the note of the answer before it back, and nobody was told."""
    await runner.steps.take_step(runner.check_in(1))
    await left_a_note(runner)
    await runner.say(Role.MENTEE, "check_in/1", f"'{runner.pair.now + timedelta(minutes=2)}'")
    await _at_one_link(runner)
    await runner.do("UPDATE answers SET kind = 'adjust' WHERE NOT words ? 'note'")
    assert NOTE in await said_after(runner, due(runner, StepKind.REVIEW), catcher, BEN)


async def test_words_that_came_with_a_wish_are_those_of_the_report_that_follows_it(
    runner: StepRunner, catcher: Catcher
) -> None:
    """Words of an end that was taken back once reached the partner, and words that stayed came twice."""
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", note=COURAGE, next_step=LISTEN)
    await runner.do("UPDATE answers SET kind = 'adjust'")
    await left(runner, "check_in/1", next_step=LISTEN)
    await _at_one_link(runner)
    said = await said_after(runner, due(runner, StepKind.REVIEW), catcher, BEN)
    assert (said.count(COURAGE), said.count(LISTEN)) == (0, 1)


async def test_words_that_were_passed_on_with_a_wish_do_not_come_again_with_the_report(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left_a_note(runner)
    await runner.do("UPDATE answers SET kind = 'adjust'")
    await _at_one_link(runner)
    assert NOTE in await said_after(runner, due(runner, StepKind.REVIEW), catcher, BEN)
    await left_a_note(runner)
    await _at_one_link(runner)
    assert COURAGE not in await said_after(runner, due(runner, StepKind.CHECK_IN, 3), catcher, BEN)
