"""A guide that a mentee would like the mentor to see goes with a letter that is sent anyway, once."""

from datetime import timedelta

import pytest

from activities.words_left import WITH_GUIDE, guides_for
from schemas.guides import Guide
from schemas.names import Role, StepKind
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.activities.test_notes import COURAGE, at, said_after
from tests.activities.test_words_left import DAY, due, left, left_a_note

NAMED = "guides/conflicting-advice?lang=en"
DIFFICULTY = {"difficulty": "advice", "guide": "conflicting-advice"}
SHARED = {**DIFFICULTY, "guide_for_partner": "conflicting-advice"}


@pytest.mark.parametrize("kind", [kind for kind in WITH_GUIDE if kind != StepKind.THANKS])
async def test_it_goes_with_the_next_letter_that_both_get_while_they_work_together(
    runner: StepRunner, catcher: Catcher, kind: str
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", **SHARED)
    said = await said_after(runner, due(runner, StepKind(kind)), catcher, BEN)
    assert NAMED in said
    assert "Ana would like you to see this guide, too." in said
    assert "guides/" not in catcher.mailbox.to(ANA)[-1].reading.text
    at(runner, DAY)
    assert "guides/" not in await said_after(runner, due(runner, StepKind.REVIEW, 3), catcher, BEN)


async def test_it_goes_with_the_letter_that_passes_a_note_on(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", note=COURAGE, **SHARED)
    assert NAMED in await said_after(runner, runner.thanks(1, [Role.MENTOR]), catcher, BEN)
    at(runner, DAY)
    assert NAMED not in await said_after(runner, due(runner, StepKind.CHECK_IN), catcher, BEN)


async def test_it_is_no_reason_for_a_letter_of_its_own(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", **SHARED)
    outcome = await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    assert (outcome.written, outcome.skipped) == ((), (Role.MENTOR,))
    assert NAMED in await said_after(runner, due(runner, StepKind.CHECK_IN), catcher, BEN)


async def test_a_goodbye_does_not_name_it(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", **SHARED)
    for kind in (StepKind.CLOSING, StepKind.FAREWELL):
        assert "guides/" not in await said_after(runner, due(runner, kind), catcher, BEN)


async def test_what_was_not_to_be_shown_is_in_no_letter(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await left(runner, "check_in/1", **DIFFICULTY)
    await runner.steps.take_step(due(runner, StepKind.CHECK_IN))
    await runner.steps.take_step(runner.order(StepKind.TASK, "task/1", [Role.COORDINATOR]))
    assert len(catcher.mailbox.mails) == 5
    assert not [mail for mail in catcher.mailbox.mails if "guides/" in mail.reading.text + mail.reading.html]


async def test_an_answer_that_was_refused_shows_it_to_nobody(runner: StepRunner, catcher: Catcher) -> None:
    await left(runner, "check_in/1", **SHARED)
    await runner.do("UPDATE answers SET refused = 'TooLate'")
    assert "guides/" not in await said_after(runner, due(runner, StepKind.CHECK_IN), catcher, BEN)


@pytest.mark.parametrize("later", [DIFFICULTY, {"difficulty": "none"}])
async def test_who_takes_it_back_with_a_wish_shows_it_to_nobody_though_the_report_stays(
    runner: StepRunner, catcher: Catcher, later: dict[str, str]
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    link = await runner.do("SELECT id FROM links WHERE role = 'mentee'")
    await left(runner, "check_in/1", note=COURAGE, **SHARED)
    await runner.do(f"UPDATE answers SET link_id = '{link}', seq = 1")
    await runner.say(Role.MENTEE, "check_in/1", f"'{runner.pair.now + timedelta(minutes=1)}'", **later)
    await runner.do(f"UPDATE answers SET link_id = '{link}', seq = 2, kind = 'adjust' WHERE link_id IS NULL")
    at(runner, 5)
    said = await said_after(runner, due(runner, StepKind.CHECK_IN), catcher, BEN)
    assert "guides/" not in said
    assert COURAGE in said


async def test_a_wish_that_says_nothing_of_it_leaves_it(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    link = await runner.do("SELECT id FROM links WHERE role = 'mentee'")
    await left(runner, "check_in/1", **SHARED)
    await runner.do(f"UPDATE answers SET link_id = '{link}', seq = 1")
    await left_a_note(runner)
    await runner.do(f"UPDATE answers SET link_id = '{link}', seq = 2, kind = 'adjust' WHERE link_id IS NULL")
    assert NAMED in await said_after(runner, due(runner, StepKind.CHECK_IN), catcher, BEN)


async def test_nothing_of_it_travels_through_the_workflow(runner: StepRunner) -> None:
    await left(runner, "check_in/1", **SHARED)
    facts = (await runner.steps.take_step(runner.check_in(2))).model_dump_json()
    assert "advice" not in facts


def test_a_guide_is_named_once_and_one_of_a_later_release_not_at_all() -> None:
    names = ("conflicting-advice", "a-later-one", "ending-well", "conflicting-advice")
    unread = [{"reader": "mentor", "by": "mentee", "kind": "guide_for_partner", "text": name} for name in names]
    assert guides_for(Role.MENTOR, "check_in", {"unread": unread}) == (Guide.ADVICE, Guide.ENDING)
    assert guides_for(Role.MENTEE, "check_in", {"unread": unread}) == ()
    assert guides_for(Role.MENTOR, "farewell", {"unread": unread}) == ()
    assert guides_for(Role.MENTOR, "check_in", {"unread": None}) == ()
