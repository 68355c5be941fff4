"""Mentorships as an HR platform begins, follows and steers them."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from intake.reconciling import Reconciler
from intake.sweeping import sweep
from schemas.ids import workflow_id
from schemas.names import Phase
from store.pool import within
from tests.gateway.api import REQUEST, Api
from tests.gateway.pair_fixture import make_pair
from workflows.converter import CONVERTER


async def started(api: Api, id: str) -> Any:
    """Return the first event of a mentorship's workflow."""
    handle = (await api.services.temporal()).get_workflow_handle(workflow_id(UUID(id)))
    history = await handle.fetch_history()
    assert history.events[0].event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED
    return history.events[0].workflow_execution_started_event_attributes


def at_no_time(shown: Any) -> Any:
    """Return what is shown but for when it was saved, and for the sentence about that."""
    return {**shown, "updated_at": "", "says": ""}


async def test_a_mentee_who_looks_for_a_mentor_is_shown_who_is_asked_first_and_why(api: Api) -> None:
    response = await api.call("POST", "/v1/mentorships", await api.mentorship_body())
    shown = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/v1/mentorships/{shown['id']}"
    assert (shown["phase"], shown["health"], shown["under_way"]) == ("seeking", "new", True)
    assert shown["next"]["what"] == "Ask Ben."
    assert shown["next"]["why"] == "Ana asks Ben to be their mentor."
    assert shown["people"]["mentee"]["name"] == "Ana Example"
    assert shown["people"]["mentor"] is None
    assert shown["people"]["coordinator"]["external_id"] == "cleo"
    assert [candidate["external_id"] for candidate in shown["candidates"]] == ["ben", "eve"]
    assert [goal["text"] for goal in shown["terms"]["goals"]] == ["run one meeting well"]
    seen = await api.done("GET", f"/v1/mentorships/{shown['id']}")
    assert at_no_time(seen) == at_no_time(shown)


async def test_a_given_pair_begins_with_their_agreement(api: Api) -> None:
    shown = await api.pair()
    assert shown["phase"] == "agreeing"
    assert shown["people"]["mentor"]["name"] == "Ben Example"
    assert shown["next"]["kind"] == "agreement"
    assert shown["next"]["to"] == ["mentee", "mentor"]
    assert shown["health_reason"] == "They have not begun yet."


async def test_temporal_learns_ids_and_rules_but_no_names(api: Api) -> None:
    shown = await api.done("POST", "/v1/mentorships", await api.mentorship_body())
    event = await started(api, shown["id"])
    text = str(event)
    assert "ana@example.org" not in text
    assert all(name not in text for name in ("Ana", "Ben", "Eve", "Cleo", "lead a small team", "Rust"))
    assert b'"cadence_days":21' in event.input.payloads[0].data
    assert {"Organisation", "Programme", "Phase", "Health"} <= set(event.search_attributes.indexed_fields)


async def test_the_terms_that_hr_gives_are_the_first_draft(api: Api) -> None:
    ends = (datetime.now(UTC) + timedelta(days=90)).replace(microsecond=0)
    terms = {"cadence_days": 14, "ends": ends.isoformat(), "channel": "walks"}
    shown = await api.done("POST", "/v1/mentorships", {**await api.mentorship_body(), "terms": terms})
    assert (shown["cadence_days"], shown["terms"]["cadence_days"], shown["terms"]["channel"]) == (14, 14, "walks")
    assert datetime.fromisoformat(shown["ends"]) == ends
    assert [goal["text"] for goal in shown["terms"]["goals"]] == ["run one meeting well"]


async def test_the_same_key_and_body_get_the_first_answer_again(api: Api) -> None:
    body, headers = await api.mentorship_body(), {"Idempotency-Key": "hr-1"}
    first = await api.call("POST", "/v1/mentorships", body, headers=headers)
    again = await api.call("POST", "/v1/mentorships", body, headers=headers)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.status_code, again.json()) == (201, first.json())


async def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    body, headers = await api.mentorship_body(), {"Idempotency-Key": "hr-1"}
    await api.done("POST", "/v1/mentorships", body, headers=headers)
    other = {**body, "request": {"objective": "something else"}}
    response = await api.call("POST", "/v1/mentorships", other, headers=headers)
    assert (response.status_code, response.json()["type"]) == (422, "urn:rapport:problem:key-reused")


