"""An HR platform names more mentors for a search that is under way."""

from typing import Any
from uuid import UUID

import pytest

from policy.hearing import hear
from policy.lifecycle import after, next_step
from policy.naming import MOST
from schemas.ids import workflow_id
from schemas.messages import StepOutcome
from schemas.names import Role, StepResult
from schemas.state import Candidate, State
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_proposals import NOW, shown, state_of
from tests.gateway.test_api_steering import day, worker
from tests.gateway.test_api_words import check_fault
from tests.policy.pairs import answer

DORA = {"external_id": "dora", "why_you": "You built the team she will lead."}


async def begun(api: Api, **rules: Any) -> Any:
    """Begin a search for Ana that asks Ben and then Eve; Dora is a mentor as well."""
    body = await api.mentorship_body(rules=rules)
    await api.person("dora")
    return await api.done("POST", "/v1/mentorships", body)


async def test_named_mentors_are_asked_after_those_who_are_to_be_asked_already(api: Api, temporal: str) -> None:
    mentorship = await begun(api, courtesy={"working_days": [day(3).isoweekday()]})  # nothing falls due meanwhile
    path = f"/v1/mentorships/{mentorship['id']}"
    async with worker(temporal) as client:
        named = await api.done("POST", f"{path}/mentors", {"mentors": [DORA, {"external_id": "eve"}]})
        again = await api.done("POST", f"{path}/mentors", {"mentors": [DORA, {"external_id": "eve"}]})
        timeline = await api.done("GET", f"{path}/timeline")
        await client.get_workflow_handle(workflow_id(UUID(mentorship["id"]))).terminate()
    assert [(one["rank"], one["external_id"]) for one in named["candidates"]] == [(1, "ben"), (2, "eve"), (3, "dora")]
    assert named["candidates"][2]["why_you"] == DORA["why_you"]
    assert named["says"].startswith("The mentors are asked when it is their turn")
    assert again["candidates"] == named["candidates"]
    said = [entry["says"] for entry in timeline["items"] if entry["type"] == "answer"]
    assert said == ["“Workday” (API key) named more mentors to ask: Dora Example, Eve Example."]


async def test_a_key_names_them_once_and_fits_no_other_request(lonely: Api) -> None:
    path = f"/v1/mentorships/{(await begun(lonely))['id']}/mentors"
    headers = {"Idempotency-Key": "one"}
    for _ in range(2):
        assert (await lonely.call("POST", path, {"mentors": [DORA]}, headers=headers)).status_code == 202
    other = await lonely.call("POST", path, {"mentors": [{"external_id": "eve"}]}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "urn:rapport:problem:key-reused")


@pytest.mark.parametrize(
    ("mentors", "pointer", "says"),
    [
        ([], "/mentors", "Must have at least one"),
        ([{"external_id": "nobody"}], "/mentors/0/external_id", "No person has the external id nobody."),
        ([DORA, {"external_id": "ana"}], "/mentors/1/external_id", "ana is the mentee."),
        ([{"external_id": "cleo"}], "/mentors/0/external_id", "cleo runs this programme"),
        ([{"external_id": "ben"}], "/mentors/0/external_id", "ben has had a turn in this search, or has it now."),
        ([DORA, DORA], "/mentors/1/external_id", "dora is listed twice."),
        ([{"external_id": "noor"}], "/mentors/0/external_id", "noor is not a mentor."),
        ([{"external_id": "zoe"}], "/mentors/0/external_id", "zoe is not to be paired with this mentee."),
    ],
)
async def test_whoever_cannot_be_asked_is_not_named(
    lonely: Api, mentors: list[dict[str, str]], pointer: str, says: str
) -> None:
    mentorship = await begun(lonely)
    await lonely.person("noor", mentor=False)
    await lonely.person("zoe")
    await lonely.done("PUT", "/v1/people/zoe/blocks", {"own": ["ana"]})
    reply = await lonely.call("POST", f"/v1/mentorships/{mentorship['id']}/mentors", {"mentors": mentors})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert reply.json()["errors"][0]["detail"].startswith(says) or not mentors


async def test_a_search_holds_twenty_mentors_at_most(lonely: Api) -> None:
    mentorship = await begun(lonely)
    names = [f"mentor{number}" for number in range(MOST - 1)]
    for name in names:
        await lonely.person(name)
    reply = await lonely.call(
        "POST", f"/v1/mentorships/{mentorship['id']}/mentors", {"mentors": [{"external_id": one} for one in names]}
    )
    check_fault(reply, "/mentors", "A search holds at most 20 mentors at a time, and this one has 2.")


async def test_once_there_is_a_mentor_it_says_so(api: Api, temporal: str) -> None:
    another_day = {"courtesy": {"working_days": [day(3).isoweekday()]}}
    pair = await api.pair(rules=another_day)
    path = f"/v1/mentorships/{pair['id']}"
    async with worker(temporal) as client:
        reply = await api.call("POST", f"{path}/mentors", {"mentors": [{"external_id": "eve"}]})
        await api.done("POST", f"{path}/close", {"outcome": "withdrawn"})
        ended = await api.call("POST", f"{path}/mentors", {"mentors": [{"external_id": "eve"}]})
        await client.get_workflow_handle(workflow_id(UUID(pair["id"]))).terminate()
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:rapport:problem:refused")
    assert reply.json()["detail"].startswith("Mentors can be named only while the search for one goes on.")
    assert ended.status_code == 409


def declined(state: State, number: int) -> State:
    """Let a request go out, and its mentor say no."""
    step = next_step(state, NOW)
    assert step
    asked = after(state, step, StepOutcome(result=StepResult.TAKEN, written=(Role.MENTEE, Role.MENTOR)), NOW)
    heard = hear(asked, answer(number, Role.MENTOR, "decline", f"request/{number}"), NOW)
    assert isinstance(heard, State)
    return heard


async def test_whom_the_coordinator_named_is_shown_as_asked_next_and_cannot_run_the_programme(
    lonely: Api, database_url: str
) -> None:
    mentorship, state = await begun(lonely), await state_of(database_url)
    for number in (1, 2):
        state = declined(state, number)
    step = next_step(state, NOW)
    assert step
    told = after(state, step, StepOutcome(result=StepResult.TAKEN, written=step.to), step.due)
    async with connected(database_url) as connection:
        dora = await connection.fetchval("SELECT id FROM people WHERE external_id = 'dora'")
    one = Candidate(person=dora, reader=told.readers[Role.MENTEE])
    named = hear(told, answer(9, Role.COORDINATOR, "name", step.key, named=(one,)), step.due)
    assert isinstance(named, State)
    view = await shown(lonely, named)
    following = view["next"]
    assert (following["step"], following["what"], following["code"]) == ("request/3", "Ask Dora.", "named_next")
    assert [(one["rank"], one["external_id"]) for one in view["candidates"]][-1] == (3, "dora")
    assert view["waiting_for"] == []
    programme = mentorship["programme"]["id"]
    reply = await lonely.call("PATCH", f"/v1/programmes/{programme}", {"coordinator": "dora"})
    assert reply.status_code == 422, reply.text
