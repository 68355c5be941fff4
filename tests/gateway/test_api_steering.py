"""Stepping in by API, and the timeline that tells what came of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from schemas.ids import TASK_QUEUE, workflow_id
from schemas.names import Phase
from schemas.reason import Reason, ReasonCode
from store.pool import Pool, open_pool, within
from tests.gateway.api import REQUEST, Api
from tests.gateway.pair_fixture import Pair, make_pair, make_services, working
from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship


@asynccontextmanager
async def worker(temporal: str) -> AsyncIterator[Client]:
    """Run a worker that takes in what is said; no step falls due in the time of a test."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[Mentorship], workflow_runner=runner):
        yield client


@asynccontextmanager
async def under_way(database_url: str, pool: Pool, temporal: str, api: Api) -> AsyncIterator[tuple[Pair, str]]:
    """Yield a pair of this organisation that works together, with its path, while a worker takes its steps."""
    pair = await make_pair(database_url, UUID(api.key.split("_")[1]), Phase.ACTIVE)
    async with working(await make_services(database_url, pool, temporal), pair):
        yield pair, f"/v1/mentorships/{pair.id}"


def day(days: int) -> date:
    """Return a day to come."""
    return (datetime.now(UTC) + timedelta(days=days)).date()


async def test_hr_sends_a_pair_on_a_break_for_as_long_as_it_takes_changes_its_date_and_ends_it(
    api: Api, temporal: str
) -> None:
    another_day = {"courtesy": {"working_days": [day(3).isoweekday()]}}  # nothing falls due, whatever the hour
    shown = await api.pair(rules=another_day)
    path = f"/v1/mentorships/{shown['id']}"
    async with worker(temporal) as client:
        early = await api.call("POST", f"{path}/resume")
        paused = await api.call("POST", f"{path}/pause", {"until": f"{day(400)}", "reason": "parental leave"})
        changed = await api.call("POST", f"{path}/pause", {"until": f"{day(20)}"})
        past = await api.call("POST", f"{path}/pause", {"until": "2020-01-01"})
        resumed = await api.call("POST", f"{path}/resume")
        retried = await api.call("POST", f"{path}/resume")
        await client.get_workflow_handle(workflow_id(UUID(shown["id"]))).terminate()
    assert (paused.status_code, paused.json()["phase"]) == (200, "paused")
    assert (early.status_code, early.json()["detail"][:20]) == (409, "There is no break at")
    assert paused.json()["paused_until"] == f"{day(400)}T12:00:00Z"
    assert paused.json()["away"] == {"hr": f"{day(400)}T12:00:00Z"}
    assert (changed.status_code, changed.json()["paused_until"]) == (200, f"{day(20)}T12:00:00Z")
    assert (past.status_code, past.json()["errors"][0]["pointer"]) == (422, "/until")
    assert (resumed.status_code, resumed.json()["phase"]) == (200, "agreeing")
    assert (retried.status_code, retried.json()) == (200, resumed.json())
    said = [entry for entry in (await api.done("GET", f"{path}/timeline"))["items"] if entry["type"] == "answer"]
    assert [(entry["kind"], entry["state"]) for entry in said] == [
        ("resume", "refused"),
        ("pause", "taken"),
        ("pause", "taken"),
        ("resume", "taken"),
    ]
    assert said[1]["says"] == f"“Workday” (API key) asked for a break: until {day(400):%-d %B %Y}."
    assert "leave" not in str(said)


async def test_hr_takes_a_goodbye_back_before_the_farewell_is_out(
    database_url: str, pool: Pool, temporal: str, api: Api
) -> None:
    async with under_way(database_url, pool, temporal, api) as (_, path):
        closed = await api.done("POST", f"{path}/close", {"outcome": "left", "reason": "new job"})
        back = await api.done("POST", f"{path}/resume", {"reason": "wrong person"})
    assert (closed["phase"], back["phase"]) == ("closing", "active")
    assert (closed["outcome"], back["outcome"]) == ("left", None)
    assert (await api.done("GET", path))["phase"] == "active"


