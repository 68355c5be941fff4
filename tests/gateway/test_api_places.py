"""A mentor's places over HTTP: who gets one, and how those who do not are told."""

import asyncio
import re
from uuid import UUID

from store import seats
from store.pool import within
from tests.gateway.api import REQUEST, Api


async def test_a_mentor_takes_no_more_mentees_than_they_can(api: Api) -> None:
    body = await api.mentorship_body()
    await api.person("ben", capacity=1)
    del body["mentors"]
    mentees = [f"mentee-{number}" for number in range(5)]
    for mentee in mentees:
        await api.person(mentee)
    calls = (api.call("POST", "/v1/mentorships", {**body, "mentor": "ben", "mentee": mentee}) for mentee in mentees)
    responses = await asyncio.gather(*calls)
    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409]
    full = next(response for response in responses if response.status_code == 409).json()
    assert full["detail"].startswith("Ben Example has no free place (1 in all: 1 taken).")
    assert re.match(r"Mentee-\d Example has this place: /v1/mentorships/", full["errors"][0]["detail"])


async def test_a_mentor_who_takes_nobody_is_not_given_anybody(lonely: Api) -> None:
    body = await lonely.mentorship_body()
    del body["mentors"]
    await lonely.person("ben", capacity=0)
    response = await lonely.call("POST", "/v1/mentorships", {**body, "mentor": "ben"})
    assert response.status_code == 409
    assert response.json()["detail"].startswith("Ben Example has no free place (0 in all).")


async def test_a_place_that_is_only_held_is_said_to_be_so(lonely: Api) -> None:
    body = await lonely.mentorship_body()
    await lonely.person("ben", capacity=1)
    await lonely.person("dan")
    search = await lonely.done("POST", "/v1/mentorships", body)
    await _held(lonely, search["id"], "ben")
    pair = {**body, "mentee": "dan", "mentor": "ben", "mentors": None}
    problem = (await lonely.call("POST", "/v1/mentorships", {k: v for k, v in pair.items() if v})).json()
    assert "(1 in all: 1 held until they answer a request)" in problem["detail"]
    assert problem["errors"] == [
        {
            "detail": "Ana Example's request is not answered yet; the place is reserved meanwhile: "
            f"/v1/mentorships/{search['id']}.",
            "pointer": "/mentor",
        }
    ]


async def _held(api: Api, mentorship: str, name: str) -> None:
    """Hold a place as the step that asks a mentor does."""
    organisation = UUID(api.key.split("_")[1])
    async with within(api.services.pool, organisation) as connection:
        mentor = await connection.fetchval("SELECT id FROM people WHERE external_id = $1", name)
        await seats.hold(connection, organisation, mentor, UUID(mentorship))


async def test_a_plain_repeat_of_a_pair_names_the_open_mentorship(lonely: Api) -> None:
    first = await lonely.pair()
    body = {"programme": first["programme"]["id"], "mentee": "ana", "mentor": "ben", "request": REQUEST}
    await lonely.person("ben", capacity=1)
    again = (await lonely.call("POST", "/v1/mentorships", body)).json()
    assert again["type"] == "urn:rapport:problem:mentorship-open"
    assert first["id"] in again["detail"]


async def test_eight_requests_at_once_with_one_key_begin_one_pair_and_all_are_told_so(api: Api) -> None:
    body = await api.mentorship_body()
    del body["mentors"]
    await api.person("ben", capacity=1)
    calls = (
        api.call("POST", "/v1/mentorships", {**body, "mentor": "ben"}, headers={"Idempotency-Key": "hr-1"})
        for _ in range(8)
    )
    responses = await asyncio.gather(*calls)
    assert {response.status_code for response in responses} == {201}
    assert len({response.json()["id"] for response in responses}) == 1
