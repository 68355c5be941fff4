"""A search that finds its mentors, as the API shows it while it goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from activities.finding import find
from activities.state_row import show
from policy.hearing import hear
from policy.lifecycle import after, next_step
from schemas.messages import StepOutcome
from schemas.names import Role, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.state import NOBODY, Candidate, State
from store.pool import within
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_input import check_problem
from tests.gateway.test_api_mentors import matched_programme, names, proposal
from tests.policy.pairs import answer

NOW = datetime.now(UTC)


async def state_of(url: str) -> State:
    """Return the state of the only mentorship."""
    async with connected(url) as connection:
        return State.model_validate_json(await connection.fetchval("SELECT state FROM mentorships"))


async def shown(api: Api, state: State) -> Any:
    """Save a state, as a step does, and return how the API shows the mentorship."""
    async with within(api.services.pool, state.organisation) as connection:
        await show(connection, state.with_(revision=state.revision + 1), NOW)
    return await api.done("GET", f"/v1/mentorships/{state.mentorship}")


async def begun(api: Api, *full: str) -> Any:
    """Begin a search for Ana when these mentors have no place."""
    programme = await matched_programme(api)
    for name in full:
        await api.person(name, capacity=0)
    return await api.done("POST", "/v1/mentorships", proposal(programme))


async def test_after_a_no_it_is_not_said_that_the_same_mentor_is_asked_next(lonely: Api, database_url: str) -> None:
    assert names({"items": (await begun(lonely, "dora", "eve"))["candidates"]}) == ["ben"]
    state = await state_of(database_url)
    step = next_step(state, NOW)
    assert step
    asked = StepOutcome(result=StepResult.TAKEN, written=(Role.MENTEE, Role.MENTOR), found=state.candidates[0])
    declined = hear(after(state, step, asked, NOW), answer(1, Role.MENTOR, "decline", "request/1"), NOW)
    assert isinstance(declined, State)
    following = (await shown(lonely, declined))["next"]
    assert (following["step"], following["what"]) == ("request/2", "Ask the mentor who fits best.")


async def test_if_nobody_was_found_at_first_it_is_said_that_whoever_fits_best_is_asked(lonely: Api) -> None:
    assert (await begun(lonely, "ben", "dora", "eve"))["next"]["what"] == "Ask the mentor who fits best."


async def test_a_mentor_who_leaves_in_the_moment_in_which_they_are_found_is_left_out(
    lonely: Api, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = await matched_programme(lonely)

    async def find_and_leave(*given: Any) -> Any:
        found = await find(*given)
        async with connected(database_url) as connection:
            await connection.execute("UPDATE people SET active = false WHERE external_id = 'ben'")
        return found

    monkeypatch.setattr("intake.beginnings.find", find_and_leave)
    began = await lonely.done("POST", "/v1/mentorships", proposal(programme))
    assert names({"items": began["candidates"]}) == ["dora", "eve"]


async def test_while_everybody_who_fits_is_asked_elsewhere_what_comes_next_says_that_it_waits_for_them(
    lonely: Api, database_url: str
) -> None:
    """It was "Ask the mentor who fits best", tomorrow, and that anew each day for two weeks."""
    assert (await begun(lonely))["next"]["delayed"] is None
    state = await state_of(database_url)
    step = next_step(state, NOW)
    assert step
    waits = StepOutcome.postponed(step.due + timedelta(days=1), Reason(code=ReasonCode.BEING_ASKED))
    following = (await shown(lonely, after(state, step, waits, step.due)))["next"]
    assert (following["step"], following["code"]) == ("request/1", "asks")
    says = "Everybody who fits is being asked for somebody else at the moment."
    assert following["delayed"] == {"says": says, "code": "being_asked"}


@pytest.mark.parametrize("asked", [0, 1])
async def test_whoever_was_planned_is_no_candidate_once_nobody_may_be_asked(
    lonely: Api, database_url: str, asked: int
) -> None:
    it = await begun(lonely)
    assert len(it["candidates"]) == 3
    refused = await lonely.call("PATCH", f"/v1/programmes/{it['programme']['id']}", {"coordinator": "eve"})
    check_problem(refused, 422)
    state = await state_of(database_url)
    outcome = StepOutcome(result=StepResult.TAKEN, written=(Role.MENTEE, Role.MENTOR), found=state.candidates[0])
    for number in range(asked):
        step = next_step(state, NOW)
        assert step
        state = after(state, step, outcome, NOW)
        declined = hear(state, answer(number + 1, Role.MENTOR, "decline", f"request/{number + 1}"), NOW)
        assert isinstance(declined, State)
        state = declined
    step = next_step(state, NOW)
    assert step
    nobody = Candidate(person=NOBODY, reader=state.readers[Role.MENTEE])
    left = StepOutcome.dropped(Reason(code=ReasonCode.NOBODY_LEFT)).with_(found=nobody)
    it = await shown(lonely, after(state, step, left, NOW))
    assert len(it["candidates"]) == asked
    await lonely.done("PATCH", f"/v1/programmes/{it['programme']['id']}", {"coordinator": "eve"})
