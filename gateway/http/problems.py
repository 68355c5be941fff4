"""Every refusal in one shape: problem details (RFC 9457) that say what to do, and never a stack trace."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import HTTPException, Response

from schemas.shown import Fault, ProblemOut

MEDIA_TYPE = "application/problem+json"
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
