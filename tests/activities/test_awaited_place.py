"""A search that waits for a mentor on leave holds their place: nobody waits for a mentor who cannot be asked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from activities import deciding
from activities.state_row import show
from policy.hearing import hear
from policy.lifecycle import after
from policy.verdict import verdict
from schemas.messages import Answer, StepOutcome
from schemas.names import AnswerKind, Phase, Role, StepResult
from schemas.reason import ReasonCode
from schemas.rules import Rules
from schemas.state import Candidate, Seeking, State
from stack.catcher.server import Catcher
from store.pool import Pool, within
from tests.activities.pair_fixture import StepRunner, open_runner
from tests.activities.test_choosing import ANYTIME, SEATED, asked, four_people

AWAY = "UPDATE people SET away_until = now() + interval '5 days' WHERE given_name = 'Ben'"
TAKEN = """WITH other AS (
    INSERT INTO mentorships SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).*
      FROM mentorships AS m LIMIT 1 RETURNING id, organisation_id)
  INSERT INTO seats (organisation_id, mentor_id, number, mentorship_id, state)
  SELECT other.organisation_id, people.id, 1, other.id, 'taken' FROM other, people WHERE given_name = 'Ben'"""


@pytest.fixture
async def runner(
    database_url: str,
    pool: Pool,
    organisation: UUID,
    catcher: Catcher,
    monkeypatch: pytest.MonkeyPatch,
    judged: None,
) -> AsyncIterator[StepRunner]:
    """Yield a search for Ana, judged as in production, while Ben is on leave and has one place."""
    monkeypatch.setattr(deciding, "verdict", verdict)
    async with open_runner(database_url, pool, organisation, catcher.smtp_url, Phase.SEEKING) as runner:
        await runner.do("DELETE FROM seats")
        await runner.do("UPDATE mentorships SET mentor_id = NULL")
        await runner.do("UPDATE people SET capacity = 1 WHERE given_name = 'Ben'")
        await runner.do(AWAY)
        yield runner


def named(runner: StepRunner) -> State:
    """Return the search as it begins, with Ben as the only one to ask."""
    pair, seeking = runner.pair, Seeking(since=runner.pair.now)
    ben = Candidate(person=pair.people[Role.MENTOR], reader=pair.state.readers[Role.MENTOR])
    rules = Rules(courtesy=ANYTIME, undo_minutes=0)
    return pair.state.with_(candidates=(ben,), mentor=None, seeking=seeking, rules=rules)


def because(outcome: StepOutcome) -> tuple[StepResult, ReasonCode]:
    """Return what became of a step, and why."""
    assert outcome.because
    return outcome.result, outcome.because.code


async def show_state(runner: StepRunner, state: State) -> None:
    """Write the state as the gateway does after an answer."""
    async with within(runner.pool, runner.pair.organisation) as connection:
        await show(connection, state, runner.pair.now)


WAITS = (StepResult.POSTPONED, ReasonCode.ON_LEAVE)
FULL = (StepResult.DROPPED, ReasonCode.FULL_NEXT)


async def test_the_place_of_a_mentor_who_is_waited_for_is_held(runner: StepRunner) -> None:
    _, outcome, state = await asked(runner, named(runner))
    assert (because(outcome), await runner.do(SEATED)) == (WAITS, ["Ben"])
    _, outcome, _ = await asked(runner, state.with_(postponed=None))  # as after any news
    assert (because(outcome), await runner.do(SEATED)) == (WAITS, ["Ben"])


async def test_a_mentor_on_leave_whose_last_place_is_taken_is_not_waited_for(runner: StepRunner) -> None:
    await runner.do(TAKEN)
    _, outcome, _ = await asked(runner, named(runner))
    assert because(outcome) == FULL


@pytest.mark.parametrize("change", ["capacity = 0", "mentor = false"])
async def test_whoever_has_no_place_any_more_is_passed_over_and_keeps_none_held(
    runner: StepRunner, change: str
) -> None:
    _, _, state = await asked(runner, named(runner))
    await runner.do(f"UPDATE people SET {change} WHERE given_name = 'Ben'")
    _, outcome, _ = await asked(runner, state.with_(postponed=None))
    assert (because(outcome), await runner.do(SEATED)) == (FULL, None)


async def test_a_search_that_takes_a_break_waits_for_nobody_and_holds_no_place(runner: StepRunner) -> None:
    _, _, state = await asked(runner, named(runner))
    until = runner.pair.now + timedelta(days=60)
    paused = hear(state, Answer(id=UUID(int=1), role=Role.HR, kind=AnswerKind.PAUSE, until=until), runner.pair.now)
    assert isinstance(paused, State)
    await show_state(runner, paused)
    assert await runner.do(SEATED) is None


async def test_a_search_that_finds_its_mentors_takes_the_next_best_if_the_place_is_gone(runner: StepRunner) -> None:
    state = await four_people(runner)
    away = "UPDATE people SET away_until = now() + interval '{} days' WHERE given_name = '{}'"
    for name, days in (("Eve", 4), ("Dora", 6)):
        await runner.do(away.format(days, name))
    _, outcome, state = await asked(runner, state)
    assert (because(outcome), await runner.do(SEATED)) == (WAITS, ["Eve"])
    await runner.do("UPDATE people SET capacity = 0 WHERE given_name = 'Eve'")
    order, outcome, state = await asked(runner, state.with_(postponed=None))
    assert (because(outcome), await runner.do(SEATED)) == (WAITS, ["Ben"])
    await runner.do("UPDATE people SET away_until = NULL")
    taken = order.with_(state=state.with_(postponed=None))
    outcome = await runner.steps.take_step(taken)
    assert (outcome.result, await runner.do(SEATED)) == (StepResult.TAKEN, ["Ben"])
    assert after(taken.state, taken.step, outcome, taken.now).mentor == runner.pair.people[Role.MENTOR]
