"""External ids that no address could hold are refused wherever one is sent, so that nobody is out of reach."""

from urllib.parse import quote

import pytest

from tests.gateway.api import REQUEST, Api, person
from tests.gateway.test_api_input import check_problem

DOTS = [".", "..", "a/../b", "a/."]
ENDINGS = ["ana/news", "ana/mentors", "a/b/traits"]


@pytest.mark.parametrize("key", DOTS)
async def test_a_path_that_clients_fold_away_is_refused(lonely: Api, key: str) -> None:
    address = quote(key, safe="").replace(".", "%2E")
    problem = check_problem(await lonely.call("PUT", f"/v1/people/{address}", person("ana")), 422)
    assert problem["errors"][0]["parameter"] == "external_id"
    assert "no address could hold it" in problem["errors"][0]["detail"]


@pytest.mark.parametrize("key", [*DOTS, *ENDINGS])
async def test_a_body_that_names_such_a_person_is_refused(lonely: Api, key: str) -> None:
    programme = str(await lonely.programme())
    for path, body, pointer in (
        ("/v1/programmes", {"name": "Another", "coordinator": key}, "/coordinator"),
        ("/v1/mentorships", {"programme_id": programme, "mentee": key, "mentor": "ben", "request": REQUEST}, "/mentee"),
    ):
        problem = check_problem(await lonely.call("POST", path, body), 422)
        told = {error["pointer"]: error["detail"] for error in problem["errors"]}
        assert "no address could hold it" in told[pointer]
