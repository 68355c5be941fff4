"""A next step comes with the next question to each of the two: its author is reminded of it, and the other sees it."""

import pytest

from activities.words_left import LETTERS
from schemas.names import PAIR, Role, StepKind
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.activities.test_notes import at, said_after
from tests.activities.test_words_left import DAY, due, left

PLAN = "Draft the plan"
BOOK = "Send the book"
OWN, OF_THE_OTHER = f"Your own next step > {PLAN}", f"Ana's next step > {PLAN}"
QUESTIONS = [StepKind(kind) for kind in LETTERS["next_step"] if kind != StepKind.FAREWELL]
NO_QUESTIONS = (StepKind.PAUSED, StepKind.REOPENED)


async def said_to(runner: StepRunner, kind: StepKind, number: int, catcher: Catcher) -> tuple[str, str]:
    """Take a step, and return what its letters say to Ana and to Ben."""
    to_ben = await said_after(runner, due(runner, kind, number), catcher, BEN)
    return " ".join(catcher.mailbox.to(ANA)[-1].reading.text.split()), to_ben


@pytest.mark.parametrize("asked", ["check_in/1", "resumed/1"])
@pytest.mark.parametrize("kind", QUESTIONS)
async def test_a_next_step_comes_with_the_next_question_whichever_it_is_to_both_and_with_no_other(
    runner: StepRunner, catcher: Catcher, kind: StepKind, asked: str
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, asked, next_step=PLAN)
    to_ana, to_ben = await said_to(runner, kind, 2, catcher)
    assert OWN in to_ana
    assert OF_THE_OTHER in to_ben
    at(runner, DAY)
    assert PLAN not in "".join(await said_to(runner, StepKind.CHECK_IN, 3, catcher))


@pytest.mark.parametrize("kind", NO_QUESTIONS)
async def test_a_letter_that_asks_nothing_leaves_next_steps_to_the_one_that_does(
    runner: StepRunner, catcher: Catcher, kind: StepKind
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", next_step=PLAN)
    assert PLAN not in "".join(await said_to(runner, kind, 1, catcher))
    at(runner, DAY)
    to_ana, to_ben = await said_to(runner, StepKind.RESUMED, 1, catcher)
    assert OWN in to_ana
    assert OF_THE_OTHER in to_ben


async def test_whom_a_note_is_passed_on_to_reads_both_next_steps_and_is_reminded_with_the_next_question(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", note="Thank you", next_step=PLAN)
    await runner.say(Role.MENTOR, "check_in/1", f"'{runner.pair.now}'", next_step=BOOK)
    at(runner, 5)
    for letter in (runner.thanks(1, [Role.MENTOR]), due(runner, StepKind.REVIEW)):
        to_ben = await said_after(runner, letter, catcher, BEN)
        assert OF_THE_OTHER in to_ben
        assert BOOK in to_ben
        at(runner, DAY)
    assert "Thank you" not in to_ben


async def test_who_answers_two_questions_before_the_next_one_is_reminded_of_both_steps(
    runner: StepRunner, catcher: Catcher
) -> None:
    await left(runner, "check_in/1", next_step=PLAN)
    await left(runner, "resumed/1", next_step=BOOK)
    to_ana, to_ben = await said_to(runner, StepKind.REVIEW, 2, catcher)
    assert f"{OWN} > > {BOOK}" in to_ana
    assert f"{OF_THE_OTHER} > > {BOOK}" in to_ben


async def test_whom_no_question_reached_any_more_reads_a_next_step_in_the_farewell(
    runner: StepRunner, catcher: Catcher
) -> None:
    await left(runner, "check_in/1", next_step=PLAN)
    assert OF_THE_OTHER in await said_after(runner, due(runner, StepKind.FAREWELL), catcher, BEN)


@pytest.mark.parametrize("answers", [("yes", "no"), ("no", "yes"), ("yes", "yes"), ("yes", None)])
async def test_a_farewell_speaks_of_staying_in_touch_unless_one_of_the_two_said_no(
    runner: StepRunner, catcher: Catcher, answers: tuple[str | None, ...]
) -> None:
    await runner.say(Role.MENTEE, "closing/1", keep_in_touch="no")  # to a goodbye that was taken back
    for role, answer in zip(PAIR, answers, strict=True):
        if answer:
            await runner.say(role, "closing/2", keep_in_touch=answer)
    at(runner, DAY)
    for said in await said_to(runner, StepKind.FAREWELL, 2, catcher):
        assert ("Staying in touch" in said) == ("no" not in answers)


async def test_a_no_to_staying_in_touch_counts_although_the_other_one_was_told_later(
    runner: StepRunner, catcher: Catcher
) -> None:
    """The farewell follows the second closing letter, to whom the first did not reach; the no was to the first."""
    await runner.say(Role.MENTEE, "closing/1", keep_in_touch="no")
    await runner.say(Role.MENTOR, "closing/2", keep_in_touch="yes")
    at(runner, DAY)
    for said in await said_to(runner, StepKind.FAREWELL, 2, catcher):
        assert "Staying in touch" not in said
