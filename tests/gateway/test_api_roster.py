"""People and programmes, as an HR platform keeps them."""

import asyncio
from uuid import UUID

import pytest

from schemas.rules import ProgrammeRules
from tests.gateway.api import Api, person
from tests.gateway.test_api_input import check_problem


async def test_a_put_adds_a_person_and_a_second_one_replaces_them(lonely: Api) -> None:
    body = {**person("ana"), "profile": {"unit": "optics", "years": 3}, "job_title": "Lens grinder"}
    added = await lonely.call("PUT", "/v1/people/ana", body)
    replaced = await lonely.call("PUT", "/v1/people/ana", person("ana", given_name="Anna"))
    assert (added.status_code, replaced.status_code) == (201, 200)
    assert added.json()["profile"] == {"unit": "optics", "years": 3}
    kept = await lonely.done("GET", "/v1/people/ana")
    assert (kept["given_name"], kept["job_title"], kept["profile"]) == ("Anna", "", {})
    assert kept == replaced.json()


async def test_an_e_mail_address_may_serve_as_external_id(lonely: Api) -> None:
    for id in ("ana+hr@example.org", "unit/7/ana", "Zoë Müller", "a?b#c"):
        await lonely.done("PUT", httpx_path(id), person("ana"))
        assert (await lonely.done("GET", httpx_path(id)))["external_id"] == id


def httpx_path(id: str) -> str:
    """Return the address of a person, percent-encoded throughout."""
    return "/v1/people/" + "".join(f"%{byte:02X}" for byte in id.encode())


