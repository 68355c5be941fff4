"""The mentors who fit one mentee, as an HR platform gets them."""

import re
from typing import Any
from uuid import UUID

import pytest

from tests.gateway.api import Api
from tests.gateway.test_api_input import check_problem

SKILLS = [
    {"name": "budgeting", "family": "money", "labels": {"de": "Budgetplanung"}},
    {"name": "accounting", "family": "money"},
    {"name": "sql"},
]


async def matched_programme(api: Api, **rules: Any) -> UUID:
    """Put Ana, who seeks budgeting, and three mentors on the roster; return a programme that Cleo runs."""
    await api.done("PUT", "/v1/skills", {"skills": SKILLS})
    for name in ("ana", "ben", "cleo", "dora", "eve"):
        await api.person(name)
    await trait(api, "ana", skills_sought=["budgeting"], grade=3, values=["fairness"])
    await trait(api, "ben", skills_offered=["budgeting"], grade=5, values=["fairness"])
    await trait(api, "dora", skills_offered=["accounting"], grade=5)
    await trait(api, "eve", skills_offered=["sql"], grade=5)
    return await api.programme(coordinator="cleo", rules={"matching": rules})


async def trait(api: Api, name: str, **traits: Any) -> None:
    """Say what matching knows about a person."""
    await api.done("PUT", f"/v1/people/{name}/traits", traits)


async def found(api: Api, programme: UUID, **more: Any) -> Any:
    """Return the mentors for Ana."""
    return await api.done("GET", "/v1/people/ana/mentors", params={"programme": str(programme), **more})


def names(shortlist: Any) -> list[str]:
    """Return who is on a shortlist, best first."""
    return [one["external_id"] for one in shortlist["items"]]


async def test_mentors_come_best_first_with_a_word_and_why_in_each_readers_language(lonely: Api) -> None:
    programme = await matched_programme(lonely)
    await lonely.person("ben", language="de")
    await trait(lonely, "ben", skills_offered=["budgeting"], grade=5, values=["fairness"], languages=["de", "en-GB"])
    shortlist = await found(lonely, programme)
    assert names(shortlist) == ["ben", "dora", "eve"]
    ben, dora, eve = shortlist["items"]
    assert (ben["fit"], eve["fit"]) == ("very_good", "fair")
    assert ben["reason_for_mentee"].startswith("Ben offers what you put first: budgeting. Ben is 2 grades above you. ")
    assert ben["reason_for_mentor"].startswith("Ana sucht vor allem, was du anbietest: Budgetplanung. ")
    assert ben["reasons"][0] == "Ben offers what Ana put first: budgeting."
    assert dora["reason_for_mentee"].count("close to what you are looking for: accounting.") == 1
    assert eve["against"] == ["Eve does not offer this: budgeting."]
    assert [one["places"] for one in shortlist["items"]] == [2, 2, 2]
    assert "points" not in str(shortlist)
    assert names(await found(lonely, programme, limit=1)) == ["ben"]


async def test_whoever_is_ruled_out_is_counted_by_rule_and_private_rules_only_together(lonely: Api) -> None:
    programme = await matched_programme(lonely)
    await lonely.person("ben", capacity=0)
    await trait(lonely, "dora", grade=1)
    await lonely.done("PUT", "/v1/people/eve/blocks", {"own": ["ana"]})
    assert await found(lonely, programme) == {"items": [], "ruled_out": {"full": 1, "grade": 1, "other": 2}}


@pytest.mark.parametrize(("who", "said"), [("eve", "own"), ("ana", "own"), ("ana", "coordinator")])
async def test_a_block_counts_in_both_directions_until_it_is_taken_back(lonely: Api, who: str, said: str) -> None:
    programme, other = await matched_programme(lonely), {"eve": "ana", "ana": "eve"}[who]
    await lonely.done("PUT", f"/v1/people/{who}/blocks", {said: [other]})
    assert "eve" not in names(await found(lonely, programme))
    await lonely.done("PUT", f"/v1/people/{who}/blocks", {said: []})
    assert "eve" in names(await found(lonely, programme))


@pytest.mark.parametrize(("who", "said"), [("eve", "own"), ("ana", "own"), ("ana", "coordinator")])
@pytest.mark.parametrize("asked", [{"mentor": "eve"}, {"mentors": [{"external_id": "ben"}, {"external_id": "eve"}]}])
async def test_two_who_are_kept_apart_are_not_paired_by_name_either_and_nobody_learns_who_said_so(
    lonely: Api, who: str, said: str, asked: dict[str, Any]
) -> None:
    programme, other = await matched_programme(lonely), {"eve": "ana", "ana": "eve"}[who]
    await lonely.done("PUT", f"/v1/people/{who}/blocks", {said: [other]})
    body = {"programme": str(programme), "mentee": "ana", "request": {"objective": "learn"}, **asked}
    (fault,) = check_problem(await lonely.call("POST", "/v1/mentorships", body), 422)["errors"]
    assert fault["pointer"] == ("/mentor" if "mentor" in asked else "/mentors/1/external_id")
    assert fault["detail"] == "eve is not to be paired with this mentee. Choose somebody else."
    await lonely.done("PUT", f"/v1/people/{who}/blocks", {said: []})
    await lonely.done("POST", "/v1/mentorships", body)


