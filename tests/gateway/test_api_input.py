"""Whatever is sent, the gateway answers with a problem that says what to do, and never falls over."""

import asyncio
import json
import socket
from typing import Any
from uuid import UUID

import pytest
import uvicorn

from gateway.http.middleware import LIMIT
from tests.gateway.api import REQUEST, Api, person
from tests.patience import PATIENCE

JSON = {"Content-Type": "application/json"}
DEEP = b'{"profile":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001
BODY = json.dumps(person("ana")).encode()
UNREADABLE = [
    b"{",
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b'{"given_name":"a","given_name":"b"}',
    b'{"profile":{"x":1,"x":2}}',
    b'{"given_name":"A\\u0000"}',
    b'{"given_name":"\\ud800"}',
    b'{"given_name\\u0000":"A"}',
    b'{"capacity":' + b"9" * 5000 + b"}",
    b'{"capacity":9007199254740992}',
    b'{"capacity":1e999}',
    b'{"capacity":NaN}',
    b'{"capacity":-Infinity}',
    b"[" * 100_000,
    DEEP,
    b'"' + b"a" * 500_000,
    b"\x00",
]
UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"email": "ana"}, "/email"),
    ({"email": "ana@"}, "/email"),
    ({"email": "ana@localhost"}, "/email"),
    ({"email": "ana@example.org\nBcc: x@example.org"}, "/email"),
    ({"email": "ana@example.org\r\n"}, "/email"),
    ({"email": "Ana <ana@example.org>"}, "/email"),
    ({"email": "añá@example.org"}, "/email"),
    ({"email": f"{'a' * 250}@example.org"}, "/email"),
    ({"given_name": ""}, "/given_name"),
    ({"given_name": " "}, "/given_name"),
    ({"given_name": "Ana\nBcc: x"}, "/given_name"),
    ({"given_name": "a" * 101}, "/given_name"),
    ({"family_name": "Line\u2028break"}, "/family_name"),
    ({"job_title": "x\r\ny"}, "/job_title"),
    ({"time_zone": "Mars/Olympus"}, "/time_zone"),
    ({"time_zone": "../../etc/passwd"}, "/time_zone"),
    ({"time_zone": "europe/berlin\n"}, "/time_zone"),
    ({"language": "deutsch, bitte"}, "/language"),
    ({"capacity": -1}, "/capacity"),
    ({"capacity": 10**15}, "/capacity"),
    ({"capacity": "many"}, "/capacity"),
    ({"mentor": "perhaps"}, "/mentor"),
    ({"profile": []}, "/profile"),
    ({"id": "mine"}, "/id"),
    ({"organisation_id": str(UUID(int=1))}, "/organisation_id"),
]
RULES: list[tuple[dict[str, Any], str]] = [
    ({"cadence": 7}, "/rules/cadence"),
    ({"courtesy": {"jitter": 1}}, "/rules/courtesy/jitter"),
    ({"courtesy": {"from_hour": 17, "to_hour": 9}}, "/rules/courtesy/to_hour"),
    ({"courtesy": {"awake_from": 10, "awake_to": 20}}, "/rules/courtesy/awake_to"),
    ({"courtesy": {"working_days": []}}, "/rules/courtesy/working_days"),
    ({"late": 4}, "/rules/quiet"),
    ({"quiet": 3}, "/rules/at_risk"),
    ({"agreement_reminders": [3, 30]}, "/rules/agreement_reminders"),
    ({"reply_reminders": [10, 4]}, "/rules/reply_reminders"),
    ({"reviews": [0.5] * 1000}, "/rules/reviews"),
    ({"cadence_days": 0}, "/rules/cadence_days"),
]
PATHS = [
    ("GET", "/v1/people?surprise=1", 422),
    ("GET", "/v1/people?limit=0", 422),
    ("GET", "/v1/people?limit=10000", 422),
    ("GET", "/v1/people?limit=1&limit=2", 422),
    ("GET", "/v1/people?cursor=%00", 422),
    ("GET", "/v1/people?cursor=AA", 422),
    ("GET", "/v1/people?cursor=%F0%9F%92%A9", 422),
    ("GET", "/v1/people/a%00b", 422),
    ("GET", "/v1/people/%FF", 422),
    ("GET", "/v1/people/" + "a" * 300, 422),
    ("GET", "/v1/people/nobody", 404),
    ("GET", "/v1/programmes?cursor=AA", 422),
    ("GET", "/v1/programmes/7", 422),
    ("GET", f"/v1/programmes/{UUID(int=7)}", 404),
    ("GET", "/v1/mentorships?phase=happy", 422),
    ("GET", "/v1/mentorships?programme=7", 422),
    ("GET", "/v1/mentorships?cursor=zzz", 422),
    ("GET", "/v1/mentorships/'; DROP TABLE people; --", 422),
    ("GET", f"/v1/mentorships/{UUID(int=7)}/timeline", 404),
    ("DELETE", "/v1/people/ana", 405),
    ("PATCH", "/v1/mentorships", 405),
    ("GET", "/v2/people", 404),
    ("BREW", "/v1/people", 405),
]


