"""What somebody without a key, or with too much of everything, can and cannot do to the gateway."""

import asyncio
import json
import logging
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import thread_time
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from gateway.http import middleware, rates, strict_json
from gateway.http.forms import FORGED, SIGN_INS, HideTokens, network_of
from gateway.http.problems import Problem
from gateway.http.strict_json import LARGE, read_json
from gateway.security.key_management import add_key
from gateway.server import HEAD, configured
from schemas.names import Role
from store.pool import Pool
from tests.gateway.api import Api, person
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import Leaf, browser, opened
from tests.gateway.test_api_input import check_problem
from tests.patience import PATIENCE

NOWHERE = "127.0.0.1:1"


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[tuple[str, int]]:
    """Serve an app by uvicorn, and yield its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = configured(app, "127.0.0.1", 0)
    config.lifespan = "off"  # the fixture has started the app
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        await serving


@pytest.mark.parametrize("path", ["/v1/people/ana", "/console/sign-in"])
async def test_a_body_that_trickles_in_is_not_waited_for_without_end(
    lonely: Api, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(middleware, "BODY_SECONDS", 0.5)
    method, kind = ("PUT", "application/json") if path.startswith("/v1") else ("POST", "text/plain")
    async with listening(lonely.app) as address, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(*address)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {lonely.key}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: 5000\r\n\r\n"
        )
        writer.write(head.encode())
        answer = asyncio.create_task(reader.readline())
        while not answer.done():
            writer.write(b" ")
            await asyncio.sleep(0.1)
        assert answer.result().split()[1] == b"408"
        writer.close()


async def test_a_head_that_never_ends_is_refused_before_it_takes_memory(lonely: Api) -> None:
    sent = 0
    async with listening(lonely.app) as address, asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        answer = asyncio.create_task(reader.readline())
        while not answer.done() and sent < 20 * HEAD:
            writer.write(b"X-Filler: " + b"a" * 8000 + b"\r\n")
            sent += 8012
            await asyncio.sleep(0.001)
        assert answer.done()
        assert answer.result().split()[1] == b"400"
        writer.close()
    assert sent < 20 * HEAD


async def test_nothing_of_a_body_is_read_without_a_key(lonely: Api) -> None:
    read = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(10):
            read += 1
            yield b"[" * 100_000

    check_problem(await lonely.client.put("/v1/people/ana", content=body()), 401)
    assert read == 0


async def test_a_large_body_is_read_beside_the_loop_so_that_nobody_waits_for_it(
    lonely: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = threading.Event()

    def read(raw: bytes) -> Any:
        assert turned.wait(PATIENCE), "the loop stood still while a body was read"
        return read_json(raw)

    monkeypatch.setattr(strict_json, "read_json", read)
    large = person("ana", profile={"cv": "a" * LARGE})
    asyncio.get_running_loop().call_later(0.2, turned.set)
    check_problem(await lonely.call("PUT", "/v1/people/ana", large), 422)


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        (r"\u0000", False),
        (r"\\u0000", True),
        (r"\\\u0000", False),
        (r"\ud83d\ude00", True),
        (r"\ud83d", False),
        (r"\ude00\ud83d", False),
        (r"\\ud83d", True),
    ],
)
def test_only_real_escapes_of_what_cannot_be_kept_are_refused(text: str, fine: bool) -> None:
    try:
        assert read_json(f'["{text}"]'.encode()) == json.loads(f'["{text}"]')
    except Problem:
        assert not fine
    else:
        assert fine


async def test_a_query_of_a_thousand_names_costs_no_more_than_reading_it(lonely: Api) -> None:
    query = "&".join(f"{number:x}" for number in range(12_000))  # as long as uvicorn takes
    began = thread_time()  # of this process alone, for a machine may be busy
    check_problem(await lonely.client.get(f"/v1/people?{query}&1"), 422)
    assert thread_time() - began < 2


async def test_a_profile_has_its_limit_so_that_a_page_of_people_has_one_too(lonely: Api) -> None:
    large = person("ana", profile={"cv": "é" * 40_000})
    problem = check_problem(await lonely.call("PUT", "/v1/people/ana", large), 422)
    assert problem["errors"][0]["pointer"] == "/profile"


@asynccontextmanager
async def from_address(client: httpx.AsyncClient, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Yield another browser at the same app, on another machine."""
    transport = httpx.ASGITransport(client._transport.app, client=(address, 1))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url=client.base_url) as other:
        yield other


async def wrong_key(client: httpx.AsyncClient) -> int:
    """Try to sign in with a key that is not in use."""
    fields = Leaf(await client.get("/console/sign-in")).fields
    return (await client.post("/console/sign-in", data={**fields, "key": "rk_"})).status_code


async def test_failed_sign_ins_are_counted_by_address_and_lock_out_nobody_else(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client, from_address(client, "203.0.113.7") as stranger:
        tries = [await wrong_key(stranger) for _ in range(SIGN_INS.amount + 2)]
        mine = await wrong_key(client)
    assert set(tries[: SIGN_INS.amount]) == {401}
    assert (tries[-1], mine) == (429, 401)


async def test_good_sign_ins_are_not_counted(database_url: str, pool: Pool, organisation: UUID) -> None:
    services, key = await make_services(database_url, pool, NOWHERE), await add_key(pool, organisation, "Cleo")
    async with browser(services) as client:
        for _ in range(SIGN_INS.amount + 2):
            fields = Leaf(await client.get("/console/sign-in")).fields
            assert (await client.post("/console/sign-in", data={**fields, "key": key})).status_code == 303


async def test_a_company_behind_one_address_opens_its_letters_freely(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    links = [await pair.link("request", Role.MENTOR, f"request/{number}") for number in range(1, 8)]
    async with browser(services) as client:
        statuses = [(await opened(client, services, links[at % 7])).response.status_code for at in range(700)]
    assert set(statuses) == {200}


async def test_forged_links_are_counted_by_address_and_good_ones_still_open(
    database_url: str, pool: Pool, organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "monotonic", lambda: 90.0)  # counts restart with each minute
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("request", Role.MENTOR)
    async with browser(services) as client, from_address(client, "2001:db8:1:2::7") as stranger:
        statuses = [(await stranger.get(f"/a/{at}")).status_code for at in range(FORGED.amount + 1)]
        async with (
            from_address(client, "2001:db8:1:2:ffff::1") as same,
            from_address(client, "2001:db8:1:3::7") as next,
        ):
            assert (await same.get("/a/x")).status_code == 429
            assert (await next.get("/a/x")).status_code == 404
        good = await opened(stranger, services, link)
    assert (statuses[-2], statuses[-1], good.response.status_code) == (404, 429, 200)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_subscriber_counts_as_one_address(address: str, counted: str) -> None:
    assert network_of(address) == counted


async def test_a_cookie_that_is_not_ours_is_not_taken_over_into_the_page(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        for strange in ('"\\015\\012Set-Cookie: x=y"', "a" * 5000, '"\\377"', ""):
            page = await client.get("/console/sign-in", headers={"Cookie": f"rapport-sign-in={strange}"})
            assert page.status_code == 200
            assert 20 <= len(page.cookies["rapport-sign-in"]) <= 30
            client.cookies.clear()


@pytest.mark.parametrize("path", ["/a//c2VjcmV0", "/a/x/c2VjcmV0?choice=yes", "/v1/people/c2VjcmV0@example.org"])
def test_access_logs_hold_neither_tokens_nor_whom_a_request_is_about(path: str) -> None:
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 1, "%s %s", ("GET", path), None)
    HideTokens().filter(record)
    assert "c2VjcmV0" not in record.getMessage()
