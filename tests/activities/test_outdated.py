"""A letter that could not leave at once does not leave after its need has passed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from activities.state_row import show
from policy.hearing import hear
from policy.holding import shown_phase
from policy.lifecycle import after
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.state import Agreeing, Pause, State
from schemas.step_key import StepKey
from stack.catcher.server import Catcher
from store.pool import Pool, open_pool, within
from tests.activities.pair_fixture import ANA, BEN, StepRunner
from tests.policy.pairs import answer

LATER = "451 4.3.0 try again later"
HOUR = timedelta(hours=1)


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Pool]:
    """Yield a pool as the gateway opens it."""
    pool = await open_pool(database_url, 2)
    yield pool
    await pool.close()


async def deferred(runner: StepRunner, catcher: Catcher) -> State:
    """Let a check-in be due while the relay takes nothing; return how things stand then."""
    catcher.behaviour.refuse.update(dict.fromkeys((ANA, BEN), LATER))
    order = runner.check_in()
    outcome = await runner.steps.take_step(order)
    assert await runner.states() == {"mentee": "deferred", "mentor": "deferred"}
    return after(order.state, order.step, outcome, order.now)


async def relay_is_back(runner: StepRunner, catcher: Catcher) -> list[tuple[str, str]]:
    """Let the relay take everything again; return which letters came to Ben, and what became of the others."""
    catcher.behaviour.refuse.clear()
    await runner.do("UPDATE outbox SET hours = NULL")
    await runner.hurry()
    rows = [row for row in await runner.rows("letter, state, role") if row["role"] == "mentor"]
    return sorted((row["letter"], row["state"]) for row in rows)


@pytest.mark.parametrize(
    ("kind", "more", "letter"), [("close", {}, "closing"), ("pause", {"until": timedelta(days=20)}, "paused")]
)
async def test_a_check_in_that_waits_for_the_relay_does_not_come_after_hr_has_closed_or_paused(
    runner: StepRunner, catcher: Catcher, kind: str, more: dict[str, Any], letter: str
) -> None:
    state = await deferred(runner, catcher)
    now = runner.pair.now + HOUR
    said: dict[str, Any] = {name: now + span for name, span in more.items()}
    heard = hear(state, answer(1, Role.HR, kind, **said), now)
    assert isinstance(heard, State)
    await runner.steps.take_step(runner.due(heard))
    assert await relay_is_back(runner, catcher) == [("check_in", "expired"), (letter, "accepted")]
    assert len(catcher.mailbox.to(BEN)) == 1


async def test_what_the_relay_may_have_is_not_sent_again_after_hr_has_closed(
    runner: StepRunner, catcher: Catcher
) -> None:
    """Its worker was killed at that moment, and an hour later the letter came after the one about the end."""
    state = await deferred(runner, catcher)
    await runner.do("UPDATE outbox SET state = 'sending', letter = 'agreed', claimed_at = now() - interval '2 hours'")
    heard = hear(state, answer(1, Role.HR, "close"), runner.pair.now + HOUR)
    assert isinstance(heard, State)
    await runner.steps.take_step(runner.due(heard))
    catcher.behaviour.refuse.clear()
    await runner.outbox.sweep()
    assert await relay_is_back(runner, catcher) == [("agreed", "unknown"), ("closing", "accepted")]
    assert len(catcher.mailbox.to(BEN)) == 1


@pytest.mark.parametrize("state", ["sending", "unknown"])
async def test_words_in_a_letter_that_is_not_sent_again_come_with_the_next_one(
    runner: StepRunner, catcher: Catcher, state: str
) -> None:
    """They were lost: nobody knew whether the relay had the letter, so they counted as read."""
    await runner.say(Role.MENTEE, "agreed/1", note="That took courage.")
    runner.pair.now += HOUR
    before = await deferred(runner, catcher)
    late = "not_after = now(), done_at = now()" if state == "unknown" else "done_at = NULL"
    await runner.do(f"UPDATE outbox SET state = '{state}', {late}")
    heard = hear(before, answer(1, Role.HR, "close"), runner.pair.now + HOUR)
    assert isinstance(heard, State)
    catcher.behaviour.refuse.clear()
    await runner.steps.take_step(runner.due(heard))
    [goodbye] = catcher.mailbox.to(BEN)
    assert "That took courage." in goodbye.reading.text


async def test_nothing_of_the_phase_before_leaves_once_an_answer_is_told(
    runner: StepRunner, catcher: Catcher, gateway: Pool
) -> None:
    """The gateway writes the answer's effect at once; the step that follows may be a night away."""
    state = await deferred(runner, catcher)
    heard = hear(state, answer(1, Role.HR, "close"), runner.pair.now + HOUR)
    assert isinstance(heard, State)
    assert shown_phase(heard) is Phase.CLOSING
    async with within(gateway, runner.pair.organisation) as connection:
        await show(connection, heard, runner.pair.now + HOUR)
    assert await relay_is_back(runner, catcher) == [("check_in", "expired")]
    assert catcher.mailbox.to(BEN) == []