def check_problem(response: Any, status: int) -> dict[str, Any]:
    """Check that a response is a problem document, and return it."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert "Traceback" not in response.text
    return problem


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
async def test_a_body_that_is_not_strict_json_is_refused(lonely: Api, body: bytes) -> None:
    for method, path in (("PUT", "/v1/people/ana"), ("POST", "/v1/programmes"), ("POST", "/v1/mentorships")):
        check_problem(await lonely.call(method, path, content=body, headers=JSON), 400)


async def test_each_unfit_field_is_named_with_what_to_do(lonely: Api) -> None:
    for change, pointer in UNFIT:
        response = await lonely.call("PUT", "/v1/people/ana", {**person("ana"), **change})
        problem = check_problem(response, 422)
        assert [error["pointer"] for error in problem["errors"]] == [pointer], change
    assert (await lonely.done("GET", "/v1/people"))["items"] == []


async def test_rules_that_do_not_fit_are_named(lonely: Api) -> None:
    for rules, pointer in RULES:
        problem = check_problem(await lonely.call("POST", "/v1/programmes", {"name": "P", "rules": rules}), 422)
        assert problem["errors"][0]["pointer"] == pointer, rules


@pytest.mark.parametrize(("method", "path", "status"), PATHS)
async def test_strange_addresses_are_answered_with_a_problem(lonely: Api, method: str, path: str, status: int) -> None:
    check_problem(await lonely.call(method, path), status)


async def test_a_body_beyond_the_limit_is_refused_before_it_is_read(lonely: Api) -> None:
    check_problem(await lonely.call("PUT", "/v1/people/ana", content=b"{" * 10_000_000, headers=JSON), 413)


async def test_a_large_body_is_refused_as_soon_as_it_is_announced(lonely: Api) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(lonely.app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    reader, writer = await asyncio.open_connection(*listener.getsockname())
    head = (
        "PUT /v1/people/ana HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"
    )
    writer.write(head.encode())
    assert (await asyncio.wait_for(reader.readline(), PATIENCE)).split()[1] == b"413"
    writer.close()
    await writer.wait_closed()
    server.should_exit = True
    await serving


async def test_a_body_that_hides_its_length_is_read_no_further_than_the_limit(lonely: Api) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 10 * LIMIT:
            sent += 100_000
            yield b" " * 100_000

    check_problem(await lonely.call("PUT", "/v1/people/ana", content=endless(), headers=JSON), 413)
    check_problem(await lonely.call("POST", "/v1/mentorships", content=b"[" * LIMIT, headers=JSON), 400)


async def test_a_body_that_is_not_json_is_refused_by_its_type(lonely: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "", "application/xml"):
        check_problem(
            await lonely.call("PUT", "/v1/people/ana", content=BODY, headers={"Content-Type": kind} if kind else {}),
            415,
        )


async def test_a_missing_body_is_said_to_be_missing(lonely: Api) -> None:
    problem = check_problem(await lonely.call("PUT", "/v1/people/ana"), 422)
    assert problem["errors"] == [{"detail": "Send a JSON object as the body of the request.", "pointer": ""}]


async def test_a_strange_idempotency_key_is_refused(lonely: Api) -> None:
    body = await lonely.mentorship_body()
    for key in ("", "a b", "ü".encode().decode("latin-1"), "a" * 256):
        problem = check_problem(
            await lonely.call("POST", "/v1/mentorships", body, headers={"Idempotency-Key": key.encode("latin-1")}), 422
        )
        assert problem["errors"][0]["header"].lower() == "idempotency-key"


async def test_words_in_any_script_are_kept_as_they_are(lonely: Api) -> None:
    words = "{{7*7}} <script>alert(1)</script> ' OR 1=1 -- مرحبا 👩‍🚀 {mentor} %s ${x}"
    body = {**await lonely.mentorship_body(), "request": {**REQUEST, "objective": words}}
    await lonely.person("ana", given_name="{mentor}", about=words, profile={"x": [words, 1.5, None, True]})
    shown = await lonely.done("POST", "/v1/mentorships", body)
    assert shown["request"]["objective"] == words
    assert shown["next"]["why"] == "{mentor} asks Ben to be their mentor."
    kept = await lonely.done("GET", "/v1/people/ana")
    assert (kept["about"], kept["profile"]) == (words, {"x": [words, 1.5, None, True]})


async def test_bad_dates_and_outcomes_are_refused(lonely: Api) -> None:
    shown = await lonely.pair()
    for action, body in (
        ("pause", {"until": "tomorrow"}),
        ("pause", {"until": "2027-02-30"}),
        ("pause", {"until": "2027-01-01T00:00:00"}),
        ("pause", {"until": True}),
        ("pause", {}),
        ("close", {"outcome": "rematched"}),
        ("close", {}),
        ("resume", {"surprise": 1}),
    ):
        check_problem(await lonely.call("POST", f"/v1/mentorships/{shown['id']}/{action}", body), 422)
    assert (await lonely.done("GET", f"/v1/mentorships/{shown['id']}/timeline"))["items"] == []


async def test_a_method_that_an_address_does_not_take_is_answered_with_all_that_it_takes(lonely: Api) -> None:
    for path, methods in (
        ("/v1/people/ana", "GET, HEAD, PUT, PATCH"),
        ("/v1/programmes", "GET, HEAD, POST"),
        ("/v1/mentorships", "GET, HEAD, POST"),
        (f"/v1/programmes/{UUID(int=7)}/rules", "PUT"),
        ("/a/token", "GET, HEAD, POST"),
    ):
        assert (await lonely.call("DELETE", path)).headers["allow"] == methods
