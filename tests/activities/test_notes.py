"""What people leave for each other is passed on once, to the right one, and stays out of everything else."""

import re
from datetime import timedelta
from typing import get_args

import pytest

from activities.letter_names import letter_name
from schemas.letter import LetterName
from schemas.messages import Order
from schemas.names import Role, StepKind
from stack.catcher.server import Catcher
from tests.activities.pair_fixture import ANA, BEN, StepRunner

COURAGE = "You gave me courage to say no."
LISTEN = "Keep listening the way you do."
PRIVATE = "Between us, the budget talk went badly."


async def said_after(runner: StepRunner, order: Order, catcher: Catcher, address: str) -> str:
    """Take a step and return what the person's letter says, on one line."""
    await runner.steps.take_step(order)
    return " ".join(catcher.mailbox.to(address)[-1].reading.text.split())


def at(runner: StepRunner, minutes: int) -> None:
    """Let minutes pass for the pair."""
    runner.pair.now += timedelta(minutes=minutes)


async def test_thanks_pass_a_note_on_to_the_other_side_only(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in())
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE, next_step="Draft the plan")
    await runner.say(Role.MENTOR, "check_in/1", next_step="Send the book")
    at(runner, 10)
    to_ben = await said_after(runner, runner.thanks(1, [Role.MENTOR]), catcher, BEN)
    assert COURAGE in to_ben
    assert "Draft the plan" in to_ben
    assert len(catcher.mailbox.to(ANA)) == 1


async def test_what_was_passed_on_with_thanks_is_not_passed_on_again(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in())
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE, next_step="Draft the plan")
    at(runner, 10)
    assert COURAGE in await said_after(runner, runner.thanks(1, [Role.MENTOR]), catcher, BEN)
    for number in (2, 3):
        at(runner, 60 * 24 * 21)
        assert COURAGE not in await said_after(runner, runner.check_in(number), catcher, BEN)


async def test_a_retried_letter_says_what_it_said_at_first(runner: StepRunner, catcher: Catcher) -> None:
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE)
    await runner.crash(runner.thanks(1, [Role.MENTOR]))
    await runner.say(Role.MENTEE, "check_in/1", note=LISTEN)
    assert COURAGE in await said_after(runner, runner.thanks(1, [Role.MENTOR]), catcher, BEN)


async def test_without_thanks_the_next_check_in_passes_the_note_on_once(runner: StepRunner, catcher: Catcher) -> None:
    """Ben never answered, so no thanks went out; Ana's words reach him all the same."""
    await runner.steps.take_step(runner.check_in())
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(runner, 60 * 24 * 21)
    assert COURAGE in await said_after(runner, runner.check_in(2), catcher, BEN)
    assert COURAGE not in catcher.mailbox.to(ANA)[-1].reading.text
    at(runner, 60 * 24 * 21)
    assert COURAGE not in await said_after(runner, runner.check_in(3), catcher, BEN)


async def test_a_note_that_comes_after_the_thanks_is_passed_on_next_time(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in())
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(runner, 10)
    await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    await runner.say(Role.MENTOR, "check_in/1", f"'{runner.pair.now}'", note=LISTEN)
    at(runner, 60 * 24 * 21)
    assert LISTEN in await said_after(runner, runner.check_in(2), catcher, ANA)