async def test_an_answer_within_a_phase_takes_no_letter_from_the_other_side(
    runner: StepRunner, catcher: Catcher, gateway: Pool
) -> None:
    state = await deferred(runner, catcher)
    async with within(gateway, runner.pair.organisation) as connection:
        await show(connection, state.with_(revision=state.revision + 1), runner.pair.now + HOUR)
    assert await relay_is_back(runner, catcher) == [("check_in", "accepted")]


async def test_thanks_and_the_coordinators_task_leave_what_was_asked_as_it_is(
    runner: StepRunner, catcher: Catcher
) -> None:
    await deferred(runner, catcher)
    await runner.say(Role.MENTEE, "check_in/1", thanks="Thank you for Tuesday.")
    await runner.steps.take_step(runner.thanks(1, [Role.MENTOR]))
    assert await relay_is_back(runner, catcher) == [("check_in", "accepted"), ("thanks", "accepted")]


async def test_a_letter_to_somebody_who_has_left_does_not_leave(
    runner: StepRunner, catcher: Catcher, gateway: Pool
) -> None:
    await deferred(runner, catcher)
    async with within(gateway, runner.pair.organisation) as connection:
        await connection.execute("UPDATE people SET active = false WHERE given_name = 'Ben'")
    assert await relay_is_back(runner, catcher) == [("check_in", "expired")]
    assert (catcher.mailbox.to(BEN), len(catcher.mailbox.to(ANA))) == ([], 1)
    assert await runner.do("SELECT (reply, message) FROM outbox WHERE role = 'mentor'") == ("its reader has left", b"")


async def test_another_spelling_of_the_same_address_changes_nothing(runner: StepRunner, catcher: Catcher) -> None:
    await deferred(runner, catcher)
    await runner.do("UPDATE people SET email = 'Ben@Example.com', job_title = 'Lead' WHERE given_name = 'Ben'")
    assert await relay_is_back(runner, catcher) == [("check_in", "accepted")]


async def test_that_an_address_does_not_work_is_told_to_the_coordinator_whatever_comes_next(
    runner: StepRunner, catcher: Catcher, gateway: Pool
) -> None:
    """It shares the name of its letter with the ladder's task, which is of no use any more."""
    state = await deferred(runner, catcher)
    await runner.do("UPDATE outbox SET letter = 'task', step = 'unreachable/1' WHERE role = 'mentor'")
    await runner.do("UPDATE outbox SET letter = 'task', step = 'task/1' WHERE role = 'mentee'")
    heard = hear(state, answer(1, Role.HR, "close"), runner.pair.now + HOUR)
    assert isinstance(heard, State)
    async with within(gateway, runner.pair.organisation) as connection:
        await show(connection, heard, runner.pair.now + HOUR)
    await runner.steps.take_step(runner.due(heard))
    assert await relay_is_back(runner, catcher) == [("closing", "accepted"), ("task", "accepted")]
    assert await runner.do("SELECT state FROM outbox WHERE step = 'task/1'") == "expired"


