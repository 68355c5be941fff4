"""News about people by API: said outright, or as it lies in a change of the roster."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from store.news import record_unreachable
from store.pool import within
from tests.gateway.api import Api, person
from tests.gateway.test_api_input import check_problem

BY_HR = ", says the HR platform (key “Workday”)"


async def news_of(api: Api, id: str) -> list[tuple[str, str]]:
    """Return what a mentorship's timeline tells of news."""
    items = (await api.done("GET", f"/v1/mentorships/{id}/timeline"))["items"]
    return [(entry["kind"], entry["says"]) for entry in items if entry["type"] == "news"]


async def test_hr_says_that_a_mentor_has_left_and_every_open_mentorship_learns_of_it(lonely: Api) -> None:
    shown = await lonely.pair()
    response = await lonely.call("POST", "/v1/people/ben/news", {"kind": "left"})
    assert (response.status_code, response.json()["mentorships"]) == (202, [shown["id"]])
    assert await news_of(lonely, shown["id"]) == [("left", f"Ben Example has left{BY_HR}.")]
    assert not (await lonely.done("GET", "/v1/people/ben"))["active"]


async def test_away_until_a_date_back_and_moved_are_told_with_what_belongs_to_them(lonely: Api) -> None:
    shown = await lonely.pair()
    day = (datetime.now(UTC) + timedelta(days=90)).date()
    for body in (
        {"kind": "away", "until": f"{day}"},
        {"kind": "back"},
        {"kind": "moved", "time_zone": "Asia/Tokyo"},
        {"kind": "unreachable"},
        {"kind": "reachable"},
    ):
        await lonely.done("POST", "/v1/people/ana/news", body)
    assert await news_of(lonely, shown["id"]) == [
        ("away", f"Ana Example is away until {day:%-d %B %Y}{BY_HR}."),
        ("back", f"Ana Example is back{BY_HR}."),
        ("moved", f"Ana Example lives in another time zone now{BY_HR}."),
        ("unreachable", f"Ana Example cannot be reached by mail: the address does not work{BY_HR}."),
        ("reachable", f"Ana Example can be reached by mail again{BY_HR}."),
    ]
    kept = await lonely.done("GET", "/v1/people/ana")
    assert (kept["time_zone"], kept["unreachable_since"], kept["away_until"]) == ("Asia/Tokyo", None, None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "away"}, "/until"),
        ({"kind": "left", "until": "2027-01-01"}, "/until"),
        ({"kind": "moved"}, "/time_zone"),
        ({"kind": "readdressed"}, "/kind"),
        ({"kind": "moved", "time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"kind": "promoted"}, "/kind"),
        ({"kind": "away", "until": "tomorrow"}, "/until"),
        ({"kind": "away", "until": "2020-01-01"}, "/until"),
    ],
)
async def test_news_that_does_not_fit_is_refused_with_its_place(
    lonely: Api, body: dict[str, Any], pointer: str
) -> None:
    await lonely.person("ana")
    problem = check_problem(await lonely.call("POST", "/v1/people/ana/news", body), 422)
    assert problem["errors"][0]["pointer"] == pointer


async def test_news_about_nobody_is_not_found(lonely: Api) -> None:
    check_problem(await lonely.call("POST", "/v1/people/nobody/news", {"kind": "left"}), 404)


async def test_the_same_news_with_one_key_is_told_once(lonely: Api) -> None:
    shown = await lonely.pair()
    headers = {"Idempotency-Key": "leave-7"}
    calls = (lonely.call("POST", "/v1/people/ben/news", {"kind": "left"}, headers=headers) for _ in range(6))
    responses = await asyncio.gather(*calls)
    assert len({response.text for response in responses}) == 1
    assert sum("idempotency-replayed" in response.headers for response in responses) == 5
    assert len(await news_of(lonely, shown["id"])) == 1
    other = await lonely.call("POST", "/v1/people/ana/news", {"kind": "left"}, headers=headers)
    assert check_problem(other, 422)["type"] == "urn:rapport:problem:key-reused"


async def test_a_change_of_the_roster_that_concerns_a_mentorship_is_news_by_itself(lonely: Api) -> None:
    shown = await lonely.pair()
    await lonely.person("ben", time_zone="Asia/Tokyo", job_title="Chief")
    await lonely.person("ben", time_zone="Asia/Tokyo", active=False)
    await lonely.person("ben", time_zone="Asia/Tokyo", active=False)
    await lonely.person("ben", time_zone="Asia/Tokyo", active=True)
    told = await news_of(lonely, shown["id"])
    assert [kind for kind, _ in told] == ["moved", "left", "back"]
    assert all(says.endswith(f"{BY_HR}.") for _, says in told)