async def test_a_late_answer_to_an_earlier_mail_is_passed_on_as_well(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    at(runner, 60 * 24 * 21)
    await runner.steps.take_step(runner.check_in(2))
    await runner.say(Role.MENTEE, "check_in/1", f"'{runner.pair.now + timedelta(minutes=1)}'", note=COURAGE)
    at(runner, 10)
    assert COURAGE in await said_after(runner, runner.thanks(2, [Role.MENTOR]), catcher, BEN)


async def test_a_note_left_on_coming_back_from_a_break_is_passed_on(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    at(runner, 60 * 24 * 30)
    await runner.steps.take_step(runner.order(StepKind.RESUMED, "resumed/1"))
    await runner.say(Role.MENTEE, "resumed/1", f"'{runner.pair.now + timedelta(minutes=1)}'", note=COURAGE)
    at(runner, 60 * 24 * 21)
    assert COURAGE in await said_after(runner, runner.check_in(2), catcher, BEN)


async def test_thanks_to_a_goodbye_that_was_taken_back_come_with_the_next_question(
    runner: StepRunner, catcher: Catcher
) -> None:
    await runner.steps.take_step(runner.check_in(1))
    at(runner, 10)
    await runner.steps.take_step(runner.order(StepKind.CLOSING, "closing/1"))
    await runner.say(Role.MENTEE, "closing/1", f"'{runner.pair.now}'", thanks=COURAGE)
    at(runner, 10)
    assert COURAGE not in await said_after(runner, runner.order(StepKind.REOPENED, "reopened/1"), catcher, BEN)
    at(runner, 60 * 24 * 21)
    assert COURAGE in await said_after(runner, runner.check_in(2), catcher, BEN)


async def test_a_note_is_not_lost_with_a_letter_that_was_refused(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(runner, 10)
    catcher.behaviour.refuse[BEN] = "552 5.2.2 mailbox full"
    await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    catcher.behaviour.refuse.clear()
    at(runner, 60 * 24 * 21)
    assert COURAGE in await said_after(runner, runner.check_in(2), catcher, BEN)


async def test_words_that_were_taken_back_are_not_passed_on(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    link = await runner.do("SELECT id FROM links WHERE role = 'mentee'")
    await runner.say(Role.MENTEE, "check_in/1", note=PRIVATE)
    await runner.say(Role.MENTEE, "check_in/1", "now() + interval '1 second'", next_step="Rest")
    await runner.do(
        f"UPDATE answers SET link_id = '{link}', seq = CASE WHEN words ? 'note' THEN 1 ELSE 2 END WHERE role = 'mentee'"
    )
    at(runner, 60 * 24 * 21)
    to_ben = await said_after(runner, runner.check_in(2), catcher, BEN)
    assert PRIVATE not in to_ben
    assert "Rest" in to_ben


async def test_an_answer_that_was_refused_passes_nothing_on(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE)
    await runner.do("UPDATE answers SET refused = 'TooLate'")
    at(runner, 10)
    assert COURAGE not in await said_after(runner, runner.check_in(2), catcher, BEN)


async def test_the_farewell_counts_every_question_as_the_console_does(runner: StepRunner, catcher: Catcher) -> None:
    for kind in ("check_in", "nudge", "review", "rhythm"):
        await runner.do(
            "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
            f"SELECT id, organisation_id, '{kind}/7', '{kind}', now(), '{{\"code\": \"rhythm_due\"}}' FROM mentorships"
        )
    said = await said_after(runner, runner.order(StepKind.FAREWELL, "farewell/1"), catcher, BEN)
    assert re.search(r"asked how it went\W+3\b", said)


async def test_the_farewell_carries_the_thanks_of_the_goodbye(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.order(StepKind.CLOSING, "closing/1"))
    await runner.say(Role.MENTEE, "closing/1", thanks=COURAGE)
    at(runner, 60 * 24 * 14)
    assert COURAGE in await said_after(runner, runner.order(StepKind.FAREWELL, "farewell/1"), catcher, BEN)
    assert COURAGE not in catcher.mailbox.to(ANA)[-1].reading.text


async def test_nobodys_words_or_names_travel_through_the_workflow(runner: StepRunner) -> None:
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE, next_step="Draft the plan", private=PRIVATE)
    for order in (runner.check_in(1), runner.thanks(1), runner.check_in(2)):
        facts = (await runner.steps.take_step(order)).model_dump_json()
        assert len(facts) > 20
        for word in ("courage", "plan", "budget", "Ana", "Ben", "example.com", "Europe"):
            assert word not in facts


async def test_what_is_told_in_private_is_in_no_letter(runner: StepRunner, catcher: Catcher) -> None:
    await runner.steps.take_step(runner.check_in(1))
    await runner.say(Role.MENTEE, "check_in/1", note=COURAGE, private=PRIVATE)
    at(runner, 60 * 24 * 21)
    await runner.steps.take_step(runner.check_in(2))
    await runner.steps.take_step(runner.order(StepKind.TASK, "task/1", [Role.COORDINATOR]))
    assert len(catcher.mailbox.mails) == 5
    assert not [mail for mail in catcher.mailbox.mails if "budget" in mail.reading.text + mail.reading.html]


def test_only_the_silent_side_is_nudged(runner: StepRunner) -> None:
    active = runner.pair.state.active
    assert active
    state = runner.pair.state.with_(active=active.with_(mentor=active.mentor.with_(unanswered=1)))
    step = runner.order(StepKind.NUDGE, "nudge/2").step
    assert [letter_name(step, state, role) for role in (Role.MENTEE, Role.MENTOR)] == ["check_in", "nudge"]


@pytest.mark.parametrize("kind", [kind for kind in StepKind if kind is not StepKind.STOPPED])
def test_every_kind_of_step_has_a_letter_for_everybody(runner: StepRunner, kind: StepKind) -> None:
    reminder = {
        StepKind.REQUEST_REMINDER: "request/1/reminder/1",
        StepKind.AGREEMENT_REMINDER: "agreement/1/reminder/1",
    }
    key = {**reminder, StepKind.THANKS: "check_in/1/thanks"}.get(kind, f"{kind}/1")
    step = runner.order(kind, key).step
    assert {letter_name(step, runner.pair.state, role) for role in Role} <= set(get_args(LetterName))


async def test_thanks_without_words_are_not_sent(runner: StepRunner, catcher: Catcher) -> None:
    """The note was taken back meanwhile: no letter says that there is one."""
    await runner.steps.take_step(runner.check_in())
    outcome = await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    assert (outcome.written, outcome.skipped) == ((), (Role.MENTOR,))
    assert len(catcher.mailbox.to(BEN)) == 1
