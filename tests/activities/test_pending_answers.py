"""A deadline never overtakes an answer that was given in time: a step waits for a word that is on its way."""

import asyncio
from typing import Any

import pytest

from activities import steps
from schemas.names import Role, StepResult
from schemas.state import Hold
from store.pool import within
from tests.activities.pair_fixture import StepRunner
from tests.gateway.pair_fixture import connected

LIFTED = """INSERT INTO answers (id, organisation_id, mentorship_id, seq, role, kind, said)
    SELECT gen_random_uuid(), organisation_id, mentorship_id, seq + 1, role, 'lift',
           jsonb_build_object('hold', id, 'choice', '{choice}') FROM answers"""
ON_ITS_WAY = "UPDATE answers SET told_at = NULL, said_at = now() - interval '1 minute'"


async def test_a_step_waits_for_an_answer_that_is_kept_but_not_told(runner: StepRunner) -> None:
    """Nothing is written and nothing sent; once the answer is told, the step is taken."""
    await runner.say(Role.MENTOR, "agreed/1", note="See you on Tuesday.")
    await runner.do(ON_ITS_WAY)
    outcome = await runner.steps.take_step(runner.check_in())
    assert outcome.result is StepResult.ANSWER_PENDING
    assert await runner.rows() == []
    assert await runner.do("SELECT count(*) FROM timeline WHERE step = 'check_in/1'") == 0
    await runner.do("UPDATE answers SET told_at = now()")
    outcome = await runner.steps.take_step(runner.check_in())
    assert (outcome.result, len(outcome.written)) == (StepResult.TAKEN, 2)


async def test_a_step_does_not_wait_for_ever(runner: StepRunner) -> None:
    """An answer that nobody tells does not stop a mentorship: after some waiting the step is taken."""
    await runner.say(Role.MENTOR, "agreed/1", note="See you on Tuesday.")
    await runner.do(ON_ITS_WAY)
    outcome = await runner.steps.take_step(runner.check_in(ignore_pending=True))
    assert len(outcome.written) == 2


async def test_a_hold_is_waited_for_as_long_as_it_takes(runner: StepRunner) -> None:
    """Whoever raised a concern was promised that nothing is asked any more; an hour later, both were asked."""
    await _held(runner)
    outcome = await runner.steps.take_step(runner.check_in(ignore_pending=True))
    assert outcome.result is StepResult.ANSWER_PENDING
    assert await runner.rows() == []
    await runner.do("UPDATE answers SET told_at = now()")
    assert len((await runner.steps.take_step(runner.check_in(ignore_pending=True))).written) == 2


@pytest.mark.parametrize(("choice", "taken"), [("continue", True), ("close", False)])
async def test_a_hold_that_was_lifted_before_it_was_told_is_waited_for_like_any_answer(
    runner: StepRunner, choice: str, taken: bool
) -> None:
    """Where the contact has ended it, nothing but the end may come."""
    await _held(runner)
    await runner.do(LIFTED.format(choice=choice))
    outcome = await runner.steps.take_step(runner.check_in(ignore_pending=True))
    assert (outcome.result is StepResult.TAKEN) is taken


@pytest.mark.parametrize(("newer", "lifted", "taken"), [(1, False, False), (0, False, True), (1, True, True)])
async def test_a_workflow_that_has_forgotten_a_hold_writes_to_nobody_until_it_is_lifted(
    runner: StepRunner, newer: int, lifted: bool, taken: bool
) -> None:
    """Temporal was restored from an older backup, and its workers were started too early: both were asked."""
    order = runner.check_in()
    await _held(runner)
    id = await runner.do("UPDATE answers SET told_at = now() RETURNING id")
    held = order.state.with_(hold=Hold(since=order.now, by=(id,)), revision=order.state.revision + newer)
    async with within(runner.pool, runner.pair.organisation) as connection:
        await connection.execute(
            "UPDATE mentorships SET state = $1, revision = $2", held.model_dump(mode="json"), held.revision
        )
    if lifted:
        await runner.do(LIFTED.format(choice="continue"))
        await runner.do("UPDATE answers SET told_at = now()")
    outcome = await runner.steps.take_step(order.with_(ignore_pending=True))
    assert (outcome.result is StepResult.TAKEN) is taken


