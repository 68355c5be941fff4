"""Stepping in by API, and the timeline that tells what came of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from schemas.ids import TASK_QUEUE, workflow_id
from store.pool import within
from tests.gateway.api import Api
from workflows.converter import CONVERTER
from workflows.mentorship import Mentorship


async def test_hr_can_pause_resume_and_close_and_is_refused_kindly(api: Api, temporal: str) -> None:
    shown = await api.pair()
    path = f"/v1/mentorships/{shown['id']}"
    client = await Client.connect(temporal, data_converter=CONVERTER)
    until = (datetime.now(UTC) + timedelta(days=20)).date()
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=TASK_QUEUE, workflows=[Mentorship], workflow_runner=runner):
        paused = await api.call("POST", f"{path}/pause", {"until": f"{until}", "reason": "parental leave"})
        again = await api.call("POST", f"{path}/pause", {"until": f"{until}"})
        resumed = await api.call("POST", f"{path}/resume")
        closed = await api.call("POST", f"{path}/close", {"outcome": "left", "reason": "new job"})
        await client.get_workflow_handle(workflow_id(UUID(shown["id"]))).terminate()
    assert (paused.status_code, paused.json()["phase"]) == (200, "paused")
    assert paused.json()["says"].startswith("A break until")
    assert paused.json()["paused_until"] == f"{until}T12:00:00Z"
    assert (again.status_code, again.json()["detail"][:25]) == (409, "A break has already begun")
    assert (resumed.status_code, resumed.json()["phase"]) == (200, "agreeing")
    assert (closed.status_code, closed.json()["phase"]) == (200, "closing")
    said = [entry for entry in (await api.done("GET", f"{path}/timeline"))["items"] if entry["type"] == "answer"]
    assert [(entry["kind"], entry["state"]) for entry in said] == [
        ("pause", "taken"),
        ("pause", "refused"),
        ("resume", "taken"),
        ("close", "taken"),
    ]
    assert said[0]["says"] == f"The HR platform (key “Workday”) asked for a break: until {until:%-d %B %Y}."
    assert "leave" not in str(said)


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
    assert (declined["says"], declined["state"]) == ("Ben Example passed on the request.", "taken")
    assert next_one["says"] == "Eve was asked to be Ana's mentor."
    assert next_one["why"] == "The mentor who was asked cannot take this on, so the next candidate is asked."
    assert "too busy" not in str(timeline)


async def _happen(api: Api, id: UUID) -> None:
    """Write what a worker and a page would have written."""
    organisation = UUID(api.key.split("_")[1])
    begun = datetime.now(UTC)
    async with within(api.services.pool, organisation) as connection:
        people = {row["external_id"]: row["id"] for row in await connection.fetch("SELECT id, external_id FROM people")}
        because = "the mentor who was asked cannot take this on, so the next candidate is asked"
        for minutes, step, reason in ((0, "request/1", "{mentee} asks {mentor}"), (2, "request/2", because)):
            await connection.execute(
                "INSERT INTO timeline VALUES ($1, $2, $3, 'request', $4, $5)",
                *(id, organisation, step, begun + timedelta(minutes=minutes), reason),
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