async def test_addresses_are_kept_in_a_form_that_any_relay_takes(lonely: Api) -> None:
    for given, kept in (
        ("Ana@EXAMPLE.org", "Ana@example.org"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@lantern.test", "ana@lantern.test"),
    ):
        assert (await lonely.person("ana", email=given))["email"] == kept


async def test_a_new_address_counts_as_reachable_again(lonely: Api) -> None:
    await lonely.person("ana")
    organisation = lonely.key.split("_")[1]
    async with lonely.services.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('rapport.organisation', $1, true)", str(UUID(organisation)))
        await connection.execute("UPDATE people SET unreachable_since = now()")
    assert (await lonely.person("ana"))["unreachable_since"] is not None
    assert (await lonely.person("ana", email="ANA@example.org"))["unreachable_since"] is not None  # the same mailbox
    assert (await lonely.person("ana", email="new@example.org"))["unreachable_since"] is None


async def test_a_patch_changes_what_it_names_and_nothing_else(lonely: Api) -> None:
    before = await lonely.person(
        "ana", active=False, capacity=3, language="de", about="Loves lenses", profile={"unit": "optics", "years": 3}
    )
    patch = {"given_name": "Anna", "profile": {"years": None, "site": {"city": "Jena"}}}
    after = await lonely.done("PATCH", "/v1/people/ana", patch)
    changed = {"given_name": "Anna", "profile": {"unit": "optics", "site": {"city": "Jena"}}}
    assert after == {**before, **changed, "updated_at": after["updated_at"]}
    assert after["updated_at"] > before["updated_at"]


async def test_null_in_a_patch_gives_a_field_its_default_or_is_refused_where_there_is_none(lonely: Api) -> None:
    await lonely.person("ana", language="de", job_title="Lens grinder")
    after = await lonely.done("PATCH", "/v1/people/ana", {"language": None, "job_title": None})
    assert (after["language"], after["job_title"]) == ("en", "")
    problem = check_problem(await lonely.call("PATCH", "/v1/people/ana", {"email": None, "nickname": "A"}), 422)
    assert {error["pointer"] for error in problem["errors"]} == {"/email", "/nickname"}


async def test_a_patch_may_be_sent_in_its_own_media_type_and_must_be_an_object(lonely: Api) -> None:
    await lonely.person("ana")
    kind = {"Content-Type": "application/merge-patch+json"}
    taken = await lonely.call("PATCH", "/v1/people/ana", headers=kind, content=b'{"family_name": "Gomez"}')
    assert (taken.status_code, taken.json()["family_name"]) == (200, "Gomez")
    check_problem(await lonely.call("PATCH", "/v1/people/ana", headers=kind, content=b"[]"), 422)
    check_problem(await lonely.call("PUT", "/v1/people/ana", headers=kind, content=b"{}"), 415)
    check_problem(await lonely.call("PATCH", "/v1/people/nobody", {"family_name": "Gomez"}), 404)
    check_problem(await lonely.call("PATCH", "/v1/people/ana", {"time_zone": "Mars/Base"}), 422)


async def test_patches_at_once_lose_nothing_of_each_other(lonely: Api) -> None:
    await lonely.person("ana")
    patches = [{"profile": {f"field {number}": number}} for number in range(20)]
    await asyncio.gather(*(lonely.done("PATCH", "/v1/people/ana", patch) for patch in patches))
    assert len((await lonely.done("GET", "/v1/people/ana"))["profile"]) == 20


async def test_the_same_again_is_no_change(lonely: Api) -> None:
    before = await lonely.person("ana", profile={"unit": "optics"})
    assert await lonely.person("ana", profile={"unit": "optics"}) == before
    assert await lonely.done("PATCH", "/v1/people/ana", {"profile": {"unit": "optics"}}) == before


async def test_twenty_puts_at_once_make_one_person(lonely: Api) -> None:
    responses = await asyncio.gather(*(lonely.call("PUT", "/v1/people/ana", person("ana")) for _ in range(20)))
    assert sorted(response.status_code for response in responses) == [200] * 19 + [201]


async def test_people_are_listed_in_pages_and_none_twice(lonely: Api) -> None:
    names = [f"person-{number:02}" for number in range(7)]
    for name in names:
        await lonely.person(name)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while len(seen) < 20:
        page = await lonely.done("GET", "/v1/people", params={"limit": 3, **cursor})
        seen += [item["external_id"] for item in page["items"]]
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
        await lonely.person("a-late-comer")
    assert seen == names


async def test_a_programme_fills_what_is_left_out_with_defaults(lonely: Api) -> None:
    await lonely.person("cleo")
    body = {
        "name": "Lantern mentoring",
        "coordinator": "cleo",
        "rules": {"cadence_days": 14, "courtesy": {"to_hour": 18}},
    }
    response = await lonely.call("POST", "/v1/programmes", body)
    shown = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/v1/programmes/{shown['id']}"
    assert (shown["coordinator"], shown["version"]) == ("cleo", 1)
    expected = ProgrammeRules(cadence_days=14).model_dump(mode="json")
    assert shown["rules"] == {**expected, "courtesy": {**expected["courtesy"], "to_hour": 18}}
    assert await lonely.done("GET", f"/v1/programmes/{shown['id']}") == shown
    assert (await lonely.done("GET", "/v1/programmes"))["items"] == [shown]


async def test_a_programme_says_how_people_are_addressed_and_may_change_it(lonely: Api) -> None:
    assert (await lonely.done("POST", "/v1/programmes", {"name": "Du"}))["formality"] == "informal"
    shown = await lonely.done("POST", "/v1/programmes", {"name": "Sie", "formality": "formal"})
    assert shown["formality"] == "formal"
    path = f"/v1/programmes/{shown['id']}"
    assert (await lonely.done("PATCH", path, {"name": "Still Sie"}))["formality"] == "formal"
    changed = await lonely.done("PATCH", path, {"formality": "informal"})
    assert changed == {**shown, "name": "Still Sie", "formality": "informal"}
    assert await lonely.done("GET", path) == changed
    assert changed in (await lonely.done("GET", "/v1/programmes"))["items"]


@pytest.mark.parametrize("formality", ["Sie", "FORMAL", "", None, 1])
async def test_another_form_of_address_is_refused_with_those_there_are(lonely: Api, formality: object) -> None:
    id = await lonely.programme()
    wrong = {"formality": formality}
    calls = (("POST", "/v1/programmes", {"name": "P", **wrong}), ("PATCH", f"/v1/programmes/{id}", wrong))
    for method, path, body in calls:
        response = await lonely.call(method, path, body)
        assert response.status_code == 422
        assert response.json()["errors"] == [{"detail": "Must be one of: formal, informal.", "pointer": "/formality"}]


async def test_a_programme_name_is_taken_once(lonely: Api) -> None:
    responses = await asyncio.gather(*(lonely.call("POST", "/v1/programmes", {"name": "P"}) for _ in range(5)))
    assert sorted(response.status_code for response in responses) == [201, 409, 409, 409, 409]


async def test_new_rules_are_a_new_version_and_running_mentorships_keep_theirs(lonely: Api) -> None:
    body = await lonely.mentorship_body()
    before = await lonely.done("POST", "/v1/mentorships", body)
    path = f"/v1/programmes/{body['programme']}/rules"
    changed = await lonely.done("PUT", path, {"cadence_days": 7})
    same = await lonely.done("PUT", path, {"cadence_days": 7})
    assert (changed["version"], changed["rules"]["cadence_days"]) == (2, 7)
    assert same == changed
    await lonely.person("dan")
    after = await lonely.done("POST", "/v1/mentorships", {**body, "mentee": "dan"})
    assert (after["rules_version"], after["cadence_days"]) == (2, 7)
    kept = await lonely.done("GET", f"/v1/mentorships/{before['id']}")
    assert (kept["rules_version"], kept["cadence_days"]) == (1, 21)


async def test_changes_of_rules_at_once_get_a_version_each(lonely: Api) -> None:
    id = await lonely.programme()
    await asyncio.gather(
        *(lonely.done("PUT", f"/v1/programmes/{id}/rules", {"cadence_days": days}) for days in range(1, 9))
    )
    assert (await lonely.done("GET", f"/v1/programmes/{id}"))["version"] == 9


async def test_a_programme_is_founded_once_with_one_key(lonely: Api) -> None:
    headers = {"Idempotency-Key": "p-1"}
    calls = (lonely.call("POST", "/v1/programmes", {"name": "P"}, headers=headers) for _ in range(5))
    responses = await asyncio.gather(*calls)
    assert {response.status_code for response in responses} == {201}
    assert len({response.text for response in responses}) == 1
    other = await lonely.call("POST", "/v1/programmes", {"name": "Q"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "urn:rapport:problem:key-reused")


async def test_a_programme_gets_another_coordinator_and_its_open_mentorships_learn_of_it(lonely: Api) -> None:
    shown = await lonely.pair()
    path = f"/v1/programmes/{shown['programme']['id']}"
    await lonely.person("dan", time_zone="Asia/Tokyo")
    assert (await lonely.done("PATCH", path, {"coordinator": "dan"}))["coordinator"] == "dan"
    assert (await lonely.done("PATCH", path, {"name": "Beacon"}))["coordinator"] == "dan"
    assert (await lonely.done("GET", f"/v1/mentorships/{shown['id']}"))["people"]["coordinator"][
        "name"
    ] == "Dan Example"
    timeline = (await lonely.done("GET", f"/v1/mentorships/{shown['id']}/timeline"))["items"]
    (changed,) = timeline
    assert (changed["kind"], changed["by"], changed["state"]) == ("coordinator_changed", "coordinator", "noted")
    assert changed["says"] == "Dan Example runs the programme now, says the HR platform (key “Workday”)."
    assert (await lonely.done("PATCH", path, {"coordinator": None}))["coordinator"] is None


async def test_nobody_comes_to_run_a_programme_in_which_they_are_one_of_a_pair(lonely: Api) -> None:
    shown = await lonely.pair()
    path = f"/v1/programmes/{shown['programme']['id']}"
    for name in ("ana", "ben", "nobody"):
        response = await lonely.call("PATCH", path, {"coordinator": name})
        assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/coordinator")
    assert (await lonely.done("GET", path))["coordinator"] == "cleo"


async def test_a_name_that_would_turn_the_line_around_is_kept_without_that(lonely: Api) -> None:
    shown = await lonely.person("ana", given_name="\u202eAna", family_name="\u2067Díaz\u2069")
    assert (shown["given_name"], shown["family_name"]) == ("Ana", "Díaz")
    wrong = await lonely.call("PUT", "/v1/people/ben", person("ben", given_name="\u202e"))
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/given_name")
