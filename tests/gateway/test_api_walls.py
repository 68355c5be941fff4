"""Keys open one organisation, and nothing of another one shows through."""

import asyncio
from time import monotonic
from uuid import UUID

import pytest

from gateway.security.api_keys import TRUSTED_FOR, Keyring, verify
from gateway.security.key_management import create_key, revoke_key
from store.pool import Pool
from tests.gateway.api import REQUEST, Api

ROUTES = [
    ("GET", "/v1/programmes/{programme}", None),
    ("PUT", "/v1/programmes/{programme}/rules", {}),
    ("GET", "/v1/mentorships/{id}", None),
    ("GET", "/v1/mentorships/{id}/timeline", None),
    ("POST", "/v1/mentorships/{id}/mentors", {"mentors": [{"external_id": "eve"}]}),
    ("POST", "/v1/mentorships/{id}/pause", {"until": "2099-01-01"}),
    ("POST", "/v1/mentorships/{id}/resume", {}),
    ("POST", "/v1/mentorships/{id}/close", {"outcome": "left"}),
    ("GET", "/v1/people/ana", None),
]


async def test_ids_of_another_organisation_look_like_ids_of_nothing(lonely: Api) -> None:
    shown = await lonely.pair()
    foreign = {"id": shown["id"], "programme": shown["programme"]["id"]}
    unknown = {"id": UUID(int=7), "programme": UUID(int=7)}
    async with lonely.neighbour() as neighbour:
        for method, path, body in ROUTES:
            strange = await neighbour.call(method, path.format(**foreign), body)
            nothing = await neighbour.call(method, path.format(**unknown), body)
            assert strange.status_code == 404, path
            assert (strange.status_code, strange.content) == (nothing.status_code, nothing.content)
            assert dict(strange.headers) == dict(nothing.headers)
    assert (await lonely.done("GET", f"/v1/mentorships/{shown['id']}/timeline"))["items"] == []


async def test_lists_show_nothing_of_another_organisation(lonely: Api) -> None:
    await lonely.pair()
    async with lonely.neighbour() as neighbour:
        for path in ("people", "programmes", "mentorships"):
            assert (await neighbour.done("GET", f"/v1/{path}"))["items"] == []


async def test_a_mentorship_cannot_be_made_of_another_organisations_people(lonely: Api) -> None:
    shown = await lonely.pair()
    async with lonely.neighbour() as neighbour:
        body = {"programme": shown["programme"]["id"], "mentee": "ana", "mentor": "ben", "request": REQUEST}
        foreign = await neighbour.call("POST", "/v1/mentorships", body)
        nothing = await neighbour.call("POST", "/v1/mentorships", {**body, "programme": str(UUID(int=7))})
        coordinator = await neighbour.call("POST", "/v1/programmes", {"name": "P", "coordinator": "cleo"})
    assert (foreign.status_code, foreign.content) == (422, nothing.content)
    assert [error["pointer"] for error in foreign.json()["errors"]] == ["/programme", "/mentee", "/mentor"]
    assert coordinator.status_code == 422


async def test_the_same_names_and_keys_live_side_by_side_in_two_organisations(lonely: Api) -> None:
    headers = {"Idempotency-Key": "same"}
    mine = await lonely.done("POST", "/v1/mentorships", await lonely.mentorship_body(), headers=headers)
    async with lonely.neighbour() as neighbour:
        theirs = await neighbour.call("POST", "/v1/mentorships", await neighbour.mentorship_body(), headers=headers)
        await neighbour.person("ana", given_name="Anouk")
    assert theirs.status_code == 202
    assert theirs.json()["id"] != mine["id"]
    assert "idempotency-replayed" not in theirs.headers
    assert (await lonely.done("GET", "/v1/people/ana"))["given_name"] == "Ana"


async def test_a_hundred_interleaved_requests_never_cross(lonely: Api) -> None:
    await lonely.person("mine")
    async with lonely.neighbour() as neighbour:
        await neighbour.person("theirs")
        pages = await asyncio.gather(
            *((neighbour if number % 2 else lonely).done("GET", "/v1/people") for number in range(100))
        )
    assert [page["items"][0]["external_id"] for page in pages] == ["mine", "theirs"] * 50


async def test_every_wrong_key_gets_one_and_the_same_answer(lonely: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    head, organisation, secret = lonely.key.split("_", 2)
    other = await create_key(lonely.services.pool, "Another Trust")
    wrong = [
        f"{head}_{organisation}_{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}",
        f"{head}_{UUID(int=7).hex}_{secret}",
        f"{head}_{organisation}_{other.split('_', 2)[2]}",
        lonely.key.upper(),
        lonely.key + "A",
        f"{head}_{organisation}",
        "rk_",
        "",
        "x" * 5000,
        "é",
    ]
    answers = [
        await lonely.client.get("/v1/people", headers=[(b"Authorization", f"Bearer {key}".encode("latin-1"))])
        for key in wrong
    ]
    answers.append(await lonely.client.get("/v1/people"))
    answers.append(await lonely.client.get("/v1/people", headers={"Authorization": f"Basic {lonely.key}"}))
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}
    assert len({answer.content for answer in answers}) == 1
    assert "rapport key" in answers[0].json()["detail"]


async def test_no_route_serves_without_a_key(lonely: Api) -> None:
    paths = (await lonely.client.get("/openapi.json")).json()["paths"]
    routes = [(method, path) for path, methods in paths.items() for method in methods if path.startswith("/v1/")]
    assert len(routes) >= 14
    for method, path in routes:
        address = path.format(id=UUID(int=7), external_id="ana")
        response = await lonely.client.request(method, address, json={} if method != "get" else None)
        assert response.status_code == 401, (method, path)


async def test_postgres_keeps_nothing_that_opens_a_door(pool: Pool, database_url: str) -> None:
    key = await create_key(pool, "Lantern Trust")
    async with pool.acquire() as connection:
        await connection.execute("SELECT set_config('rapport.organisation', $1, false)", str(UUID(key.split("_")[1])))
        rows = await connection.fetch("SELECT * FROM api_keys")
    assert len(rows) == 1
    assert key.split("_", 2)[2] not in str(rows)


async def test_one_organisation_may_have_several_keys_and_is_made_once(pool: Pool) -> None:
    first, second = await create_key(pool, "Lantern Trust"), await create_key(pool, " lantern  trust ")
    assert first != second
    assert first.split("_")[1] == second.split("_")[1]
    one, two = await verify(pool, first), await verify(pool, second)
    assert one is not None
    assert two is not None
    assert one.organisation == two.organisation


async def test_a_revoked_key_closes_at_once_where_it_is_new_and_within_half_a_minute_elsewhere(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, keyring = await create_key(pool, "Lantern Trust"), Keyring(pool)
    key = await keyring.open(text)
    assert key is not None
    await revoke_key(pool, key)
    assert await verify(pool, text) is None
    assert await keyring.open(text) == key
    later = monotonic() + TRUSTED_FOR
    monkeypatch.setattr("gateway.security.api_keys.monotonic", lambda: later)
    assert await keyring.open(text) is None
