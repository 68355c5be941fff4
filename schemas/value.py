"""The bases of every shape: frozen values, strict at the edge and lenient in histories."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidatorFunctionWrapHandler, WrapValidator

SHARED = 1000  # values of a kind


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("say the offset from UTC, such as 2027-01-31T12:00:00Z")
    return instant.astimezone(UTC)


# Sums of local times go wrong at changes of daylight saving time, so every carried instant is in UTC.
Utc = Annotated[datetime, AfterValidator(_in_utc)]


def shared() -> WrapValidator:
    """Return what makes equal input of a frozen value one and the same object, for a process holds many alike.

    Input counts as equal as it is written: what is left to its default stays so.
    """
    known: dict[str, BaseModel] = {}

    def share(given: Any, handler: ValidatorFunctionWrapHandler) -> BaseModel:
        if isinstance(given, BaseModel):
            return cast(BaseModel, handler(given))
        if (written := repr(given)) not in known:
            if len(known) >= SHARED:
                known.clear()
            known[written] = handler(given)
        return known[written]

    return WrapValidator(share)


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
