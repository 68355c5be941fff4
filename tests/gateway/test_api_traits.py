"""What matching may know about people, as an HR platform keeps it."""

import asyncio
import unicodedata
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from gateway.api.examples import SKILLS
from schemas.vocabulary import Skill
from tests.gateway.api import Api
from tests.gateway.test_api_input import check_problem

LIST = {"skills": [{"name": "budgeting", "labels": {"de": "Budgetplanung"}, "also": ["finance"]}, {"name": "sql"}]}


async def test_a_list_of_skills_is_kept_as_it_was_sent_and_replaced_as_a_whole(lonely: Api) -> None:
    assert await lonely.done("GET", "/v1/skills") == {"skills": []}
    kept = await lonely.done("PUT", "/v1/skills", {"skills": SKILLS})
    assert await lonely.done("GET", "/v1/skills") == kept
    await lonely.done("PUT", "/v1/skills", LIST)
    assert [one["name"] for one in (await lonely.done("GET", "/v1/skills"))["skills"]] == ["budgeting", "sql"]


@pytest.mark.parametrize("tag", ["de", "DE", "de-AT"])
def test_a_label_is_found_by_its_language_however_the_language_is_written(tag: str) -> None:
    assert Skill(name="budgeting", labels={tag: "Budgetplanung"}).label("de") == "Budgetplanung"


async def test_traits_are_kept_with_each_skill_by_its_own_name(lonely: Api) -> None:
    await lonely.done("PUT", "/v1/skills", LIST)
    await lonely.person("ana")
    traits = {
        "skills_sought": ["Budgetplanung", "SQL"],
        "grade": 3,
        "values": ["fairness"],
        "wishes": {"grades_above": 2},
    }
    kept = await lonely.done("PUT", "/v1/people/ana/traits", traits)
    assert (kept["skills_sought"], kept["grade"], kept["department"]) == (["budgeting", "sql"], 3, "")
    assert await lonely.done("GET", "/v1/people/ana/traits") == kept
    assert (await lonely.done("PUT", "/v1/people/ana/traits", {}))["skills_sought"] == []


async def test_a_skill_that_is_not_on_the_list_is_refused_with_the_one_that_was_meant(lonely: Api) -> None:
    await lonely.done("PUT", "/v1/skills", LIST)
    await lonely.person("ana")
    traits = {"skills_sought": ["sql", "budgetting"], "wishes": {"topics": ["pottery"]}}
    refused = await lonely.call("PUT", "/v1/people/ana/traits", traits)
    problem = check_problem(refused, 422)
    assert [(one["pointer"], one["detail"][:62]) for one in problem["errors"]] == [
        ("/skills_sought/1", "Your list has no skill budgetting. Did you mean budgeting? GET"),
        ("/wishes/topics/0", "Your list has no skill pottery. GET /v1/skills shows the list,"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "pointer"),
    [
        ({"also": ["Coaching"]}, {}, "/skills/0/also/0"),
        ({"labels": {"de": "coaching"}}, {}, "/skills/0/labels/de"),
        ({"also": ["guiding"]}, {"also": ["guiding"]}, "/skills/1/also/0"),
    ],
)
async def test_a_name_that_means_two_skills_is_refused(lonely: Api, first: Any, second: Any, pointer: str) -> None:
    skills = [{"name": "leadership", **first}, {"name": "coaching", **second}]
    problem = check_problem(await lonely.call("PUT", "/v1/skills", {"skills": skills}), 422)
    assert [one["pointer"] for one in problem["errors"]] == [pointer]


async def test_a_label_in_no_language_is_pointed_at(lonely: Api) -> None:
    skills = [{"name": "leadership", "labels": {"xx_y": "b"}}]
    problem = check_problem(await lonely.call("PUT", "/v1/skills", {"skills": skills}), 422)
    assert [one["pointer"] for one in problem["errors"]] == ["/skills/0/labels/xx_y"]


OTHERWISE = [unicodedata.normalize("NFD", "Führung im Team"), "Führung  im Team", "Führung im\u00a0Team"]


@pytest.mark.parametrize("written", OTHERWISE)
async def test_what_looks_the_same_is_the_same_skill_however_it_is_coded(lonely: Api, written: str) -> None:
    """macOS and some exports write ü as u and two dots; "Did you mean Führung?" helped nobody."""
    await lonely.person("ana")
    twice = await lonely.call("PUT", "/v1/skills", {"skills": [{"name": "Führung im Team"}, {"name": written}]})
    assert [one["pointer"] for one in check_problem(twice, 422)["errors"]] == ["/skills/1/name"]
    for listed, said in (("Führung im Team", written), (written, "führung im team")):
        kept = await lonely.done("PUT", "/v1/skills", {"skills": [{"name": listed}]})
        assert kept["skills"][0]["name"] == "Führung im Team"
        traits = await lonely.done("PUT", "/v1/people/ana/traits", {"skills_sought": [said], "department": written})
        assert (traits["skills_sought"], traits["department"]) == (["Führung im Team"], "Führung im Team")
    two = {"sought": ["Führung im Team", written]}
    refused = await lonely.call("PUT", "/v1/people/ana/experiences", two)
    assert [one["pointer"] for one in check_problem(refused, 422)["errors"]] == ["/sought/1"]


