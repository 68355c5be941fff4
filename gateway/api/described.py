"""What an operation can answer: the problems that any call, any change and any call with a key may meet."""

from typing import Any

from gateway.http.problem_types import responses

LOOKING = ("key-needed", "scope-needed", "invalid", "failed", "database-away", "starting")
CHANGING = (*LOOKING, "unreadable", "too-slow", "too-large", "unsupported-media-type")
KEYED = ("key-reused",)


def refusals(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """Return the problems of an operation as FastAPI takes them."""
    return dict(responses(kinds))