async def test_a_goodbye_that_cannot_be_taken_back_names_the_mentorship_that_the_mentee_has_begun(
    database_url: str, lonely: Api
) -> None:
    pair = await make_pair(database_url, UUID(lonely.key.split("_")[1]), Phase.CLOSING)
    await lonely.person("eve")
    whom = {"mentee": "mentee-Lantern mentoring", "mentor": "eve"}
    body = {"programme": str(pair.state.programme), **whom, "request": REQUEST}
    second = await lonely.done("POST", "/v1/mentorships", body)
    response = await lonely.call("POST", f"/v1/mentorships/{pair.id}/resume")
    assert (response.status_code, response.json()["type"]) == (409, "urn:rapport:problem:refused")
    assert f"begun another mentorship in this programme: /v1/mentorships/{second['id']}." in response.json()["detail"]
    (said,) = (await lonely.done("GET", f"/v1/mentorships/{pair.id}/timeline"))["items"]
    assert (said["state"], said["why"]) == ("refused", response.json()["detail"])


async def test_what_hr_says_with_a_key_is_said_once_however_often_it_is_sent(lonely: Api) -> None:
    shown = await lonely.pair()
    path = f"/v1/mentorships/{shown['id']}"
    for action, body in (("pause", {"until": f"{day(9)}"}), ("resume", {}), ("close", {"outcome": "left"})):
        headers = {"Idempotency-Key": action}
        calls = (lonely.call("POST", f"{path}/{action}", body, headers=headers) for _ in range(6))
        assert {response.status_code for response in await asyncio.gather(*calls)} == {202}
    other = await lonely.call("POST", f"{path}/close", {"outcome": "completed"}, headers={"Idempotency-Key": "close"})
    elsewhere = await lonely.call("POST", f"{path}/resume", {}, headers={"Idempotency-Key": "close"})
    for refused in (other, elsewhere):
        assert (refused.status_code, refused.json()["type"]) == (422, "urn:rapport:problem:key-reused")
    timeline = await lonely.done("GET", f"{path}/timeline")
    assert [entry["kind"] for entry in timeline["items"]] == ["pause", "resume", "close"]


async def test_a_close_that_is_sent_again_while_temporal_is_away_is_one_close(lonely: Api) -> None:
    shown = await lonely.pair()
    path = f"/v1/mentorships/{shown['id']}"
    for _ in range(3):
        assert (await lonely.call("POST", f"{path}/close", {"outcome": "left"})).status_code == 202
    assert len((await lonely.done("GET", f"{path}/timeline"))["items"]) == 1


async def test_a_close_that_is_sent_eight_times_at_once_without_a_key_is_one_close(
    database_url: str, pool: Pool, temporal: str, api: Api
) -> None:
    async with under_way(database_url, pool, temporal, api) as (pair, path):
        calls = (api.call("POST", f"{path}/close", {"outcome": "left"}) for _ in range(8))
        assert {response.status_code for response in await asyncio.gather(*calls)} == {200}
    assert len(await pair.answers()) == 1


async def test_hr_takes_an_end_back_in_a_break_and_then_ends_the_break_at_once(
    database_url: str, pool: Pool, temporal: str, api: Api
) -> None:
    """The second `resume` once counted as a repeat of the first one, and the break went on for an hour."""
    async with under_way(database_url, pool, temporal, api) as (_, path):
        await api.done("POST", f"{path}/pause", {"until": f"{day(20)}"})
        await api.done("POST", f"{path}/close", {"outcome": "left"})
        taken_back, ended, repeated = [await api.done("POST", f"{path}/resume") for _ in range(3)]
        timeline = await api.done("GET", f"{path}/timeline")
    assert (taken_back["phase"], taken_back["outcome"]) == ("paused", None)
    assert (ended["phase"], ended["paused_until"]) == ("active", None)
    assert repeated == ended
    said = [entry["says"] for entry in timeline["items"] if entry["kind"] == "resume"]
    assert said == ["“Workday” (API key) took the end back.", "“Workday” (API key) asked to go on."]


