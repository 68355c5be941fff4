"""Nobody runs a programme in which they are a mentor, or may still become one: they would read what is confidential."""

import asyncio
from uuid import UUID

import pytest

from schemas.ids import workflow_id
from store.pool import Connection
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_input import check_problem
from tests.gateway.test_api_steering import day, worker
from tests.patience import PATIENCE

BEGUN = '\'{"active": {"agreed": "2026-11-22T09:00:00Z"}}\''
BEN = "(SELECT id FROM people WHERE external_id = 'ben' AND organisation_id = mentorships.organisation_id)"


async def eve_may_run_it(api: Api, programme: str) -> bool:
    """Whether Eve, the second mentor on the list, may become the coordinator."""
    response = await api.call("PATCH", f"/v1/programmes/{programme}", {"coordinator": "eve"})
    assert response.status_code in (200, 422)
    return response.status_code == 200


async def test_a_mentor_who_is_still_to_be_asked_does_not_run_the_programme_during_a_break_of_the_search(
    api: Api, temporal: str
) -> None:
    body = await api.mentorship_body(rules={"courtesy": {"working_days": [day(3).isoweekday()]}})
    id = (await api.done("POST", "/v1/mentorships", body))["id"]
    async with worker(temporal) as client:
        assert not await eve_may_run_it(api, body["programme"])
        paused = await api.done("POST", f"/v1/mentorships/{id}/pause", {"until": f"{day(20)}"})
        assert paused["phase"] == "paused"
        assert not await eve_may_run_it(api, body["programme"])
        await client.get_workflow_handle(workflow_id(UUID(id))).terminate()


@pytest.mark.parametrize(("phase", "state", "may"), [("agreeing", "state", False), ("active", BEGUN, True)])
async def test_nor_while_an_earlier_mentor_looks_at_the_agreement_but_once_the_two_have_begun(
    lonely: Api, database_url: str, phase: str, state: str, may: bool
) -> None:
    """If the earlier one takes back their yes, the next one on the list is asked."""
    body = await lonely.mentorship_body()
    await lonely.done("POST", "/v1/mentorships", body)
    async with connected(database_url) as connection:
        await connection.execute(
            f"UPDATE mentorships SET phase = '{phase}', state = {state}, mentor_id = {BEN} WHERE programme_id = $1",
            body["programme"],
        )
    assert await eve_may_run_it(lonely, body["programme"]) is may


async def waits_for_a_lock(connection: Connection) -> None:
    """Return once some other session waits for what this one holds."""
    async with asyncio.timeout(PATIENCE):
        while not await connection.fetchval(  # noqa: ASYNC110  # Postgres announces no waiting
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        ):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("runs_it", "pointer"), [("ana", "/mentee"), ("ben", "/mentor")])
async def test_nobody_begins_a_mentorship_in_a_programme_that_they_are_being_made_to_run(
    lonely: Api, database_url: str, runs_it: str, pointer: str
) -> None:
    body = await lonely.mentorship_body()
    del body["mentors"]
    async with connected(database_url) as changing:
        async with changing.transaction():  # as a PATCH that has checked whether they take part, and is not done yet
            await changing.execute("SELECT FROM programmes WHERE id = $1 FOR UPDATE", body["programme"])
            begins = asyncio.create_task(lonely.call("POST", "/v1/mentorships", {**body, "mentor": "ben"}))
            await waits_for_a_lock(changing)
            await changing.execute(
                "UPDATE programmes SET coordinator_id = (SELECT id FROM people WHERE external_id = $1)", runs_it
            )
        problem = check_problem(await begins, 422)
    assert [one["pointer"] for one in problem["errors"]] == [pointer]


async def test_of_beginning_a_mentorship_and_making_its_mentee_the_coordinator_at_once_one_is_refused(
    lonely: Api,
) -> None:
    body = await lonely.mentorship_body()
    for number in range(10):
        mentee = f"mentee-{number}"
        await lonely.person(mentee)
        programme = await lonely.programme(mentee, coordinator="cleo")
        pair = {"programme": str(programme), "mentee": mentee, "mentors": body["mentors"], "request": body["request"]}
        begun, changed = await asyncio.gather(
            lonely.call("POST", "/v1/mentorships", pair),
            lonely.call("PATCH", f"/v1/programmes/{programme}", {"coordinator": mentee}),
        )
        assert sorted([begun.is_success, changed.is_success]) == [False, True], (begun.text, changed.text)
