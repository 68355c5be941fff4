"""Refusals speak with one voice: exact places, named limits, allowed values, no word of the library that checked."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.api.days import latest_day
from schemas.texts import ASKS_FOR
from tests.gateway.api import REQUEST, Api, person
from tests.gateway.test_api_input import check_problem

LEAKS = re.compile(
    r"Input should|Value error|pydantic|<\w|\^\[|\\[spux]|\bstr(ing)?_|_type|NoneType|datetime|dict\b|tuple|instance of"
)
PERSON: list[tuple[dict[str, Any], str, str]] = [
    ({"mentee": "yes"}, "/mentee", "Must be true or false."),
    ({"mentee": 1}, "/mentee", "Must be true or false."),
    ({"mentor": None}, "/mentor", "Must be true or false."),
    ({"capacity": "3"}, "/capacity", "Must be a whole number."),
    ({"capacity": True}, "/capacity", "Must be a whole number."),
    ({"capacity": 1.5}, "/capacity", "Must be a whole number."),
    ({"capacity": 101}, "/capacity", "Must be 100 or less."),
    ({"capacity": -1}, "/capacity", "Must be 0 or more."),
    ({"given_name": 5}, "/given_name", "Must be a string."),
    ({"given_name": ""}, "/given_name", "Must not be empty."),
    ({"given_name": "a" * 101}, "/given_name", "Must be at most 100 characters long."),
    ({"family_name": "x\ny"}, "/family_name", "Must be one line, without line breaks or control characters."),
    ({"language": "deutsch, bitte"}, "/language", "Must be a language tag such as en, de or pt-BR."),
    ({"email": "ana"}, "/email", "Must be an email address such as ana@example.org."),
    ({"email": "añá@example.org"}, "/email", "The part before the @ must be plain ASCII"),
    ({"time_zone": "Mars/Olympus"}, "/time_zone", "Must be a time zone of the IANA database, such as Europe/Lisbon."),
    ({"profile": []}, "/profile", "Must be an object."),
    ({"nickname": "A"}, "/nickname", "Unknown field. Check its spelling, or remove it."),
    ({"nickname": None}, "/nickname", "Unknown field. Check its spelling, or remove it."),
    ({"not_before": None}, "/not_before", "Unknown field. Check its spelling, or remove it."),
]
RULES: list[tuple[Any, str, str]] = [
    ({"reviews": [0.5] * 13}, "/rules/reviews", "Must have at most 12 items."),
    ({"reviews": [1]}, "/rules/reviews/0", "Must be less than 1."),
    ({"late": "2"}, "/rules/late", "Must be a number."),
    ({"late": 3}, "/rules/quiet", "Must be above `late`, which is 3."),
    ({"cadence_days": "21"}, "/rules/cadence_days", "Must be a whole number."),
    ({"reply_reminders": 4}, "/rules/reply_reminders", "Must be a list."),
    ({"reply_reminders": [4, 20]}, "/rules/reply_reminders", "Each day must be below `reply_days`, which is 14."),
    ({"courtesy": {"working_days": []}}, "/rules/courtesy/working_days", "Must have at least 1 item"),
    ({"courtesy": {"to_hour": 8}}, "/rules/courtesy/to_hour", "Must be after `from_hour`, which is 9."),
    (
        {"courtesy": {"from_hour": 22, "to_hour": 24}},
        "/rules/courtesy/from_hour",
        "Must be before `awake_to`, which is 21.",
    ),
    (
        {"courtesy": {"from_hour": 2, "to_hour": 7}},
        "/rules/courtesy/to_hour",
        "Must be after `awake_from`, which is 7.",
    ),
    (None, "/rules", "Must be an object."),
]


def check_fault(response: Any, pointer: str, says: str) -> None:
    """Check that a refusal is about one place, in these words."""
    [fault] = check_problem(response, 422)["errors"]
    assert fault["pointer"] == pointer
    assert says in fault["detail"]
    assert fault["detail"].endswith(".")
    assert not LEAKS.search(response.text), response.text


async def test_whatever_is_wrong_with_a_person_is_said_in_plain_words(lonely: Api) -> None:
    for change, pointer, says in PERSON:
        check_fault(await lonely.call("PUT", "/v1/people/ana", {**person("ana"), **change}), pointer, says)
    await lonely.person("ana")
    for change, pointer, says in PERSON:
        if change != {"mentor": None}:  # a patch gives a field its default that way
            check_fault(await lonely.call("PATCH", "/v1/people/ana", change), pointer, says)


async def test_all_that_is_wrong_with_a_person_is_said_at_once(lonely: Api) -> None:
    wrong = {
        "email": "ana",
        "language": "?",
        "time_zone": "Mars/Olympus",
        "capacity": 101,
        "profile": {"a": "x" * 32_001},
    }
    for method in ("PUT", "PATCH"):
        problem = check_problem(await lonely.call(method, "/v1/people/ana", {**person("ana"), **wrong}), 422)
        assert {fault["pointer"] for fault in problem["errors"]} == {f"/{name}" for name in wrong}
        await lonely.person("ana")


async def test_whatever_is_wrong_with_rules_is_said_of_the_rule(lonely: Api) -> None:
    for rules, pointer, says in RULES:
        check_fault(await lonely.call("POST", "/v1/programmes", {"name": "P", "rules": rules}), pointer, says)


async def test_allowed_values_are_listed_as_they_are_written(lonely: Api) -> None:
    path = f"/v1/mentorships/{(await lonely.pair())['id']}"
    listed = "Must be one of: completed, ended_early, left, withdrawn."
    check_fault(await lonely.call("POST", f"{path}/close", {"outcome": "happy"}), "/outcome", listed)
    news = "Must be one of: left, away, back, unreachable, reachable, moved."
    check_fault(await lonely.call("POST", "/v1/people/ana/news", {"kind": "promoted"}), "/kind", news)
    phases = await lonely.call("GET", "/v1/mentorships?phase=happy")
    [fault] = check_problem(phases, 422)["errors"]
    assert fault == {
        "detail": "Must be one of: seeking, agreeing, active, paused, closing, closed.",
        "parameter": "phase",
    }


async def test_parameters_are_refused_in_the_same_voice(lonely: Api) -> None:
    for query, parameter, says in (
        ("limit=many", "limit", "Must be a whole number."),
        ("limit=0", "limit", "Must be 1 or more."),
        ("programme=7", "programme", "Must be a UUID, such as"),
        ("trouble=perhaps", "trouble", "Must be true or false."),
        ("trouble=yes", "trouble", "Must be true or false."),
        ("surprise=1", "surprise", "Unknown parameter."),
        ("limit=1&limit=2", "limit", "Give this parameter once."),
    ):
        response = await lonely.call("GET", f"/v1/mentorships?{query}")
        [fault] = check_problem(response, 422)["errors"]
        assert fault["parameter"] == parameter
        assert fault["detail"].startswith(says)
        assert not LEAKS.search(response.text), response.text


async def test_a_day_that_has_passed_and_one_too_far_ahead_are_refused_with_the_limit(lonely: Api) -> None:
    path, last = f"/v1/mentorships/{(await lonely.pair())['id']}", latest_day(datetime.now(UTC))
    for until, says in (
        ("2020-01-01", "Must be in the future: 2020-01-01T12:00:00Z has passed."),
        ("2200-01-01", f"Must be at most ten years from now: {last} or earlier."),
        ("tomorrow", "Must be a date such as 2027-03-01, or a date and time such as 2027-03-01T09:00:00Z."),
        (1893456000, "Must be a date such as 2027-03-01"),
        ("2027-02-30", "There is no such date or time."),
        ("2027-03-01T09:00:00", "Add the offset from UTC, as in 2027-03-01T09:00:00Z"),
    ):
        check_fault(await lonely.call("POST", f"{path}/pause", {"until": until}), "/until", says)
        news = {"kind": "away", "until": until}
        check_fault(await lonely.call("POST", "/v1/people/ben/news", news), "/until", says)
    assert (await lonely.call("POST", f"{path}/pause", {"until": f"{last}"})).status_code == 202


async def test_a_proposed_meeting_in_the_past_is_refused(lonely: Api) -> None:
    body = await lonely.mentorship_body()
    body["request"] = {**REQUEST, "meetings": ["2099-01-01T10:00:00Z", "2020-01-01T10:00:00Z"]}
    problem = check_problem(await lonely.call("POST", "/v1/mentorships", body), 422)
    assert [fault["pointer"] for fault in problem["errors"]] == ["/request/meetings/0", "/request/meetings/1"]
    assert "ten years" in problem["errors"][0]["detail"]
    assert problem["errors"][1]["detail"] == "Must be in the future: 2020-01-01T10:00:00Z has passed."


@pytest.mark.parametrize("pattern", ASKS_FOR)
def test_every_pattern_is_put_into_words(pattern: str) -> None:
    assert re.compile(pattern)
    assert ASKS_FOR[pattern].endswith(".")


def test_ten_years_after_a_leap_day_is_the_day_before() -> None:
    assert f"{latest_day(datetime(2028, 2, 29, 12, tzinfo=UTC))}" == "2038-02-28"
    assert f"{latest_day(datetime(2026, 11, 26, 12, tzinfo=UTC))}" == "2036-11-26"