async def test_two_requests_with_two_keys_are_never_one(api: Api, temporal: str) -> None:
    shown = await api.pair(rules={"courtesy": {"working_days": [day(3).isoweekday()]}})  # nothing falls due meanwhile
    path = f"/v1/mentorships/{shown['id']}"
    async with worker(temporal) as client:
        for key in ("one", "two"):
            await api.done("POST", f"{path}/pause", {"until": f"{day(20)}"}, headers={"Idempotency-Key": key})
        timeline = await api.done("GET", f"{path}/timeline")
        await client.get_workflow_handle(workflow_id(UUID(shown["id"]))).terminate()
    assert [entry["kind"] for entry in timeline["items"]] == ["pause", "pause"]


async def test_what_hr_says_while_no_worker_is_there_is_noted(lonely: Api) -> None:
    shown = await lonely.pair()
    response = await lonely.call("POST", f"/v1/mentorships/{shown['id']}/close", {"outcome": "left"})
    assert response.status_code == 202
    assert response.json()["phase"] == "agreeing"
    timeline = await lonely.done("GET", f"/v1/mentorships/{shown['id']}/timeline")
    assert [entry["state"] for entry in timeline["items"]] == ["noted"]


async def test_the_timeline_tells_steps_mails_and_answers_in_order_without_words(api: Api) -> None:
    shown = await api.done("POST", "/v1/mentorships", await api.mentorship_body())
    await _happen(api, UUID(shown["id"]))
    timeline = await api.done("GET", f"/v1/mentorships/{shown['id']}/timeline")
    asked, declined, next_one = timeline["items"]
    assert asked["says"] == "Ben was asked to be Ana's mentor."
    assert [(mail["to"], mail["state"], mail["says"]) for mail in asked["mails"]] == [
        ("mentee", "skipped", "Not written: address does not work."),
        ("mentor", "accepted", "Handed over to the mail relay."),
    ]
    assert (declined["says"], declined["state"]) == ("Ben Example declined the request.", "taken")
    assert next_one["says"] == "Eve was asked to be Ana's mentor."
    assert (asked["code"], next_one["code"]) == ("asks", "declined_next")
    assert next_one["why"] == "The mentor who was asked cannot take this on, so the next candidate is asked."
    assert "too busy" not in str(timeline)


async def _happen(api: Api, id: UUID) -> None:
    """Write what a worker and a page would have written."""
    organisation = UUID(api.key.split("_")[1])
    begun = datetime.now(UTC)
    address = api.services.settings.database_url.get_secret_value()
    async with await open_pool(address, 1, "rapport_worker") as pool, within(pool, organisation) as connection:
        people = {row["external_id"]: row["id"] for row in await connection.fetch("SELECT id, external_id FROM people")}
        for minutes, step, code in ((0, "request/1", ReasonCode.ASKS), (2, "request/2", ReasonCode.DECLINED_NEXT)):
            await connection.execute(
                "INSERT INTO timeline (mentorship_id, organisation_id, step, kind, at, reason) "
                "VALUES ($1, $2, $3, 'request', $4, $5)",
                *(id, organisation, step, begun + timedelta(minutes=minutes), Reason(code=code)),
            )
        for who, role, state, reply in (
            ("ana", "mentee", "skipped", "address does not work"),
            ("ben", "mentor", "accepted", "250 2.0.0 ok"),
        ):
            await connection.execute(
                "INSERT INTO outbox (id, organisation_id, subject_id, person_id, role, step, letter, state, "
                "recipient, made_at, reply) "
                "VALUES (gen_random_uuid(), $1, $2, $3, $4, 'request/1', 'request', $5, '', $6, $7)",
                *(organisation, id, people[who], role, state, begun, reply),
            )
        await connection.execute(
            "INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, step, kind, said, words, "
            "said_at, told_at) "
            "VALUES (gen_random_uuid(), $1, $2, $3, 'mentor', 'request/1', 'decline', $4, $5, $6, now())",
            *(organisation, id, people["ben"], {}, {"private": "too busy"}, begun + timedelta(minutes=1)),
        )
