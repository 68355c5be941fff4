"""The Idempotency-Key header: how it is taken, and what is answered when it was used for something else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Header

from gateway.http.problems import Problem
from intake.idempotency import KeyReused

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="your own id of this request: sent again with the same body, it gets what the first one made",
    ),
]
REPLAYED = {"Idempotency-Replayed": "true"}


@contextmanager
def reused() -> Iterator[None]:
    """Answer with Problem 422 where a key was used before, for another request."""
    try:
        yield
    except KeyReused:
        detail = "This Idempotency-Key was used for another request. Send the same one again, or choose a new key."
        raise Problem(422, "key-reused", detail) from None
