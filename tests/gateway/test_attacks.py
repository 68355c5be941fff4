"""What somebody without a key, or with too much of everything, can and cannot do to the gateway."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from gateway.http import middleware
from gateway.http.forms import HideTokens
from gateway.server import HEAD, configured
from schemas.names import Role
from store.pool import Pool
from tests.gateway.api import Api, person
from tests.gateway.pair_fixture import make_pair, make_services
from tests.gateway.reader import Leaf, browser
from tests.gateway.test_api_input import check_problem

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
    async with listening(lonely.app) as address, asyncio.timeout(10):
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
    async with listening(lonely.app) as address, asyncio.timeout(30):
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


async def test_a_query_of_a_thousand_names_costs_no_more_than_reading_it(lonely: Api) -> None:
    query = "&".join(f"{number:x}" for number in range(12_000))  # as long as uvicorn takes
    began = perf_counter()
    check_problem(await lonely.client.get(f"/v1/people?{query}&1"), 422)
    assert perf_counter() - began < 0.5


async def test_a_profile_has_its_limit_so_that_a_page_of_people_has_one_too(lonely: Api) -> None:
    large = person("ana", profile={"cv": "é" * 40_000})
    problem = check_problem(await lonely.call("PUT", "/v1/people/ana", large), 422)
    assert problem["errors"][0]["pointer"] == "/profile"


async def test_somebody_who_tries_to_sign_in_without_end_locks_out_nobody_else(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    services = await make_services(database_url, pool, NOWHERE)
    async with browser(services) as client:
        app = client._transport.app  # type: ignore[attr-defined]
        stranger = httpx.ASGITransport(app, client=("203.0.113.7", 1))
        async with httpx.AsyncClient(transport=stranger, base_url=services.settings.base_url) as other:
            tries = [(await other.post("/console/sign-in", data={"key": "rk_"})).status_code for _ in range(125)]
        mine = await client.post("/console/sign-in", data={"key": "rk_"})
    assert (tries[-1], mine.status_code) == (429, 403)


async def test_a_cookie_that_is_not_ours_is_not_taken_over_into_the_page(
    database_url: str, pool: Pool, organisation: UUID
) -> None:
    pair = await make_pair(database_url, organisation)
    services = await make_services(database_url, pool, NOWHERE)
    link = await pair.link("request", Role.MENTOR)
    name = f"rapport-{str(link)[-8:]}"
    async with browser(services) as client:
        for strange in ('"\\015\\012Set-Cookie: x=y"', "a" * 5000, '"\\377"', ""):
            page = Leaf(await client.get(f"/a/{services.links.token(link)}", headers={"Cookie": f"{name}={strange}"}))
            assert page.response.status_code == 200
            fresh = page.response.cookies[name]
            assert 20 <= len(fresh) <= 30
            client.cookies.clear()


@pytest.mark.parametrize("path", ["/a//c2VjcmV0", "/a/x/c2VjcmV0?choice=yes", "/v1/people/c2VjcmV0@example.org"])
def test_access_logs_hold_neither_tokens_nor_whom_a_request_is_about(path: str) -> None:
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 1, "%s %s", ("GET", path), None)
    HideTokens().filter(record)
    assert "c2VjcmV0" not in record.getMessage()
