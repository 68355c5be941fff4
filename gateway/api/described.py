"""The problems that an operation can answer with: for any call, any change, and any call with an Idempotency-Key."""

from typing import Any

from gateway.http.problem_types import responses

LOOKING = ("key-needed", "scope-needed", "invalid", "failed", "database-away", "starting", "stopping")
CHANGING = (*LOOKING, "unreadable", "too-slow", "too-large", "unsupported-media-type")
KEYED = ("key-reused",)


def refusals(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """Return the problems of an operation in the form that FastAPI expects."""
    return dict(responses(kinds))
