"""A mentor who asked not to be asked before a day, as an HR platform meets them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from gateway.api.views import row_of
from gateway.console.standing import Standing
from store.pool import within
from tests.gateway.api import Api
from tests.gateway.pair_fixture import connected
from tests.gateway.test_api_input import check_problem
from tests.gateway.test_api_mentors import found, matched_programme, names, proposal

WISH = """WITH asked AS (
    INSERT INTO mentorships (id, organisation_id, programme_id, rules_version, mentee_id, request, phase, revision,
                             state, as_of, started)
    SELECT $1, programmes.organisation_id, programmes.id, 1, mentee.id, '{}', 'closed', 1, '{}', now(), '{}'
      FROM programmes, people AS mentee WHERE mentee.external_id = 'cleo' LIMIT 1 RETURNING id, organisation_id
  ), said AS (
    INSERT INTO answers (id, organisation_id, mentorship_id, person_id, role, step, kind, said)
    SELECT gen_random_uuid(), asked.organisation_id, asked.id, people.id, 'mentor', 'request/1', 'decline', '{}'
      FROM asked, people WHERE external_id = $2 RETURNING *)
  INSERT INTO not_before_wishes (answer_id, organisation_id, person_id, day, until)
  SELECT id, organisation_id, person_id, $3::date, $4 FROM said"""
AHEAD = timedelta(days=60)


def spelled(day: date) -> str:
    return f"{day:%-d %B %Y}"


async def wishes(url: str, name: str, ahead: timedelta = AHEAD) -> date:
    """Let a mentor have said to somebody else that they are not to be asked before a day."""
    until = datetime.now(UTC) + ahead
    async with connected(url) as connection:
        await connection.execute(WISH, uuid4(), name, until.date(), until)
    return until.date()


def asking(programme: UUID, **whom: Any) -> dict[str, Any]:
    return {"programme": str(programme), "mentee": "ana", "request": {"objective": "learn"}, **whom}


async def test_they_are_not_on_the_shortlist_and_counted_by_a_name_of_their_own(lonely: Api, database_url: str) -> None:
    programme = await matched_programme(lonely)
    day = await wishes(database_url, "ben")
    shortlist = await found(lonely, programme)
    assert (names(shortlist), shortlist["ruled_out"]["not_before"]) == (["dora", "eve"], 1)
    assert (await lonely.done("GET", "/v1/people/ben"))["not_before"] == str(day)


async def test_once_the_day_has_come_they_are_as_everybody_else(lonely: Api, database_url: str) -> None:
    programme = await matched_programme(lonely)
    await wishes(database_url, "ben", timedelta(minutes=-1))
    assert names(await found(lonely, programme)) == ["ben", "dora", "eve"]
    for person in (await lonely.done("GET", "/v1/people"))["items"]:
        assert person["not_before"] is None


async def test_a_search_that_finds_its_mentors_finds_somebody_else(lonely: Api, database_url: str) -> None:
    programme = await matched_programme(lonely)
    await wishes(database_url, "ben")
    begun = await lonely.done("POST", "/v1/mentorships", proposal(programme))
    assert "ben" not in names({"items": begun["candidates"]})


async def test_who_names_them_in_a_search_is_told_and_so_is_whoever_looks_later(lonely: Api, database_url: str) -> None:
    programme, day = await matched_programme(lonely), await wishes(database_url, "ben")
    body = asking(programme, mentors=[{"external_id": "ben"}, {"external_id": "dora"}])
    begun = await lonely.done("POST", "/v1/mentorships", body)
    told = f" Ben Example has asked not to be asked before {spelled(day)}. Until then, this search passes them over."
    assert begun["says"].endswith(told), begun["says"]
    assert "Dora" not in begun["says"]
    for view in (begun, await lonely.done("GET", f"/v1/mentorships/{begun['id']}")):
        assert [one["not_before"] for one in view["candidates"]] == [str(day), None]


@pytest.mark.parametrize("others", [True, False])
async def test_what_comes_next_is_not_that_they_are_asked(lonely: Api, database_url: str, others: bool) -> None:
    """It was "Ask Ben" until the step was tried, beside the words that the search passes him over."""
    programme, day = await matched_programme(lonely), await wishes(database_url, "ben")
    mentors = [{"external_id": name} for name in ("ben", "dora")[: 1 + others]]
    begun = await lonely.done("POST", "/v1/mentorships", asking(programme, mentors=mentors))
    then = "so the next candidate is asked" if others else "and this search asks nobody else"
    for view in (begun, await lonely.done("GET", f"/v1/mentorships/{begun['id']}")):
        comes = view["next"]
        assert comes["what"] == "Pass over Ben."
        assert comes["why"] == f"Ben has asked not to be asked before {spelled(day)}, {then}."
        assert (comes["code"], comes["to"]) == (f"not_before_{'next' if others else 'last'}", [])
        assert (comes["kind"], comes["step"]) == ("request", "request/1")


async def test_who_may_be_asked_once_the_step_is_due_is_asked_next(lonely: Api, database_url: str) -> None:
    """At night, or on a weekend, that is hours or days ahead."""
    begun = await lonely.done(
        "POST", "/v1/mentorships", asking(await matched_programme(lonely), mentors=[{"external_id": "ben"}])
    )
    due = datetime.fromisoformat(begun["next"]["when"])
    await wishes(database_url, "ben", due - datetime.now(UTC) - timedelta(seconds=1))
    assert (await lonely.done("GET", f"/v1/mentorships/{begun['id']}"))["next"]["what"] == "Ask Ben."


async def in_console(lonely: Api, database_url: str, programme: UUID, *mentors: str) -> list[tuple[str, str]]:
    """Return how the console lists these mentors, once they are the candidates of a search."""
    body = asking(programme, mentors=[{"external_id": one} for one in mentors])
    begun = await lonely.done("POST", "/v1/mentorships", body)
    async with connected(database_url) as connection:
        organisation = await connection.fetchval("SELECT organisation_id FROM programmes LIMIT 1")
    async with within(lonely.services.pool, organisation) as connection:
        return list(Standing(await row_of(connection, UUID(begun["id"]))).candidates)


async def test_the_console_tells_candidates_of_one_name_apart(lonely: Api, database_url: str) -> None:
    programme = await matched_programme(lonely)
    async with connected(database_url) as connection:
        await connection.execute("UPDATE people SET given_name = 'BEN' WHERE external_id = 'dora'")
    names = [name for name, _ in await in_console(lonely, database_url, programme, "ben", "dora", "eve")]
    assert names == ["Ben Example (ben)", "BEN Example (dora)", "Eve Example"]


async def test_the_console_says_that_a_candidate_is_passed_over_until_then(lonely: Api, database_url: str) -> None:
    programme, day = await matched_programme(lonely), await wishes(database_url, "dora")
    assert await in_console(lonely, database_url, programme, "ben", "dora", "eve") == [
        ("Ben Example", "is asked next"),
        ("Dora Example", f"asked not to be asked before {day:%-d %b %Y}, and is passed over until then"),
        ("Eve Example", "may be asked later"),
    ]


async def test_a_given_pair_begins_and_whoever_gave_it_is_told(lonely: Api, database_url: str) -> None:
    """Nobody is asked there: HR knows that the two have agreed."""
    programme, day = await matched_programme(lonely), await wishes(database_url, "ben")
    begun = await lonely.done("POST", "/v1/mentorships", asking(programme, mentor="ben"))
    assert begun["says"].endswith(f" Ben Example has asked not to be asked before {spelled(day)}.")


async def test_hr_can_clear_it_as_often_as_it_likes(lonely: Api, database_url: str) -> None:
    programme = await matched_programme(lonely)
    await wishes(database_url, "ben")
    await wishes(database_url, "dora")
    for _ in range(2):
        cleared = await lonely.done("DELETE", "/v1/people/ben/not-before")
        assert (cleared["external_id"], cleared["not_before"]) == ("ben", None)
    shortlist = await found(lonely, programme)
    assert (names(shortlist), shortlist["ruled_out"]["not_before"]) == (["ben", "eve"], 1)
    async with connected(database_url) as connection:
        assert await connection.fetchval("SELECT count(*) FROM not_before_wishes WHERE cleared_by IS NOT NULL") == 1


async def test_nobody_can_be_let_free_who_is_not_there(lonely: Api) -> None:
    check_problem(await lonely.call("DELETE", "/v1/people/zoe/not-before"), 404)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_roster_that_is_sent_again_does_not_clear_it(lonely: Api, database_url: str, method: str) -> None:
    await matched_programme(lonely)
    day = await wishes(database_url, "ben")
    if method == "PUT":
        await lonely.person("ben")
    else:
        await lonely.done("PATCH", "/v1/people/ben", {"capacity": 4})
    assert (await lonely.done("GET", "/v1/people/ben"))["not_before"] == str(day)
