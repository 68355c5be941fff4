"""The base classes of all data types: frozen values, strict in the API and lenient in histories."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidatorFunctionWrapHandler, WrapValidator

SHARED = 1000  # values of a kind


def _in_utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("give the offset from UTC, such as 2027-01-31T12:00:00Z")
    return instant.astimezone(UTC)


# Arithmetic on local times goes wrong at daylight-saving changes, so every stored instant is in UTC.
Utc = Annotated[datetime, AfterValidator(_in_utc)]


def shared() -> WrapValidator:
    """Return a validator that returns the same object for equal input, because a process holds many equal values.

    Input is compared as written, so that unset fields stay unset.
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
    """A frozen value that is part of workflow histories.

    Unknown fields are ignored rather than rejected, so that a worker of the
    previous release can still read what a newer one wrote.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    def with_(self, **changes: Any) -> Self:
        """Return a copy with these fields changed."""
        return self.model_copy(update=changes)
