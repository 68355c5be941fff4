"""The Idempotency-Key header: its format, and the problem when it was already used for another request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Header

from gateway.http.problem_types import REUSED_DETAIL
from gateway.http.problems import Problem
from intake.idempotency import KeyReused
from schemas.texts import PRINTABLE

ABOUT = (
    "Your own id of this request, such as a UUID. The same request with the same key is carried out once, however "
    "often you send it. A different request with the same key is refused. Keys are kept for thirty days."
)
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=PRINTABLE,
        description=ABOUT,
    ),
]
REPLAYED = {"Idempotency-Replayed": "true"}


@contextmanager
def reused() -> Iterator[None]:
    """Raise Problem 422 if the key was already used for another request."""
    try:
        yield
    except KeyReused:
        raise Problem(422, "key-reused", REUSED_DETAIL) from None
