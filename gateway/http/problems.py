"""Every refusal in one shape: problem details (RFC 9457) that say what to do, and never a stack trace."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Match

from schemas.shown import Fault, ProblemOut
from store.pool import AWAY

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WORDS = {
    "missing": "give this field",
    "extra_forbidden": "this name is not known here: leave it out, or check its spelling",
    "json_invalid": "send one well-formed JSON document in UTF-8",
}
PLAIN = {
    404: ("not-found", "There is nothing at this address. The addresses that exist are listed at /docs."),
    405: ("method-not-allowed", "This address does not take that method; the Allow header names those it takes."),
}


class Problem(HTTPException):
    """A refusal. `kind` names it for programs; `detail` tells people what to do."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.kind = kind
        self.errors = tuple(errors)


def invalid(*errors: Fault) -> Problem:
    """Return the problem of a request that is well-formed but cannot be carried out as it is."""
    return Problem(422, "invalid", "Mend what `errors` lists and send it again; nothing was changed.", errors)


def not_found(what: str) -> Problem:
    """Return the problem of an id that names nothing; that of another organisation looks just the same."""
    return Problem(
        404, "not-found", f"No {what} has this id. Check the id, and that the key is of the same organisation."
    )


def answer(problem: Problem, instance: str | None = None) -> Response:
    """Return a problem as a response."""
    body = ProblemOut(
        type=f"urn:rapport:problem:{problem.kind}",
        title=problem.kind.replace("-", " ").capitalize(),
        status=problem.status_code,
        detail=problem.detail,
        instance=instance,
        errors=problem.errors,
    )
    content = body.model_dump_json(exclude_none=True)
    return Response(content, problem.status_code, dict(problem.headers or {}), MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Have every failure of the app answered in this shape."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StarletteHTTPException, _plain)
    for kind in AWAY:
        app.add_exception_handler(kind, _away)


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  # Starlette looks handlers up by type
    return answer(error)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return answer(invalid(*(fault_of(one) for one in error.errors()[:50])))


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101
    kind, detail = PLAIN.get(error.status_code, ("refused", str(error.detail)))
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return answer(Problem(error.status_code, kind, detail, headers=headers))


def _allowed(request: Request) -> str:
    """Return every method that an address takes (RFC 9110 §15.5.6); Starlette names those of its first route only."""
    asked = [(method, {**request.scope, "method": method}) for method in METHODS]
    routes = request.app.routes
    return ", ".join(method for method, scope in asked if any(one.matches(scope)[0] is Match.FULL for one in routes))


async def _away(_: Request, error: Exception) -> Response:
    log.warning("a request could not be served: %s", type(error).__name__)
    detail = (
        "The database cannot be reached just now. If you sent a change, it may have been kept or not: "
        "look in a moment, or send it again."
    )
    return answer(Problem(503, "database-away", detail, headers={"Retry-After": "2"}))


def fault_of(error: Mapping[str, Any]) -> Fault:
    """Return one finding of pydantic with the place it is about, in our words where they say more."""
    place, *path = error["loc"] or ("body",)
    words = WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    if place == "body":
        return Fault(detail=words, pointer=pointer(path))
    name = ".".join(map(str, path))
    return Fault(detail=words, header=name) if place == "header" else Fault(detail=words, parameter=name)


def pointer(path: Sequence[int | str]) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
