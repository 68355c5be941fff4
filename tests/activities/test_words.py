"""What people leave for each other is passed on once, to the right one, and stays out of everything else."""

from datetime import timedelta

import pytest

from activities.scene import answered_steps, letter_name, named
from schemas.messages import Order
from schemas.names import Role, StepKind
from stack.catcher.catching import Catcher
from tests.activities.stage import ANA, BEN, Stage

COURAGE = "You gave me courage to say no."
LISTEN = "Keep listening the way you do."
PRIVATE = "Between us, the budget talk went badly."


async def said_after(stage: Stage, order: Order, catcher: Catcher, address: str) -> str:
    """Take a step and return what the person's letter says, on one line."""
    await stage.steps.take_step(order)
    return " ".join(catcher.mailbox.to(address)[-1].reading.text.split())


def at(stage: Stage, minutes: int) -> None:
    """Let minutes pass for the pair."""
    stage.pair.now += timedelta(minutes=minutes)


async def test_thanks_pass_a_note_on_to_the_other_side_only(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in())
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE, next_step="Draft the plan")
    await stage.say(Role.MENTOR, "check_in/1", next_step="Send the book")
    at(stage, 10)
    to_ben = await said_after(stage, stage.thanks(1, [Role.MENTOR]), catcher, BEN)
    assert COURAGE in to_ben
    assert "Draft the plan" in to_ben
    assert len(catcher.mailbox.to(ANA)) == 1


async def test_what_was_passed_on_with_thanks_is_not_passed_on_again(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in())
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE, next_step="Draft the plan")
    at(stage, 10)
    assert COURAGE in await said_after(stage, stage.thanks(1, [Role.MENTOR]), catcher, BEN)
    for number in (2, 3):
        at(stage, 60 * 24 * 21)
        assert COURAGE not in await said_after(stage, stage.check_in(number), catcher, BEN)


async def test_a_retried_letter_says_what_it_said_at_first(stage: Stage, catcher: Catcher) -> None:
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE)
    await stage.crash(stage.thanks(1, [Role.MENTOR]))
    await stage.say(Role.MENTEE, "check_in/1", note=LISTEN)
    assert COURAGE in await said_after(stage, stage.thanks(1, [Role.MENTOR]), catcher, BEN)


async def test_without_thanks_the_next_check_in_passes_the_note_on_once(stage: Stage, catcher: Catcher) -> None:
    """Ben never answered, so no thanks went out; Ana's words reach him all the same."""
    await stage.steps.take_step(stage.check_in())
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(stage, 60 * 24 * 21)
    assert COURAGE in await said_after(stage, stage.check_in(2), catcher, BEN)
    assert COURAGE not in catcher.mailbox.to(ANA)[-1].reading.text
    at(stage, 60 * 24 * 21)
    assert COURAGE not in await said_after(stage, stage.check_in(3), catcher, BEN)


async def test_a_note_that_comes_after_the_thanks_is_passed_on_next_time(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in())
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(stage, 10)
    await stage.steps.take_step(stage.thanks(1, [Role.MENTOR]))
    await stage.say(Role.MENTOR, "check_in/1", f"'{stage.pair.now}'", note=LISTEN)
    at(stage, 60 * 24 * 21)
    assert LISTEN in await said_after(stage, stage.check_in(2), catcher, ANA)


