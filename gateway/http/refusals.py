"""Error responses in the format that the client accepts: problem details for programs, a page for people."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Match
from starlette.types import Scope

from gateway.http.faults import faults_of
from gateway.http.html import note, page
from gateway.http.problem_types import AWAY_DETAIL, LATER_DETAIL
from gateway.http.problems import PLAIN, Problem, answer, invalid
from schemas.later import LaterRelease
from store.pool import AWAY

log = logging.getLogger(__name__)

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
FOR_PROGRAMS = "/v1/"
HEADINGS = {
    404: "There is nothing at this address",
    413: "That is too much at once",
    503: "One moment, please",
}
SENTENCES = {
    404: "If a letter brought you here, open its link once more, or copy all of it. The console is at /console.",
    413: "Please shorten what you wrote and try again.",
}


def refusal(scope: Scope, problem: Problem, instance: str | None = None) -> Response:
    """Return a problem in the format that the client accepts: browsers ask for HTML, programs rarely do."""
    if not _is_read_by_people(scope):
        return answer(problem, instance)
    status = 404 if problem.status_code == 422 else problem.status_code  # people type addresses, not parameters
    sentence = SENTENCES.get(status, problem.detail)
    shown = f"{sentence} The number of this failure is {instance}." if instance else sentence
    return page(note(HEADINGS.get(status, "That did not work"), shown), status, dict(problem.headers or {}))


def _is_read_by_people(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "") and not scope["path"].startswith(FOR_PROGRAMS)


def install(app: FastAPI) -> None:
    """Install the handlers that turn every failure of the app into such a response."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StarletteHTTPException, _plain)
    app.add_exception_handler(LaterRelease, _later)
    for kind in AWAY:
        app.add_exception_handler(kind, _away)


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101  # Starlette looks handlers up by type
    return refusal(request.scope, error)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return refusal(request.scope, invalid(*faults_of(error.errors())))


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)  # noqa: S101
    kind, detail = PLAIN.get(error.status_code, ("refused", str(error.detail)))
    headers = {"Allow": _allowed(request)} if error.status_code == 405 else error.headers
    return refusal(request.scope, Problem(error.status_code, kind, detail, headers=headers))


def _allowed(request: Request) -> str:
    """Return every method that a path allows (RFC 9110 §15.5.6); Starlette names only those of the first route."""
    asked = [(method, {**request.scope, "method": method}) for method in METHODS]
    routes = request.app.routes
    taken = [method for method, scope in asked if any(one.matches(scope)[0] is Match.FULL for one in routes)]
    return ", ".join(["GET", "HEAD", *taken[1:]] if taken[:1] == ["GET"] else taken)  # HEAD is served as a GET


async def _later(request: Request, error: Exception) -> Response:
    return refusal(request.scope, Problem(503, "later-release", LATER_DETAIL))


async def _away(request: Request, error: Exception) -> Response:
    log.warning("request failed because Postgres cannot do it just now: %s", type(error).__name__)
    return refusal(request.scope, Problem(503, "database-away", AWAY_DETAIL, headers={"Retry-After": "2"}))
