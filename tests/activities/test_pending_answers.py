"""A deadline never overtakes an answer that was given in time: a step waits for a word that is on its way."""

from schemas.names import Role
from tests.activities.pair_fixture import StepRunner

ON_ITS_WAY = "UPDATE answers SET told_at = NULL, said_at = now() - interval '1 minute'"


async def test_a_step_waits_for_an_answer_that_is_kept_but_not_told(runner: StepRunner) -> None:
    """Nothing is written and nothing sent; once the answer is told, the step is taken."""
    await runner.say(Role.MENTOR, "agreed", note="See you on Tuesday.")
    await runner.do(ON_ITS_WAY)
    facts = await runner.steps.take_step(runner.check_in())
    assert facts.word
    assert await runner.rows() == []
    assert await runner.do("SELECT count(*) FROM timeline WHERE step = 'check_in/1'") == 0
    await runner.do("UPDATE answers SET told_at = now()")
    facts = await runner.steps.take_step(runner.check_in())
    assert (facts.word, len(facts.written)) == (False, 2)


async def test_a_step_does_not_wait_for_ever(runner: StepRunner) -> None:
    """An answer that nobody tells does not stop a mentorship: after some waiting the step is taken."""
    await runner.say(Role.MENTOR, "agreed", note="See you on Tuesday.")
    await runner.do(ON_ITS_WAY)
    facts = await runner.steps.take_step(runner.check_in(insist=True))
    assert len(facts.written) == 2


async def test_an_answer_that_is_being_told_right_now_holds_nothing_up(runner: StepRunner) -> None:
    """The step that an answer itself led to is taken at once."""
    await runner.say(Role.MENTOR, "agreed", note="See you on Tuesday.")
    await runner.do("UPDATE answers SET told_at = NULL, said_at = now()")
    assert len((await runner.steps.take_step(runner.check_in())).written) == 2


async def test_a_step_that_was_begun_before_the_answer_came_is_finished_first(runner: StepRunner) -> None:
    """A worker died over it: its letters may be out, so the answer is an answer to them and comes after."""
    await runner.crash(runner.check_in())
    await runner.say(Role.MENTOR, "check_in/1", note="See you on Tuesday.")
    await runner.do(ON_ITS_WAY)
    facts = await runner.steps.take_step(runner.check_in())
    assert (facts.word, len(facts.written)) == (False, 2)
    assert set((await runner.states()).values()) == {"accepted"}
