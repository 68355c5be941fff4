"""A POST that is sent again with its Idempotency-Key is carried out once; the key serves nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.ids import workflow_id
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_input import check_problem
from tests.gateway.test_api_steering import day, worker


async def every_post(api: Api) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return each POST with a body that is taken, and another one that would be."""
    body = await api.mentorship_body()
    shown = await api.done("POST", "/v1/mentorships", {**body, "mentee": "eve", "mentors": [{"external_id": "ben"}]})
    path = f"/v1/mentorships/{shown['id']}"
    until, later = (f"{(datetime.now(UTC) + timedelta(days=days)).date()}" for days in (20, 30))
    return [
        ("/v1/programmes", {"name": "One"}, {"name": "Two"}),
        ("/v1/people/ben/news", {"kind": "away", "until": until}, {"kind": "back"}),
        ("/v1/mentorships", body, {**body, "request": {"objective": "something else"}}),
        (f"{path}/pause", {"until": until}, {"until": later}),
        (f"{path}/resume", {}, {"reason": "back"}),
        (f"{path}/close", {"outcome": "left"}, {"outcome": "withdrawn"}),
    ]


async def test_the_same_request_with_the_same_key_gets_the_same_answer(lonely: Api) -> None:
    for path, body, _ in await every_post(lonely):
        headers = {"Idempotency-Key": f"once {path}".replace(" ", "-")}
        first, again = [await lonely.call("POST", path, body, headers=headers) for _ in range(2)]
        assert first.is_success, (path, first.text)
        before, now = first.json(), again.json()  # a step that is due already is due now, each time
        assert [name for name in before if name != "next" and now[name] != before[name]] == [], path
        assert again.status_code == first.status_code
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true", path


async def test_another_body_with_the_same_key_is_refused(lonely: Api) -> None:
    for number, (path, body, other) in enumerate(await every_post(lonely)):
        headers = {"Idempotency-Key": f"key-{number}"}
        assert (await lonely.call("POST", path, body, headers=headers)).is_success
        problem = check_problem(await lonely.call("POST", path, other, headers=headers), 422)
        assert problem["type"] == "urn:rapport:problem:key-reused", path


async def test_a_key_of_one_operation_is_refused_by_every_other(lonely: Api) -> None:
    headers = {"Idempotency-Key": "one-key"}
    [(first, body, _), *others] = await every_post(lonely)
    assert (await lonely.call("POST", first, body, headers=headers)).is_success
    for path, body, _ in others:
        problem = check_problem(await lonely.call("POST", path, body, headers=headers), 422)
        assert problem["type"] == "urn:rapport:problem:key-reused", path


async def test_a_programme_that_is_created_once_more_is_shown_as_it_is_now(lonely: Api) -> None:
    body, headers = {"name": "One"}, {"Idempotency-Key": "founded"}
    first = (await lonely.call("POST", "/v1/programmes", body, headers=headers)).json()
    await lonely.done("PATCH", f"/v1/programmes/{first['id']}", {"name": "Two"})
    again = await lonely.call("POST", "/v1/programmes", body, headers=headers)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.json() == {**first, "name": "Two"}


async def test_a_request_that_was_refused_leaves_its_key_free(lonely: Api) -> None:
    headers = {"Idempotency-Key": "mended"}
    check_problem(await lonely.call("POST", "/v1/programmes", {"name": ""}, headers=headers), 422)
    taken = {"name": "P", "coordinator": "nobody"}
    check_problem(await lonely.call("POST", "/v1/programmes", taken, headers=headers), 422)
    assert (await lonely.call("POST", "/v1/programmes", {"name": "P"}, headers=headers)).status_code == 201


async def test_so_does_one_that_the_mentorship_refuses_which_is_asked_anew(api: Api, temporal: str) -> None:
    shown = await api.pair(rules={"courtesy": {"working_days": [day(3).isoweekday()]}})  # nothing falls due meanwhile
    path = f"/v1/mentorships/{shown['id']}"
    first, second = {"Idempotency-Key": "first"}, {"Idempotency-Key": "second"}
    async with worker(temporal) as client:
        for headers in (first, second):
            check_problem(await api.call("POST", f"{path}/resume", {}, headers=headers), 409)
        await api.done("POST", f"{path}/pause", {"until": f"{day(20)}"}, headers=second)  # another request altogether
        taken = await api.call("POST", f"{path}/resume", {}, headers=first)
        again = await api.call("POST", f"{path}/resume", {}, headers=first)
        other = await api.call("POST", f"{path}/resume", {"reason": "back"}, headers=first)
        await client.get_workflow_handle(workflow_id(UUID(shown["id"]))).terminate()
    assert (taken.status_code, taken.json()["phase"]) == (200, "agreeing")
    assert [("idempotency-replayed" in one.headers) for one in (taken, again)] == [False, True]
    assert check_problem(other, 422)["type"] == "urn:rapport:problem:key-reused"


async def test_an_end_is_taken_back_with_the_same_key_once_the_other_mentorship_has_ended(
    lonely: Api, database_url: str
) -> None:
    body = await lonely.mentorship_body()
    ending, headers = (await lonely.done("POST", "/v1/mentorships", body))["id"], {"Idempotency-Key": "job-7"}
    async with connected(database_url) as connection:
        await connection.execute("UPDATE mentorships SET phase = 'closing' WHERE id = $1", ending)
        other = (await lonely.done("POST", "/v1/mentorships", body))["id"]
        resume = f"/v1/mentorships/{ending}/resume"
        assert other in check_problem(await lonely.call("POST", resume, {}, headers=headers), 409)["detail"]
        await connection.execute("UPDATE mentorships SET phase = 'closed' WHERE id = $1", other)
    assert (await lonely.call("POST", resume, {}, headers=headers)).status_code == 202