async def test_what_the_mail_relay_says_of_an_address_is_nobody_elses_word(lonely: Api) -> None:
    shown = await lonely.pair()
    organisation = UUID(lonely.key.split("_")[1])
    async with within(lonely.services.pool, organisation) as connection:
        person = await connection.fetchval("SELECT id FROM people WHERE external_id = 'ana'")
        await record_unreachable(connection, organisation, person)
    (told,) = await news_of(lonely, shown["id"])
    assert told == ("unreachable", "Ana Example cannot be reached by mail: the address does not work.")


async def test_another_address_is_news_and_says_whether_the_one_before_worked(lonely: Api) -> None:
    shown = await lonely.pair()
    same = (await lonely.done("GET", "/v1/people/ana"))["email"].upper()
    await lonely.done("PATCH", "/v1/people/ana", {"email": same})
    assert await news_of(lonely, shown["id"]) == []
    await lonely.person("ana", email="other@example.org")
    assert await news_of(lonely, shown["id"]) == [("readdressed", f"Ana Example has another e-mail address{BY_HR}.")]
    async with within(lonely.services.pool, UUID(lonely.key.split("_")[1])) as connection:
        await connection.execute("UPDATE people SET unreachable_since = now() WHERE external_id = 'ana'")
    await lonely.done("PATCH", "/v1/people/ana", {"email": "right@example.org"})
    assert [kind for kind, _ in await news_of(lonely, shown["id"])] == [
        "readdressed",
        "reachable",
        "readdressed",
    ]


async def test_a_patch_changes_what_it_names_and_leaves_the_rest(lonely: Api) -> None:
    before = await lonely.person("ana", profile={"unit": "optics"}, about="Grinds lenses", capacity=3)
    changed = await lonely.done("PATCH", "/v1/people/ana", {"capacity": 5})
    assert {**changed, "updated_at": ""} == {**before, "capacity": 5, "updated_at": ""}
    check_problem(await lonely.call("PATCH", "/v1/people/nobody", {"capacity": 5}), 404)
    for body in ({"email": "ana"}, {"time_zone": "Mars/Olympus"}, {"given_name": ""}, {"given_name": None}):
        check_problem(await lonely.call("PATCH", "/v1/people/ana", body), 422)


async def test_the_same_put_again_changes_nothing_not_even_the_date_of_the_last_change(lonely: Api) -> None:
    before = await lonely.person("ana")
    assert await lonely.done("PUT", "/v1/people/ana", person("ana")) == before
    assert (await lonely.person("ana", capacity=9))["updated_at"] > before["updated_at"]


async def test_a_roster_that_is_sent_again_brings_nobody_back_who_has_left(lonely: Api) -> None:
    shown = await lonely.pair()
    await lonely.done("POST", "/v1/people/ben/news", {"kind": "left"})
    assert not (await lonely.person("ben"))["active"]
    assert await news_of(lonely, shown["id"]) == [("left", f"Ben Example has left{BY_HR}.")]
    assert (await lonely.person("ben", active=True))["active"]


async def test_a_roster_that_repeats_an_old_time_zone_moves_nobody_back(lonely: Api) -> None:
    shown = await lonely.pair()
    await lonely.done("POST", "/v1/people/ana/news", {"kind": "moved", "time_zone": "Asia/Tokyo"})
    assert [(await lonely.person("ana"))["time_zone"] for _ in range(2)] == ["Asia/Tokyo"] * 2
    assert len(await news_of(lonely, shown["id"])) == 1
    assert (await lonely.done("PATCH", "/v1/people/ana", {"about": "Sails"}))["time_zone"] == "Asia/Tokyo"
    assert (await lonely.person("ana"))["time_zone"] == "Asia/Tokyo"
    assert (await lonely.person("ana", time_zone="Asia/Seoul"))["time_zone"] == "Asia/Seoul"
    assert (await lonely.person("ana"))["time_zone"] == "Europe/Berlin"


async def test_a_patch_moves_somebody_back(lonely: Api) -> None:
    await lonely.person("ana")
    await lonely.done("POST", "/v1/people/ana/news", {"kind": "moved", "time_zone": "Asia/Tokyo"})
    await lonely.done("PATCH", "/v1/people/ana", {"time_zone": "Europe/Berlin"})
    assert (await lonely.person("ana"))["time_zone"] == "Europe/Berlin"
