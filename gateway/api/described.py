"""The problems that an operation can answer with: for any call, any change, and any call with an Idempotency-Key."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from gateway.http.problem_types import BY_KIND, ProblemType, responses
from intake.refusals import NOT_SEARCHING

LOOKING = ("key-needed", "scope-needed", "invalid", "failed", "database-away", "starting", "stopping")
CHANGING = (*LOOKING, "unreadable", "too-slow", "too-large", "unsupported-media-type")
KEYED = ("key-reused",)
NO_MORE_TURNS = {
    "detail": "robin has had a turn in this search, or has it now. Choose somebody else.",
    "pointer": "/mentors/0/external_id",
}
OF_NAMING = (replace(BY_KIND["refused"], detail=NOT_SEARCHING), replace(BY_KIND["invalid"], errors=(NO_MORE_TURNS,)))


def refusals(*kinds: str, own: Iterable[ProblemType] = ()) -> dict[int | str, dict[str, Any]]:
    """Return the problems of an operation in the form that FastAPI expects; some with examples of its own."""
    return dict(responses(kinds, *own))
