"""A small HTTP server of our own that takes people as the gateway does, and fails when told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from schemas.api import PersonIn

KEY = "rk_small_secret"
PAGE = 2  # people in a list


@dataclass
class SmallApi:
    """What was put, and which external ids are answered with a status of one's own, each so many times."""

    url: str = ""
    people: dict[str, PersonIn] = field(default_factory=dict)
    patches: dict[str, dict[str, Any]] = field(default_factory=dict)
    puts: int = 0
    at_once: int = 0
    most_at_once: int = 0
    refusals: dict[str, list[Response]] = field(default_factory=dict)
    unlisted: list[Response] = field(default_factory=list)  # how the next lists of people are refused


def _app(api: SmallApi) -> FastAPI:
    app = FastAPI()

    @app.get("/v1/people")
    async def people(limit: int, cursor: str = "") -> Response:
        return api.unlisted.pop(0) if api.unlisted else _page(api, min(limit, PAGE), cursor)

    @app.put("/v1/people/{external_id:path}")
    async def put(external_id: str, person: PersonIn, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return problem(401, "Send a key that is known here.")
        api.puts += 1
        if api.refusals.get(external_id):
            return api.refusals[external_id].pop(0)
        api.people[external_id] = person
        return JSONResponse({}, 201)

    @app.patch("/v1/people/{external_id:path}")
    async def patch(external_id: str, change: dict[str, Any], request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {KEY}":
            return problem(401, "Send a key that is known here.")
        if external_id not in api.people:
            return problem(404, "No person has this id.")
        api.patches[external_id] = change
        api.people[external_id] = PersonIn.model_validate({**api.people[external_id].model_dump(), **change})
        return JSONResponse({}, 200)

    @app.middleware("http")
    async def count(request: Request, call_next: Any) -> Any:
        api.at_once += 1
        api.most_at_once = max(api.most_at_once, api.at_once)
        try:
            return await call_next(request)
        finally:
            api.at_once -= 1

    return app


def _page(api: SmallApi, size: int, cursor: str) -> Response:
    later = sorted(id for id in api.people if id > cursor)
    items = [{"external_id": id, **api.people[id].model_dump()} for id in later[:size]]
    return JSONResponse({"items": items, "next_cursor": later[size - 1] if len(later) > size else None})


def problem(status: int, detail: str, **errors: str) -> Response:
    """Return a problem as the gateway writes it; each error is `field="what is wrong"`."""
    listed = [{"pointer": f"/{name}", "detail": says} for name, says in errors.items()]
    body = {"type": "urn:rapport:problem:invalid", "status": status, "detail": detail, "errors": listed}
    return JSONResponse(body, status, media_type="application/problem+json")


@contextmanager
def serving() -> Iterator[SmallApi]:
    """Serve on a free port of the loopback interface until the block ends."""
    api = SmallApi()
    server = uvicorn.Server(uvicorn.Config(_app(api), port=0, log_level="warning", lifespan="off", ws="none"))
    listener = server.config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    api.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield api
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