async def test_twenty_requests_at_once_with_one_key_begin_one_mentorship(api: Api) -> None:
    body, headers = await api.mentorship_body(), {"Idempotency-Key": "hr-1"}
    calls = (api.call("POST", "/v1/mentorships", body, headers=headers) for _ in range(20))
    responses = await asyncio.gather(*calls)
    assert {response.status_code for response in responses} == {201}
    assert len({response.text for response in responses}) == 1
    assert len((await api.done("GET", "/v1/mentorships"))["items"]) == 1
    assert sum("idempotency-replayed" not in response.headers for response in responses) == 1


async def test_twenty_requests_at_once_without_a_key_begin_one_mentorship(api: Api) -> None:
    body = await api.mentorship_body()
    responses = await asyncio.gather(*(api.call("POST", "/v1/mentorships", body) for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [201] + [409] * 19


async def test_a_mentee_with_an_open_mentorship_is_refused_by_its_name(api: Api) -> None:
    body = await api.mentorship_body()
    first = await api.done("POST", "/v1/mentorships", body)
    response = await api.call("POST", "/v1/mentorships", body)
    assert response.status_code == 409
    assert first["id"] in response.json()["detail"]


GOAL = {"id": str(UUID(int=7)), "text": "lead well", "surprise": 1}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"mentee": "nobody"}, "/mentee", "No person has the external id nobody"),
    ({"mentors": [{"external_id": "eve"}, {"external_id": "zoe"}]}, "/mentors/1/external_id", "external id zoe"),
    ({"programme": str(UUID(int=7))}, "/programme", "No programme has this id"),
    ({"mentors": [{"external_id": "ana"}]}, "/mentors/0/external_id", "nobody can be their own mentor"),
    ({"mentors": [{"external_id": "ben"}, {"external_id": "ben"}]}, "/mentors/1/external_id", "List each mentor once"),
    ({"mentors": []}, "/mentors", "at least 1"),
    ({"mentor": "ben"}, "/mentor", "Give either"),
    ({"mentors": [{"external_id": "menteeonly"}]}, "/mentors/0/external_id", "is not a mentor"),
    ({"mentors": [{"external_id": "gone"}]}, "/mentors/0/external_id", "has left"),
    ({"mentee": "cleo"}, "/mentee", "cleo runs this programme and reads what is said to its coordinator"),
    ({"mentors": [{"external_id": "cleo"}]}, "/mentors/0/external_id", "cleo runs this programme"),
    ({"terms": {"ends": "2020-01-01T00:00:00Z"}}, "/terms/ends", "Must be in the future"),
    ({"request": {"objective": "x", "meetings": ["2027-01-01T10:00:00"]}}, "/request/meetings/0", "Add the offset"),
    ({"request": {"objective": "x", "meetings": ["2020-01-01T10:00:00Z"]}}, "/request/meetings/0", "has passed"),
    ({"request": {"objective": "x", "short_term_goals": [" "]}}, "/request/short_term_goals/0", "between 1 and 300"),
    ({"request": {}}, "/request/objective", "This field is required."),
    ({"surprise": 1}, "/surprise", "Unknown field"),
    ({"request": {"objective": "x", "surprise": 1}}, "/request/surprise", "Unknown field"),
    ({"request": {"objective": "x", "long_term_goals": [GOAL]}}, "/request/long_term_goals/0/surprise", "Unknown"),
    ({"terms": {"surprise": 1}}, "/terms/surprise", "Unknown field"),
    ({"terms": {"goals": ["lead well", GOAL]}}, "/terms/goals/1/surprise", "Unknown field"),
    ({"mentors": [{"external_id": "ben", "surprise": 1}]}, "/mentors/0/surprise", "Unknown field"),
]


@pytest.mark.parametrize(("change", "pointer", "words"), WRONG)
async def test_what_is_wrong_with_a_request_is_said_with_its_place(
    lonely: Api, change: dict[str, Any], pointer: str, words: str
) -> None:
    body = await lonely.mentorship_body()
    await lonely.person("menteeonly", mentor=False)
    await lonely.person("gone", active=False)
    response = await lonely.call("POST", "/v1/mentorships", {**body, **change})
    fault = response.json()["errors"][0]
    assert (response.status_code, fault["pointer"]) == (422, pointer)
    assert words in fault["detail"]
    assert (await lonely.done("GET", "/v1/mentorships"))["items"] == []


