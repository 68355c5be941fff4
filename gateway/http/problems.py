"""All errors in one shape: problem details (RFC 9457) that say what to do and never contain a stack trace."""

from collections.abc import Mapping, Sequence

from fastapi import HTTPException, Response

from gateway.http.problem_types import INVALID_DETAIL, NAMESPACE, NOT_FOUND_DETAIL, title_of
from schemas.shown import Fault, ProblemOut

MEDIA_TYPE = "application/problem+json"
PLAIN = {
    404: ("not-found", "There is nothing at this address. Those that exist are listed in the description of the API."),
    405: ("method-not-allowed", "This address does not take this method. The Allow header lists those it takes."),
}


class Problem(HTTPException):
    """An error response. `kind` is its type, for programs; `detail` tells people what to do."""

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
    return Problem(422, "invalid", INVALID_DETAIL, errors)


def not_found(what: str) -> Problem:
    """Return the problem for an unknown id; an id of another organisation looks the same."""
    return Problem(404, "not-found", NOT_FOUND_DETAIL.format(what=what))


def answer(problem: Problem, instance: str | None = None) -> Response:
    """Return a problem as a response."""
    body = ProblemOut(
        type=NAMESPACE + problem.kind,
        title=title_of(problem.kind),
        status=problem.status_code,
        detail=problem.detail,
        instance=instance,
        errors=problem.errors,
    )
    content = body.model_dump_json(exclude_none=True)
    return Response(content, problem.status_code, dict(problem.headers or {}), MEDIA_TYPE)