async def test_nobody_is_proposed_whom_the_mentee_had_before(lonely: Api) -> None:
    programme = await matched_programme(lonely)
    body = {"programme": str(programme), "mentee": "ana", "mentor": "ben", "request": {"objective": "learn"}}
    await lonely.done("POST", "/v1/mentorships", body)
    shortlist = await found(lonely, programme)
    assert (names(shortlist), shortlist["ruled_out"]) == (["dora", "eve"], {"other": 2})


async def test_line_managers_are_ruled_out_as_many_levels_up_and_down_as_the_programme_says(lonely: Api) -> None:
    programme = await matched_programme(lonely, line_levels=2)
    await trait(lonely, "ana", manager="ben")
    await trait(lonely, "ben", manager="dora")
    await trait(lonely, "eve", manager="ana")
    assert (await found(lonely, programme))["ruled_out"] == {"line": 3, "other": 1}
    one_level = await lonely.programme(name="Another", rules={"matching": {"line_levels": 1}})
    assert names(await found(lonely, one_level)) in (["dora", "cleo"], ["cleo", "dora"])


async def test_an_experience_counts_where_the_programme_says_so_and_no_list_names_it(lonely: Api) -> None:
    programme = await matched_programme(lonely, experience=50)
    for name in ("ana", "ben", "dora", "eve"):
        await trait(lonely, name)
    await lonely.done("PUT", "/v1/people/ana/experiences", {"sought": ["A long illness"]})
    offered = [{"what": "a long illness"}]
    await lonely.done("PUT", "/v1/people/eve/experiences", {"offered": offered})
    shortlist = await found(lonely, programme)
    assert names(shortlist)[0] == "eve"
    assert "illness" not in str(shortlist)
    await lonely.done("PUT", "/v1/people/eve/experiences", {"offered": [{**offered[0], "may_be_said": True}]})
    shortlist = await found(lonely, programme)
    began = await lonely.done("POST", "/v1/mentorships", proposal(programme))
    assert (names(shortlist)[0], began["candidates"][0]["external_id"]) == ("eve", "eve")
    for shown in (str(shortlist), str(began["candidates"])):
        assert not re.search("illness|first-hand|experience", shown)


@pytest.mark.parametrize("renamed", [{"name": "Budgeting"}, {"name": "planning money", "also": ["budgeting"]}])
async def test_who_named_a_skill_before_it_was_renamed_still_offers_and_seeks_it(
    lonely: Api, renamed: dict[str, Any]
) -> None:
    programme = await matched_programme(lonely)
    await lonely.done("PUT", "/v1/skills", {"skills": [renamed, *SKILLS[1:]]})
    first = (await found(lonely, programme))["items"][0]
    assert first["reason_for_mentee"].startswith(f"Ben offers what you put first: {renamed['name']}.")


async def test_an_unknown_programme_or_person_is_refused(lonely: Api) -> None:
    programme = await matched_programme(lonely)
    refused = await lonely.call("GET", "/v1/people/ana/mentors", params={"programme": str(UUID(int=7))})
    assert [one["parameter"] for one in check_problem(refused, 422)["errors"]] == ["programme"]
    check_problem(await lonely.call("GET", "/v1/people/zoe/mentors", params={"programme": str(programme)}), 404)
    async with lonely.neighbour() as neighbour:
        await neighbour.person("ana")
        refused = await neighbour.call("GET", "/v1/people/ana/mentors", params={"programme": str(programme)})
        check_problem(refused, 422)


def proposal(programme: UUID, number: int = 3) -> dict[str, Any]:
    """Return the body that begins a search whose mentors are found."""
    return {"programme": str(programme), "mentee": "ana", "propose": number, "request": {"objective": "learn"}}


async def test_a_search_that_finds_its_mentors_begins_with_those_who_fit_best_and_says_why(lonely: Api) -> None:
    programme = await matched_programme(lonely)
    began = await lonely.done("POST", "/v1/mentorships", proposal(programme, 2), headers={"Idempotency-Key": "one"})
    assert [one["external_id"] for one in began["candidates"]] == ["ben", "dora"]
    assert began["candidates"][0]["reason_for_mentor"].startswith("Ana most wants to learn what you offer: budgeting.")
    shown = await lonely.done("GET", f"/v1/mentorships/{began['id']}")
    assert shown["candidates"] == began["candidates"]
    assert shown["phase"] == "seeking"
    again = await lonely.call("POST", "/v1/mentorships", proposal(programme, 2), headers={"Idempotency-Key": "one"})
    assert (again.json()["id"], again.headers["Idempotency-Replayed"]) == (began["id"], "true")


async def test_a_search_begins_although_nobody_may_be_asked_at_present(lonely: Api) -> None:
    programme = await matched_programme(lonely)
    for name in ("ben", "dora", "eve"):
        await lonely.person(name, capacity=0)
    began = await lonely.done("POST", "/v1/mentorships", proposal(programme))
    assert (began["candidates"], began["phase"]) == ([], "seeking")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"propose": 0}, "/propose"),
        ({"propose": 11}, "/propose"),
        ({"mentor": "ben"}, "/propose"),
        ({"mentors": [{"external_id": "ben"}]}, "/propose"),
        ({"mentee": "zoe"}, "/mentee"),
        ({"programme": str(UUID(int=7))}, "/programme"),
    ],
)
async def test_a_proposal_that_does_not_fit_is_refused(lonely: Api, more: dict[str, Any], pointer: str) -> None:
    programme = await matched_programme(lonely)
    refused = await lonely.call("POST", "/v1/mentorships", {**proposal(programme), **more})
    assert [one["pointer"] for one in check_problem(refused, 422)["errors"]] == [pointer]