async def test_a_late_answer_to_an_earlier_mail_is_passed_on_as_well(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    at(stage, 60 * 24 * 21)
    await stage.steps.take_step(stage.check_in(2))
    await stage.say(Role.MENTEE, "check_in/1", f"'{stage.pair.now}'", note=COURAGE)
    at(stage, 10)
    assert COURAGE in await said_after(stage, stage.thanks(2, [Role.MENTOR]), catcher, BEN)


async def test_a_note_left_on_coming_back_from_a_break_is_passed_on(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    at(stage, 60 * 24 * 30)
    await stage.steps.take_step(stage.order(StepKind.RESUMED, "resumed/1"))
    await stage.say(Role.MENTEE, "resumed/1", f"'{stage.pair.now}'", note=COURAGE)
    at(stage, 60 * 24 * 21)
    assert COURAGE in await said_after(stage, stage.check_in(2), catcher, BEN)


async def test_a_note_waits_while_a_review_that_has_no_place_for_it_goes_first(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(stage, 60 * 24 * 21)
    assert COURAGE not in await said_after(stage, stage.order(StepKind.REVIEW, "review/2"), catcher, BEN)
    at(stage, 60 * 24 * 21)
    assert COURAGE in await said_after(stage, stage.check_in(3), catcher, BEN)


async def test_a_note_is_not_lost_with_a_letter_that_was_refused(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE)
    at(stage, 10)
    catcher.behaviour.refuse[BEN] = "552 5.2.2 mailbox full"
    await stage.steps.take_step(stage.thanks(1, [Role.MENTOR]))
    catcher.behaviour.refuse.clear()
    at(stage, 60 * 24 * 21)
    assert COURAGE in await said_after(stage, stage.check_in(2), catcher, BEN)


async def test_words_that_were_taken_back_are_not_passed_on(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    link = await stage.do("SELECT id FROM links WHERE role = 'mentee'")
    await stage.say(Role.MENTEE, "check_in/1", note=PRIVATE)
    await stage.say(Role.MENTEE, "check_in/1", "now() + interval '1 second'", next_step="Rest")
    await stage.do(
        f"UPDATE answers SET link_id = '{link}', seq = CASE WHEN words ? 'note' THEN 1 ELSE 2 END WHERE role = 'mentee'"
    )
    at(stage, 60 * 24 * 21)
    to_ben = await said_after(stage, stage.check_in(2), catcher, BEN)
    assert PRIVATE not in to_ben
    assert "Rest" in to_ben


async def test_an_answer_that_was_refused_passes_nothing_on(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE)
    await stage.do("UPDATE answers SET refused = 'TooLate'")
    at(stage, 10)
    assert COURAGE not in await said_after(stage, stage.check_in(2), catcher, BEN)


async def test_the_farewell_carries_the_thanks_of_the_goodbye(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.order(StepKind.CLOSING, "closing/1"))
    await stage.say(Role.MENTEE, "closing/1", thanks=COURAGE)
    at(stage, 60 * 24 * 14)
    assert COURAGE in await said_after(stage, stage.order(StepKind.FAREWELL, "farewell/1"), catcher, BEN)
    assert COURAGE not in catcher.mailbox.to(ANA)[-1].reading.text


async def test_nobodys_words_or_names_travel_through_the_workflow(stage: Stage) -> None:
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE, next_step="Draft the plan", private=PRIVATE)
    for order in (stage.check_in(1), stage.thanks(1), stage.check_in(2)):
        facts = (await stage.steps.take_step(order)).model_dump_json()
        assert len(facts) > 20
        for word in ("courage", "plan", "budget", "Ana", "Ben", "example.com", "Europe"):
            assert word not in facts


async def test_what_is_told_in_private_is_in_no_letter(stage: Stage, catcher: Catcher) -> None:
    await stage.steps.take_step(stage.check_in(1))
    await stage.say(Role.MENTEE, "check_in/1", note=COURAGE, private=PRIVATE)
    at(stage, 60 * 24 * 21)
    await stage.steps.take_step(stage.check_in(2))
    await stage.steps.take_step(stage.order(StepKind.TASK, "task/1", [Role.COORDINATOR]))
    assert len(catcher.mailbox.mails) == 5
    assert not [mail for mail in catcher.mailbox.mails if "budget" in mail.reading.text + mail.reading.html]


@pytest.mark.parametrize(
    ("kind", "key", "earlier"),
    [
        (StepKind.CHECK_IN, "check_in/1", ["agreed"]),
        (StepKind.CHECK_IN, "check_in/4", ["check_in/3", "review/3", "nudge/3"]),
        (StepKind.NUDGE, "nudge/2", ["check_in/1", "review/1", "nudge/1"]),
        (StepKind.THANKS, "nudge/2/thanks", ["nudge/2"]),
        (StepKind.FAREWELL, "farewell/2", ["closing/2"]),
        (StepKind.REQUEST, "request/1", []),
    ],
)
def test_next_steps_come_from_the_prompt_before(stage: Stage, kind: StepKind, key: str, earlier: list[str]) -> None:
    assert answered_steps(stage.order(kind, key).step) == earlier


def test_only_the_silent_side_is_nudged(stage: Stage) -> None:
    nudge = stage.order(StepKind.NUDGE, "nudge/2", silent=(Role.MENTOR,))
    assert [letter_name(nudge, role) for role in (Role.MENTEE, Role.MENTOR)] == ["check_in", "nudge"]


def test_a_reason_without_a_mentor_yet_still_reads_as_a_sentence() -> None:
    assert named("no word from {mentor} for a week", {}) == "no word from the mentor for a week"
