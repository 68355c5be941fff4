"""A gateway that is told to stop answers what it can no longer finish, as it does in every other outage."""

import asyncio
import json

import pytest
from fastapi import FastAPI

from gateway.http import refusals
from gateway.http.metrics import Metrics
from gateway.http.middleware import Guard
from gateway.server import serve
from stack.ports import free_port
from tests.patience import PATIENCE


def slow_app(begun: asyncio.Event) -> FastAPI:
    """Return an app whose one address waits for something that never comes."""
    app = FastAPI()
    app.add_middleware(Guard, metrics=Metrics(), https=False)
    refusals.install(app)

    @app.get("/v1/slow")
    async def slow() -> None:
        begun.set()
        await asyncio.Event().wait()

    return app


async def test_a_request_in_flight_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.server.GRACE", 1)
    port, begun, stop = free_port(), asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(serve(slow_app(begun), "127.0.0.1", port, stop))
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                await asyncio.sleep(0.05)
        writer.write(b"GET /v1/slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await begun.wait()
        stop.set()
        head, _, body = (await reader.read()).decode("utf-8").partition("\r\n\r\n")
        assert await serving
    writer.close()
    assert head.startswith("HTTP/1.1 503 ")
    assert "retry-after: 2" in head
    assert json.loads(body)["type"] == "urn:rapport:problem:stopping"
