"""The description of the API is valid and complete, and reads the same in every language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.http.problem_types import BY_KIND
from gateway.http.readiness import NOT_OURS
from intake.refusals import NOT_SEARCHING
from tests.gateway.api import Api

BODIES = ("post", "put", "patch")
WITH_BODY = {"400", "408", "413", "415"}


@pytest.fixture
async def described(lonely: Api) -> Any:
    """Return the description as a stranger gets it."""
    return (await lonely.client.get("/openapi.json")).json()


def operations(described: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield each operation with its method and path."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def values(part: Any, name: str) -> Iterator[Any]:
    """Yield what stands under a name, wherever that is."""
    if isinstance(part, dict):
        yield from ([part[name]] if name in part else [])
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from values(inner, name)


async def test_the_description_is_valid_openapi(described: Any) -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(described).iter_errors()] == []


async def test_every_operation_has_a_short_id_a_summary_and_a_description_of_its_own(described: Any) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z]+([A-Z][a-z]+)*", id) and len(id) <= 20 for id in ids)
    for method, path, operation in operations(described):
        assert operation["summary"].lower() != operation["operationId"].lower(), path
        assert operation["description"].rstrip().endswith("."), path
        assert all(answer["description"] != "Successful Response" for answer in operation["responses"].values()), method


async def test_an_operation_lists_only_answers_that_it_can_give(described: Any) -> None:
    for method, path, operation in operations(described):
        answers = set(operation["responses"])
        assert (answers & WITH_BODY) == (WITH_BODY if method in BODIES else set()), path
        assert ("401" in answers) == path.startswith("/v1/")
        assert "404" not in answers or "{" in path, path
        keyed = any(one["name"].lower() == "idempotency-key" for one in operation.get("parameters", ()))
        assert keyed == (method == "post"), path


async def test_every_problem_is_named_with_an_example(described: Any) -> None:
    named = set()
    for _, path, operation in operations(described):
        for status, answer in operation["responses"].items():
            examples = answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
            assert examples or status < "400" or path == "/readyz", (path, status)
            for kind, example in examples.items():
                assert example["value"]["type"] == f"urn:rapport:problem:{kind}"
                assert f"{example['value']['status']}" == status
                assert f"`{kind}`" in answer["description"] or path == "/readyz"
                named.add(kind)
    assert named == BY_KIND.keys() - {"method-not-allowed"}


async def test_the_examples_of_naming_mentors_are_answers_that_it_can_give(described: Any) -> None:
    """One said that there is no break, the other pointed to a field that its body does not have."""
    answers = described["paths"]["/v1/mentorships/{id}/mentors"]["post"]["responses"]
    refused, invalid = values(answers["409"], "refused"), values(answers["422"], "invalid")
    assert [one["value"]["detail"] for one in refused] == [NOT_SEARCHING]
    assert [one["value"]["errors"][0]["pointer"] for one in invalid] == ["/mentors/0/external_id"]


async def test_patterns_mean_the_same_to_every_engine(described: Any) -> None:
    patterns = {pattern for pattern in values(described, "pattern") if isinstance(pattern, str)}
    assert len(patterns) >= 4
    for pattern in patterns:
        assert not re.search(r"\\[pP]|\\[dwWbBAZz]|\(\?", pattern), pattern
        re.compile(pattern)


async def test_every_rule_and_every_field_that_is_sent_is_explained(described: Any) -> None:
    shapes = described["components"]["schemas"]
    silent = [
        f"{name}.{field}"
        for name, shape in shapes.items()
        for field, said in shape.get("properties", {}).items()
        if "description" not in said
    ]
    assert silent == []


async def test_every_field_is_explained_by_sentences(described: Any) -> None:
    texts = {
        f"{name}.{field}": said["description"]
        for name, shape in described["components"]["schemas"].items()
        for field, said in shape.get("properties", {}).items()
    }
    assert [place for place, text in texts.items() if text[0].islower() or not text.endswith((".", ")"))] == []


async def test_a_date_and_a_moment_are_both_described_where_a_day_is_asked_for(described: Any) -> None:
    shapes = described["components"]["schemas"]
    for shape, field in (("PauseIn", "until"), ("NewsIn", "until"), ("TermsIn", "ends")):
        formats = set(values(shapes[shape]["properties"][field], "format"))
        assert formats == {"date", "date-time"}, (shape, field)


@pytest.mark.parametrize("check", NOT_OURS)
async def test_checks_that_do_not_count_for_the_status_are_named_wherever_it_is_described(
    described: Any, check: str
) -> None:
    operation = described["paths"]["/readyz"]["get"]
    status = described["components"]["schemas"]["Ready"]["properties"]["status"]
    for words in (status["description"], operation["description"], operation["responses"]["200"]["description"]):
        assert f"`{check}`" in words