async def test_while_temporal_is_away_a_mentorship_is_kept_and_begun_later(
    lonely: Api, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = await lonely.call(
        "POST", "/v1/mentorships", await lonely.mentorship_body(), headers={"Idempotency-Key": "k"}
    )
    shown = response.json()
    assert response.status_code == 202
    assert "no need to send it again" in shown["says"]
    assert not (await lonely.done("GET", f"/v1/mentorships/{shown['id']}"))["under_way"]
    client = await Client.connect(temporal, data_converter=CONVERTER)
    monkeypatch.setattr(lonely.services.client, "_impl", client._impl)
    assert await sweep(lonely.services, at_least=0) == 1
    assert (await lonely.done("GET", f"/v1/mentorships/{shown['id']}"))["under_way"]
    assert (await started(lonely, shown["id"])).workflow_type.name == "Mentorship"
    assert await sweep(lonely.services, at_least=0) == 0


async def test_one_whose_workflow_temporal_lost_is_not_under_way_until_it_is_started_again(
    database_url: str, api: Api
) -> None:
    pair = await make_pair(database_url, UUID(api.key.split("_")[1]), Phase.ACTIVE)
    path = f"/v1/mentorships/{pair.id}"
    await Reconciler(api.services).go_through()
    assert not (await api.done("GET", path))["under_way"]
    assert not (await api.done("GET", "/v1/mentorships"))["items"][0]["under_way"]
    await Reconciler(api.services, second_look=0.0).go_through()
    assert (await api.done("GET", path))["under_way"]
    await (await api.services.temporal()).get_workflow_handle(workflow_id(pair.id)).terminate()


async def test_one_that_cannot_be_started_holds_up_no_other(
    lonely: Api, temporal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = await lonely.mentorship_body()
    broken = await lonely.done("POST", "/v1/mentorships", body)
    await lonely.person("dan")
    whole = await lonely.done("POST", "/v1/mentorships", {**body, "mentee": "dan"})
    async with within(lonely.services.pool, UUID(lonely.key.split("_")[1])) as connection:
        await connection.execute("UPDATE mentorships SET started = '{}' WHERE id = $1", UUID(broken["id"]))
    client = await Client.connect(temporal, data_converter=CONVERTER)
    monkeypatch.setattr(lonely.services.client, "_impl", client._impl)
    assert await sweep(lonely.services, at_least=0) == 1
    assert (await lonely.done("GET", f"/v1/mentorships/{whole['id']}"))["under_way"]


async def test_lists_come_in_pages_newest_first_and_can_be_narrowed(api: Api) -> None:
    body = await api.mentorship_body()
    ids: list[str] = []
    for number in range(5):
        await api.person(f"mentee-{number}")
        ids.append((await api.done("POST", "/v1/mentorships", {**body, "mentee": f"mentee-{number}"}))["id"])
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = await api.done("GET", "/v1/mentorships", params={"limit": 2, **cursor})
        seen += [item["id"] for item in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == ids[::-1]
    for narrow, count in (({"phase": "seeking"}, 5), ({"phase": "active"}, 0), ({"health": "at_risk"}, 0)):
        assert len((await api.done("GET", "/v1/mentorships", params=narrow))["items"]) == count
    elsewhere = await api.programme("Another programme")
    assert (await api.done("GET", "/v1/mentorships", params={"programme": str(elsewhere)}))["items"] == []


async def test_the_request_is_shown_as_it_was_written(api: Api) -> None:
    shown = await api.done("POST", "/v1/mentorships", await api.mentorship_body())
    goals = [goal["text"] for goal in shown["request"]["short_term_goals"]]
    assert {**{name: shown["request"][name] for name in REQUEST}, "short_term_goals": goals} == REQUEST


async def test_the_agreement_names_no_end_that_the_search_would_eat_up(lonely: Api) -> None:
    shown = await lonely.done("POST", "/v1/mentorships", await lonely.mentorship_body())
    assert (shown["ends"], shown["terms"]["ends"]) == (None, None)


async def test_an_end_without_time_for_a_goodbye_is_refused(lonely: Api) -> None:
    soon = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    body = {**await lonely.mentorship_body(), "terms": {"ends": soon}}
    [fault] = (await lonely.call("POST", "/v1/mentorships", body)).json()["errors"]
    assert fault["pointer"] == "/terms/ends"
    earliest = re.fullmatch(r"Must leave time for a goodbye: (\S+) or later\.", fault["detail"])
    assert earliest
    await lonely.done("POST", "/v1/mentorships", {**body, "terms": {"ends": earliest[1]}})
