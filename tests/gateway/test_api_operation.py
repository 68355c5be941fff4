"""What those who run the gateway rely on: health, numbers, headers, its own description, quiet logs."""

import logging
import re
from uuid import UUID

import pytest

from gateway.api import people
from tests.gateway.api import Api, person
from tests.gateway.test_api_input import check_problem


async def test_it_is_ready_when_postgres_and_temporal_are_there(api: Api) -> None:
    assert (await api.client.get("/healthz")).json() == {"status": "alive"}
    response = await api.client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ready")


async def test_it_says_which_part_is_away_and_stays_alive(lonely: Api) -> None:
    response = await lonely.client.get("/readyz")
    told = response.json()
    assert (response.status_code, told["status"], told["postgres"], told["temporal"]) == (503, "not ready", True, False)
    wrong = {check["name"]: check["says"] for check in told["checks"] if not check["ok"]}
    assert list(wrong) == ["temporal", "namespace", "search_attributes", "workers"]
    assert wrong["namespace"] == "not checked, because Temporal cannot be reached"
    assert (await lonely.client.get("/healthz")).status_code == 200


async def test_without_a_database_it_answers_503_and_says_so(lonely: Api) -> None:
    await lonely.person("ana")
    await lonely.services.pool.close()
    problem = check_problem(await lonely.call("GET", "/v1/people/ana"), 503)
    assert "database" in problem["detail"]
    assert (await lonely.client.get("/readyz")).json()["postgres"] is False
    assert (await lonely.client.get("/metrics")).status_code == 200


async def test_numbers_count_requests_by_template_and_what_is_untold(lonely: Api) -> None:
    await lonely.pair()
    await lonely.call("GET", f"/v1/mentorships/{UUID(int=7)}")
    await lonely.call("GET", "/nowhere/at/all")
    text = (await lonely.client.get("/metrics")).text
    assert 'rapport_http_requests_total{method="GET",route="/v1/mentorships/{id}",status="404"} 1.0' in text
    assert 'rapport_http_requests_total{method="GET",route="unmatched",status="404"} 1.0' in text
    assert 'rapport_http_request_seconds_count{method="POST",route="/v1/mentorships"} 1.0' in text
    assert 'rapport_untold{what="mentorships"} 1.0' in text
    assert 'rapport_untold{what="answers"} 0.0' in text
    assert 'rapport_mentorships{health="new",phase="agreeing"} 1.0' in text
    assert str(UUID(int=7)) not in text


async def test_what_has_never_happened_is_counted_as_nought_so_that_its_first_time_raises_an_alarm(lonely: Api) -> None:
    text = (await lonely.client.get("/metrics")).text
    for cause in ("refused", "failed", "unreadable", "missing"):
        assert f'rapport_kept_total{{cause="{cause}"}} 0.0' in text
    for status in ("INVALID_ARGUMENT", "NOT_FOUND", "PERMISSION_DENIED", "UNAUTHENTICATED"):
        assert f'rapport_configuration_refusals_total{{status="{status}"}} 0.0' in text
    for state in ("rendered", "claimed", "sending", "deferred", "refused", "unknown", "rejected"):
        assert f'rapport_letters{{state="{state}"}} 0.0' in text
    for route in ("/v1/mentorships/{id}/close", "/a/{token:path}", "/console"):
        method = "POST" if route.endswith("close") else "GET"
        for status in ("500", "503"):
            assert f'rapport_http_requests_total{{method="{method}",route="{route}",status="{status}"}} 0.0' in text


async def test_every_answer_carries_safe_headers(lonely: Api) -> None:
    await lonely.person("ana")
    for path in ("/v1/people/ana", "/v1/people", "/nowhere", "/healthz", "/docs", "/openapi.json", "/metrics"):
        headers = (await lonely.call("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "server" not in headers


async def test_the_description_is_openapi_31_and_knows_every_problem(lonely: Api) -> None:
    schema = (await lonely.client.get("/openapi.json")).json()
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/healthz",
        "/metrics",
        "/readyz",
        "/v1/mentorships",
        "/v1/mentorships/{id}",
        "/v1/mentorships/{id}/close",
        "/v1/mentorships/{id}/mentors",
        "/v1/mentorships/{id}/pause",
        "/v1/mentorships/{id}/resume",
        "/v1/mentorships/{id}/timeline",
        "/v1/people",
        "/v1/people/{external_id}",
        "/v1/people/{external_id}/blocks",
        "/v1/people/{external_id}/experiences",
        "/v1/people/{external_id}/mentors",
        "/v1/people/{external_id}/news",
        "/v1/people/{external_id}/not-before",
        "/v1/people/{external_id}/traits",
        "/v1/programmes",
        "/v1/programmes/{id}",
        "/v1/programmes/{id}/rules",
        "/v1/programmes/{id}/survey",
        "/v1/programmes/{id}/volunteers",
        "/v1/skills",
    }
    begin = schema["paths"]["/v1/mentorships"]["post"]
    assert set(begin["responses"]) >= {"201", "202", "400", "401", "409", "413", "415", "422"}
    assert list(begin["responses"]["422"]["content"]) == ["application/problem+json"]
    assert begin["security"] == [{"api_key": []}]


async def test_the_docs_page_needs_no_other_host(lonely: Api) -> None:
    page = (await lonely.client.get("/docs")).text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    assert all(address.startswith(("/", "data:")) for address in addresses)
    for address in addresses:
        if address.startswith("/"):
            assert (await lonely.client.get(address)).status_code == 200
    assert "<script>" not in page
    assert "supportedSubmitMethods" not in (await lonely.client.get("/docs/begin.js")).text
    assert "servers" not in (await lonely.client.get("/openapi.json")).json(), "it is where the description is"


async def test_an_unforeseen_error_tells_neither_caller_nor_log_what_people_wrote(
    lonely: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = "what Ana wrote"

    def fail(*_: object) -> None:
        raise ValueError(words)

    monkeypatch.setattr(people, "_person", fail)
    with caplog.at_level(logging.DEBUG):
        response = await lonely.call("PUT", "/v1/people/ana", person("ana"))
    problem = check_problem(response, 500)
    assert problem["instance"].removeprefix("urn:uuid:") in caplog.text
    assert "ValueError" in caplog.text
    assert words not in caplog.text + response.text


async def test_keys_and_names_never_reach_the_log(lonely: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await lonely.call("POST", "/v1/mentorships", await lonely.mentorship_body())
        await lonely.client.get("/v1/people", headers={"Authorization": "Bearer rk_planted_secret"})
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    for planted in (lonely.key.split("_", 2)[2], "planted_secret", "ana@example.org", "Ana", "lead a small team"):
        assert planted not in ours