@pytest.mark.parametrize("undone", [False, True])
async def test_a_break_takes_no_agreement_that_waits_for_the_relay(
    runner: StepRunner, catcher: Catcher, gateway: Pool, undone: bool
) -> None:
    """Nothing asks for it again, and silence would be taken for a yes."""
    catcher.behaviour.refuse.update(dict.fromkeys((ANA, BEN), LATER))
    pair = runner.pair
    agreeing = Agreeing(since=pair.now, first=1, version=1)
    order = runner.due(pair.state.with_(phase=Phase.AGREEING, active=None, agreeing=agreeing))
    state = after(order.state, order.step, await runner.steps.take_step(order), order.now)
    await runner.do("UPDATE outbox SET not_after = now() + interval '1 day'")
    now = order.now + HOUR
    for number, kind in enumerate(("pause", "resume") if undone else ("pause",), 1):
        until = now + timedelta(days=20) if kind == "pause" else None
        heard = hear(state, answer(number, Role.HR, kind, until=until), now)
        assert isinstance(heard, State)
        state = heard
        async with within(gateway, pair.organisation) as connection:
            await show(connection, state, now)
    if not undone:
        await runner.steps.take_step(runner.due(state))
    assert ("agreement", "accepted") in await relay_is_back(runner, catcher)


@pytest.mark.parametrize(
    ("key", "then", "kept"),
    [
        ("resumed/1", "close", False),
        ("resumed/1", "pause", False),
        ("agreed/1", "close", False),
        ("agreed/1", "pause", True),
    ],
)
async def test_a_welcome_that_waits_for_the_relay_does_not_come_with_the_goodbye_or_the_next_break(
    runner: StepRunner, catcher: Catcher, key: str, then: str, kept: bool
) -> None:
    """What both agreed on is written once, so a break leaves it."""
    catcher.behaviour.refuse.update(dict.fromkeys((ANA, BEN), LATER))
    now, state, step = runner.pair.now, runner.pair.state, StepKey(key)
    if step.kind is StepKind.RESUMED:
        over = Pause(since=now - timedelta(days=20), absences={Role.HR: now}, told=True, number=1)
        state = state.with_(pauses=1, pause=over)
    order = runner.order(step.kind, key, state=state)
    state = after(order.state, order.step, await runner.steps.take_step(order), order.now)
    heard = hear(
        state, answer(1, Role.HR, then, until=now + timedelta(days=20) if then == "pause" else None), now + HOUR
    )
    assert isinstance(heard, State)
    await runner.steps.take_step(runner.due(heard))
    came = await relay_is_back(runner, catcher)
    assert ((step.kind, "accepted") in came) == kept


async def test_a_question_that_the_next_one_stops_on_its_way_is_unanswered_by_nobody_also_if_that_is_tried_again(
    runner: StepRunner, catcher: Catcher
) -> None:
    """It counted as asked; or, where the worker was killed in between, the row and the workflow told it differently."""
    state = await deferred(runner, catcher)
    order = runner.check_in(2, state=state)
    first = await runner.steps.take_step(order)
    assert set(first.undelivered) == {*PAIR}
    await runner.do("UPDATE outbox SET state = 'accepted' WHERE step = 'check_in/1' AND role = 'mentor'")
    again = await runner.steps.take_step(order)
    assert again.undelivered == first.undelivered
    assert again.at
    assert after(state, order.step, again, again.at) == await runner.pair.kept()


async def test_a_step_of_the_release_before_says_what_was_never_sent_when_it_is_tried_again(
    runner: StepRunner, catcher: Catcher
) -> None:
    state = await deferred(runner, catcher)
    order = runner.check_in(2, state=state)
    await runner.steps.take_step(order)
    await runner.do("UPDATE timeline SET facts = facts - 'undelivered'")
    assert set((await runner.steps.take_step(order)).undelivered) == {*PAIR}


async def test_what_one_of_the_two_is_told_alone_leaves_the_question_to_the_other_one_on_its_way(
    runner: StepRunner, catcher: Catcher
) -> None:
    state = await deferred(runner, catcher)
    order = runner.order(StepKind.REOPENED, "reopened/1", (Role.MENTEE,), state=state)
    assert (await runner.steps.take_step(order)).undelivered == (Role.MENTEE,)
