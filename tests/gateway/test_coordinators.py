"""Nobody runs a programme in which they are a mentor, or may still become one: they would read what is confidential."""

from uuid import UUID

import pytest

from schemas.ids import workflow_id
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_steering import day, worker

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
