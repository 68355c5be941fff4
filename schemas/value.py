"""The bases of every shape: frozen values, strict at the edge and lenient in histories."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("say the offset from UTC, such as 2027-01-31T12:00:00Z")
    return instant.astimezone(UTC)


# Sums of local times go wrong at changes of daylight saving time, so every carried instant is in UTC.
Utc = Annotated[datetime, AfterValidator(_in_utc)]


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
