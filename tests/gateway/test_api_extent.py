"""A request with more values than any call takes is refused for their number alone, so that no other request waits."""

from typing import Any

import pytest

from gateway.http.middleware import PARAMETERS
from gateway.http.strict_json import MOST
from tests.gateway.api import Api, person
from tests.gateway.test_api_input import check_problem

RULES = ("reply_reminders", "agreement_reminders", "reviews")
LISTS = [
    ("/v1/mentorships", ("mentors",), 20),
    ("/v1/mentorships", ("request", "questions"), 5),
    ("/v1/mentorships", ("request", "meetings"), 5),
    ("/v1/mentorships", ("request", "short_term_goals"), 5),
    ("/v1/mentorships", ("request", "long_term_goals"), 5),
    ("/v1/mentorships", ("terms", "goals"), 8),
    ("/v1/programmes", ("rules", "courtesy", "working_days"), 7),
    *(("/v1/programmes", ("rules", name), 12) for name in RULES),
]


@pytest.mark.parametrize(("path", "place", "most"), LISTS)
async def test_a_list_that_is_too_long_is_refused_before_its_items_are_read(
    lonely: Api, path: str, place: tuple[str, ...], most: int
) -> None:
    body: Any = [{}] * (most + 1)  # each of them is wrong
    for name in reversed(place):
        body = {name: body}
    problem = check_problem(await lonely.call("POST", path, body), 422)
    at = "/" + "/".join(place)
    told = [(one["pointer"], one["detail"]) for one in problem["errors"] if one["pointer"].startswith(at)]
    assert told == [(at, f"Must have at most {most} items.")]


@pytest.mark.parametrize(
    "body",
    [{"terms": {"goals": [1] * MOST}}, {f"k{number}": 1 for number in range(MOST + 1)}, {"a": [[{"b": [1] * MOST}]]}],
)
async def test_a_body_with_thousands_of_values_is_refused_unread(lonely: Api, body: Any) -> None:
    problem = check_problem(await lonely.call("POST", "/v1/mentorships", body), 413)
    assert problem["type"] == "urn:rapport:problem:too-large"
    assert problem["detail"] == f"The body holds more than {MOST:,} values. Send less at a time."


async def test_a_profile_of_many_values_is_kept(lonely: Api) -> None:
    profile = {"courses": list(range(MOST - 20))}
    kept = await lonely.person("ana", profile=profile)
    assert kept["profile"] == profile
    too_many = person("ana", profile={"courses": list(range(MOST))})
    check_problem(await lonely.call("PUT", "/v1/people/ana", too_many), 413)


async def test_more_parameters_than_any_address_takes_are_refused_unread(lonely: Api) -> None:
    query = "&".join(f"p{number}=1" for number in range(PARAMETERS + 1))
    problem = check_problem(await lonely.call("GET", f"/v1/people?{query}"), 422)
    assert problem["errors"] == [{"detail": f"Send at most {PARAMETERS} parameters.", "parameter": "query"}]