@pytest.mark.parametrize("decided", [False, True])
async def test_nor_once_it_has_heard_something_else_since(runner: StepRunner, decided: bool) -> None:
    """An answer, or news, made its state the latest, and the hold was lost with the next step."""
    await _held(runner)
    id = await runner.do("UPDATE answers SET told_at = now() RETURNING id")
    await runner.do(
        f"""INSERT INTO concerns
              (id, organisation_id, mentorship_id, person_id, role, words, holds, decided_at, decision)
            SELECT '{id}', organisation_id, id, mentee_id, 'mentee', 'x', true,
                   {"now(), 'go_on'" if decided else "NULL, NULL"} FROM mentorships"""
    )
    order = runner.check_in()
    outcome = await runner.steps.take_step(order.with_(ignore_pending=True))
    assert (outcome.result is StepResult.TAKEN) is decided


async def _held(runner: StepRunner) -> None:
    await runner.do(
        f"""INSERT INTO answers (id, organisation_id, mentorship_id, seq, role, kind, said)
            VALUES (gen_random_uuid(), '{runner.pair.organisation}', '{runner.pair.id}', 900, 'hr', 'hold', '{{}}')"""
    )


async def test_an_answer_that_was_given_a_moment_ago_is_waited_for_as_well(runner: StepRunner) -> None:
    """The usual case: it is being told while the step begins."""
    await runner.say(Role.MENTOR, "agreed/1", note="See you on Tuesday.")
    await runner.do("UPDATE answers SET told_at = NULL, said_at = now()")
    assert (await runner.steps.take_step(runner.check_in())).result is StepResult.ANSWER_PENDING


async def test_the_step_that_an_answer_led_to_does_not_wait_for_that_answer(runner: StepRunner) -> None:
    """The workflow has heard it, and the gateway has not written that down yet: neither waits for the other."""
    await runner.say(Role.MENTOR, "agreed/1", note="See you on Tuesday.")
    await runner.do("UPDATE answers SET told_at = NULL, said_at = now()")
    heard = await runner.do("SELECT id FROM answers")
    order = runner.check_in(state=runner.pair.state.with_(heard=(heard,)))
    assert (await runner.steps.take_step(order)).result is StepResult.TAKEN


async def test_an_answer_that_comes_in_the_middle_of_a_step_is_kept_after_it(
    runner: StepRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no moment between looking and writing at which an answer could slip in unseen."""
    order_of_events: list[str] = []
    sayings: list[asyncio.Task[None]] = []
    keep = steps._keep

    async def say() -> None:
        await runner.say(Role.MENTOR, "agreed/1", note="Wait!")
        order_of_events.append("said")

    async def slowly(*given: Any) -> None:
        order_of_events.append("looked")
        sayings.append(asyncio.create_task(say()))
        await asyncio.sleep(0.3)
        await keep(*given)
        order_of_events.append("written")

    monkeypatch.setattr(steps, "_keep", slowly)
    await runner.steps.take_step(runner.check_in())
    await asyncio.gather(*sayings)
    assert order_of_events == ["looked", "written", "said"]


async def test_a_step_that_was_begun_before_the_answer_came_is_finished_first(runner: StepRunner) -> None:
    """A worker died over it: its letters may be out, so the answer is an answer to them and comes after."""
    await runner.crash(runner.check_in())
    await runner.say(Role.MENTOR, "check_in/1", note="See you on Tuesday.")
    await runner.do(ON_ITS_WAY)
    outcome = await runner.steps.take_step(runner.check_in())
    assert (outcome.result, len(outcome.written)) == (StepResult.TAKEN, 2)
    assert set((await runner.states()).values()) == {"accepted"}


async def test_an_answer_that_is_committed_while_a_step_waits_for_it_is_seen(runner: StepRunner) -> None:
    """The gateway has begun to write the answer when the step begins to look."""
    pair = runner.pair
    async with connected(pair.url) as connection:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, step, kind, said, words,"
                " said_at) VALUES (gen_random_uuid(), $1, $2, $3, 'mentor', 'agreed/1', 'check_in', '{}', '{}', now())",
                *(pair.organisation, pair.id, pair.people[Role.MENTOR]),
            )
            going = asyncio.create_task(runner.steps.take_step(runner.check_in()))
            await asyncio.sleep(0.3)
            assert not going.done()
        assert (await going).result is StepResult.ANSWER_PENDING
    assert await runner.rows() == []
