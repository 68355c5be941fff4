"""An address and its headers have one reading: what could be read in two ways is refused."""

from typing import Any
from uuid import uuid4

import pytest

from tests.gateway.api import Api
from tests.gateway.test_api_input import check_problem

PERSON = {"given_name": "Ana", "family_name": "Gomez", "email": "ana@example.com", "time_zone": "Europe/Lisbon"}


@pytest.mark.parametrize("id", ["f7-%0a", "f7-%0A%0A", "%fe", "%ff", "a%00b", "x%c3"])
async def test_no_person_is_kept_under_an_id_that_another_address_could_mean(lonely: Api, id: str) -> None:
    for method, address, body in (
        ("PUT", f"/v1/people/{id}", PERSON),
        ("GET", f"/v1/people/{id}", None),
        ("POST", f"/v1/people/{id}/news", {"kind": "left"}),
    ):
        found = check_problem(await lonely.call(method, address, body), 422)
        assert found["errors"] == [{"detail": "Must be UTF-8 without control characters.", "parameter": "path"}]
    assert (await lonely.done("GET", "/v1/people"))["items"] == []


async def test_an_address_ends_where_it_ends(lonely: Api) -> None:
    for address in ("/v1/people%0a", "/v1/people/ana/news%0a", "/healthz%0a"):
        assert (await lonely.call("GET", address)).status_code == 422


async def test_an_id_may_hold_what_is_no_control(lonely: Api) -> None:
    for id in ("ana%40example.com", "caf%C3%A9", "a/b", "a%20b"):
        assert (await lonely.call("PUT", f"/v1/people/{id}", PERSON)).status_code == 201


async def test_a_person_may_be_called_news(lonely: Api) -> None:
    assert (await lonely.call("PUT", "/v1/people/news", PERSON)).status_code == 201
    assert (await lonely.done("PATCH", "/v1/people/news", {"given_name": "Neo"}))["given_name"] == "Neo"
    assert (await lonely.done("GET", "/v1/people/news"))["external_id"] == "news"
    assert (await lonely.call("POST", "/v1/people/news/news", {"kind": "left"})).status_code == 202
    assert not (await lonely.done("GET", "/v1/people/news"))["active"]
    check_problem(await lonely.call("PUT", "/v1/people/x/news", PERSON), 405)


async def test_a_parameter_that_an_address_does_not_take_is_refused_wherever_it_is_sent(lonely: Api) -> None:
    shown = await lonely.pair()
    mentorship, programme = f"/v1/mentorships/{shown['id']}", f"/v1/programmes/{shown['programme']['id']}"
    for method, address, body in (
        ("GET", "/v1/people/ana", None),
        ("GET", "/v1/people", None),
        ("GET", programme, None),
        ("GET", mentorship, None),
        ("GET", f"{mentorship}/timeline", None),
        ("POST", f"{mentorship}/resume", None),
        ("PATCH", programme, {"name": "Another"}),
    ):
        found = check_problem(await lonely.call(method, f"{address}?expand=all", body), 422)
        says = "Unknown parameter. Check its spelling, or remove it."
        assert found["errors"] == [{"detail": says, "parameter": "expand"}], address
    assert (await lonely.done("GET", programme))["name"] != "Another"


@pytest.mark.parametrize("name", ["Authorization", "Idempotency-Key"])
async def test_a_header_that_decides_comes_once(lonely: Api, name: str) -> None:
    given = lonely.client.build_request(
        "POST",
        "/v1/people/ana/news",
        json={"kind": "left"},
        headers=[
            ("Authorization", f"Bearer {lonely.key}"),
            ("Idempotency-Key", "one"),
            (name, f"Bearer {lonely.key}" if name == "Authorization" else "two"),
        ],
    )
    found = check_problem(await lonely.client.send(given), 422)
    assert found["errors"] == [{"detail": "Send this header once.", "header": name}]


@pytest.mark.parametrize("zone", ["Factory", "localtime"])
async def test_a_time_zone_is_a_place(lonely: Api, zone: str) -> None:
    found = check_problem(await lonely.call("PUT", "/v1/people/ana", {**PERSON, "time_zone": zone}), 422)
    assert found["errors"][0]["pointer"] == "/time_zone"


async def test_days_that_are_none_are_named_and_no_list_is_called_too_short_for_them(lonely: Api) -> None:
    rules = {"courtesy": {"working_days": [0, 8]}}
    found = check_problem(await lonely.call("POST", "/v1/programmes", {"name": "Any", "rules": rules}), 422)
    assert [fault["pointer"][-2:] for fault in found["errors"]] == ["/0", "/1"]
    rules = {"courtesy": {"working_days": []}}
    found = check_problem(await lonely.call("POST", "/v1/programmes", {"name": "Any", "rules": rules}), 422)
    assert [fault["detail"] for fault in found["errors"]] == ["Must have at least 1 item."]


@pytest.mark.parametrize("wrong", [{"foo": 1}, {"why_you": 5}, {"external_id": None}])
async def test_nor_is_a_list_called_too_short_for_a_field_of_its_only_item(lonely: Api, wrong: dict[str, Any]) -> None:
    body = {"programme": str(uuid4()), "mentee": "ana", "mentors": [{"external_id": "ben", **wrong}]}
    found = check_problem(await lonely.call("POST", "/v1/mentorships", body), 422)
    assert {fault["pointer"] for fault in found["errors"]} >= {f"/mentors/0/{next(iter(wrong))}"}
    assert not [fault for fault in found["errors"] if fault["pointer"] == "/mentors"]


async def test_a_byte_order_mark_is_named(lonely: Api) -> None:
    head = {"Authorization": f"Bearer {lonely.key}", "Content-Type": "application/json"}
    done = await lonely.client.post("/v1/programmes", content=b'\xef\xbb\xbf{"name": "Any"}', headers=head)
    assert "byte order mark" in check_problem(done, 400)["detail"]