@pytest.mark.parametrize(
    ("traits", "pointer"),
    [
        ({"skills_sought": ["a", "b", "c", "d", "e"]}, "/skills_sought"),
        ({"values": ["fairness", "fairness"]}, "/values/1"),
        ({"values": ["fame"]}, "/values/0"),
        ({"hobby": "sailing"}, "/hobby"),
        ({"wishes": {"gender": "same"}}, "/wishes/gender"),
        ({"works_from": 12, "works_to": 9}, "/works_to"),
        ({"grade": "3"}, "/grade"),
        ({"manager": ""}, "/manager"),
    ],
)
async def test_what_does_not_fit_is_refused_where_it_stands(lonely: Api, traits: Any, pointer: str) -> None:
    await lonely.person("ana")
    problem = check_problem(await lonely.call("PUT", "/v1/people/ana/traits", traits), 422)
    assert [one["pointer"] for one in problem["errors"]] == [pointer]


async def test_an_experience_that_is_taken_back_is_gone_at_once(lonely: Api) -> None:
    await lonely.person("ana")
    given = {"sought": ["a long illness"], "offered": [{"what": "moving abroad", "may_be_said": True}]}
    assert await lonely.done("PUT", "/v1/people/ana/experiences", given) == given
    assert await lonely.done("GET", "/v1/people/ana/experiences") == given
    await lonely.done("PUT", "/v1/people/ana/experiences", {})
    assert await lonely.done("GET", "/v1/people/ana/experiences") == {"sought": [], "offered": []}
    organisation = UUID(lonely.key.split("_")[1])
    async with lonely.services.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('rapport.organisation', $1, true)", str(organisation))
        assert "illness" not in await connection.fetchval("SELECT experiences::text FROM experiences")


@pytest.mark.parametrize(
    ("experiences", "pointer"),
    [
        ({"offered": [{"what": "an illness"}, {"what": "An Illness", "may_be_said": True}]}, "/offered/1/what"),
        ({"sought": ["an illness", "An illness"]}, "/sought/1"),
    ],
)
async def test_an_experience_that_is_listed_twice_is_refused_because_one_entry_may_keep_it_unsaid(
    lonely: Api, experiences: Any, pointer: str
) -> None:
    await lonely.person("ana")
    refused = await lonely.call("PUT", "/v1/people/ana/experiences", experiences)
    assert [one["pointer"] for one in check_problem(refused, 422)["errors"]] == [pointer]


async def test_whoever_is_named_in_a_block_does_not_see_it(lonely: Api) -> None:
    for name in ("ana", "ben", "eve"):
        await lonely.person(name)
    said = {"own": ["ben"], "coordinator": ["eve"]}
    assert await lonely.done("PUT", "/v1/people/ana/blocks", said) == said
    assert await lonely.done("GET", "/v1/people/ana/blocks") == said
    for name in ("ben", "eve"):
        assert await lonely.done("GET", f"/v1/people/{name}/blocks") == {"own": [], "coordinator": []}
    kept = await lonely.done("PUT", "/v1/people/ana/blocks", {"own": ["eve"]})
    assert kept == {"own": ["eve"], "coordinator": ["eve"]}  # what the coordinator said is not theirs to take back
    again = {"own": ["ben", "eve"], "coordinator": []}
    assert await lonely.done("PUT", "/v1/people/ana/blocks", again) == again


async def test_of_lists_that_are_sent_at_the_same_time_one_counts_as_a_whole(lonely: Api) -> None:
    """They were mixed, so that a block which had been confirmed was gone, or blocked each other with a 503."""
    names = [f"p{number}" for number in range(12)]
    for name in ("ana", *names):
        await lonely.person(name)
    for turn in range(3):
        lists = [sorted(names[at:] + names[: at // 2], reverse=bool(at % 2)) for at in range(turn, 12)]
        puts = [lonely.call("PUT", "/v1/people/ana/blocks", {"own": one}) for one in lists]
        assert {response.status_code for response in await asyncio.gather(*puts)} == {200}
        kept = await lonely.done("GET", "/v1/people/ana/blocks")
        assert kept["own"] in [sorted(one) for one in lists]


async def test_a_block_of_somebody_who_is_not_there_or_of_oneself_is_refused(lonely: Api) -> None:
    await lonely.person("ana")
    refused = await lonely.call("PUT", "/v1/people/ana/blocks", {"own": ["ana"], "coordinator": ["zoe"]})
    assert [one["pointer"] for one in check_problem(refused, 422)["errors"]] == ["/own/0"]
    refused = await lonely.call("PUT", "/v1/people/ana/blocks", {"coordinator": ["zoe"]})
    assert [one["pointer"] for one in check_problem(refused, 422)["errors"]] == ["/coordinator/0"]


@pytest.mark.parametrize("what", ["traits", "experiences", "blocks"])
async def test_of_another_organisations_people_nothing_is_seen_or_said(lonely: Api, what: str) -> None:
    await lonely.person("ana")
    async with lonely.neighbour() as neighbour:
        for method, body in (("GET", None), ("PUT", {})):
            assert (await neighbour.call(method, f"/v1/people/ana/{what}", body)).status_code == 404
        await neighbour.done("PUT", "/v1/skills", LIST)
    assert await lonely.done("GET", "/v1/skills") == {"skills": []}


@pytest.mark.parametrize("kind", ["traits", "experiences"])
async def test_what_a_later_release_knows_about_a_person_is_refused_by_name_and_can_be_replaced(
    kind: str, lonely: Api, database_url: str
) -> None:
    await lonely.person("ana")
    await lonely.done("PUT", f"/v1/people/ana/{kind}", {})
    owner = await asyncpg.connect(database_url)
    await owner.execute(f'UPDATE {kind} SET {kind} = \'{{"wishes": 1, "sought": 1}}\'')
    await owner.close()
    problem = check_problem(await lonely.call("GET", f"/v1/people/ana/{kind}"), 503)
    assert problem["type"] == "urn:rapport:problem:later-release"
    kept = await lonely.done("PUT", f"/v1/people/ana/{kind}", {})
    assert await lonely.done("GET", f"/v1/people/ana/{kind}") == kept
