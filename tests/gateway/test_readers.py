"""People get pages, programs get problems; HEAD is a GET without its body; operators may have their own port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from gateway.app import create_app
from gateway.operations import create_operations
from gateway.server import serve
from stack.ports import free_port, listening
from store.pool import Pool
from tests.gateway.api import Api
from tests.gateway.pair_fixture import settings_for
from tests.gateway.test_api_input import check_problem
from tests.patience import PATIENCE

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nowhere", "/console/mentorships/not-an-id", "/console/nothing/here"])
async def test_people_at_a_wrong_address_get_a_page(lonely: Api, path: str) -> None:
    response = await lonely.client.get(path, headers=BROWSER)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "There is nothing at this address" in response.text
    assert "style-src 'sha256-" in response.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/v1/nowhere", "/console/nothing/here"])
async def test_programs_at_a_wrong_address_get_a_problem(lonely: Api, path: str) -> None:
    check_problem(await lonely.client.get(path), 404)


async def test_the_api_answers_with_problems_whatever_is_accepted(lonely: Api) -> None:
    check_problem(await lonely.client.get("/v1/people", headers=BROWSER), 401)


async def test_people_get_a_page_when_something_fails(lonely: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("gateway.console.sign_in.seed_before", fail)
    response = await lonely.client.get("/console/sign-in", headers=BROWSER)
    assert response.status_code == 500
    assert "The number of this failure is urn:uuid:" in response.text


@pytest.mark.parametrize("path", ["/v1/people", "/healthz", "/docs", "/console/sign-in", "/openapi.json", "/nowhere"])
async def test_a_head_is_answered_like_a_get_without_a_body(lonely: Api, path: str) -> None:
    head, get = [await lonely.call(method, path) for method in ("HEAD", "GET")]
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_an_address_that_takes_get_says_that_it_takes_head(lonely: Api) -> None:
    refused = await lonely.call("DELETE", "/v1/programmes")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST")


@asynccontextmanager
async def two_ports(database_url: str) -> AsyncIterator[tuple[str, str, asyncio.Event]]:
    """Yield the public address and that of operations, as `rapport gateway` serves them, and what stops both."""
    ports, stop = (free_port(), free_port()), asyncio.Event()
    public = create_app(settings_for(database_url).model_copy(update={"operations_port": ports[1]}))
    serving = asyncio.create_task(
        serve(public, "127.0.0.1", ports[0], stop, (create_operations(public, False), ports[1]))
    )
    try:
        await asyncio.gather(*(_until_it_listens(port) for port in ports))
        yield f"http://127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}", stop
    finally:
        stop.set()
        assert await serving


async def _until_it_listens(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while not listening(port):  # noqa: ASYNC110 - a socket tells nobody
            await asyncio.sleep(0.05)


async def test_operators_have_a_port_of_their_own_and_the_public_one_shows_nothing_of_it(
    database_url: str, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    paths = ("/readyz", "/metrics", "/docs", "/openapi.json", "/healthz", "/v1/people")
    async with two_ports(database_url) as (public, operations, _), httpx.AsyncClient(timeout=PATIENCE) as client:
        seen = {path: (await client.get(public + path)).status_code for path in paths}
        inside = {path: (await client.get(operations + path)).status_code for path in paths}
        described = (await client.get(f"{operations}/openapi.json")).json()
        begin = (await client.get(f"{operations}/docs/begin.js")).text
    assert seen == {**dict.fromkeys(paths, 404), "/healthz": 200, "/v1/people": 401}
    assert inside == {**dict.fromkeys(paths, 200), "/readyz": 503, "/v1/people": 404}
    assert "/v1/mentorships" in described["paths"]
    assert described["servers"] == [{"url": settings_for(database_url).base_url}], "the API is not at this port"
    assert "supportedSubmitMethods: []" in begin, "a browser would not be let through to the other port"


async def test_operations_say_that_the_gateway_is_starting(database_url: str) -> None:
    public = create_app(settings_for(database_url).model_copy(update={"operations_port": 1}))
    transport = httpx.ASGITransport(create_operations(public, False))
    async with httpx.AsyncClient(transport=transport, base_url="http://rapport.test") as client:
        assert (await client.get("/healthz")).status_code == 200
        check_problem(await client.get("/readyz"), 503)
