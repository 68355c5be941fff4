"""The base of every shape: a frozen value that refuses fields it does not know."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value, changed only by copy."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Durable(BaseModel):
    """A frozen value that travels through workflow histories.

    Unknown fields are dropped rather than refused, so that a worker of the
    release before can still read what a newer one wrote.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    def with_(self, **changes: Any) -> Self:
        """Return a copy with these fields changed."""
        return self.model_copy(update=changes)
