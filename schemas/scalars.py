"""Strict JSON scalars: no numbers from strings, no booleans from "yes", one format for dates."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, Strict, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?", re.ASCII | re.IGNORECASE)
NOON = "T12:00:00Z"
A_MOMENT = "Must be a date and time such as 2027-03-01T09:00:00Z."
A_DAY = "Must be a date such as 2027-03-01, or a date and time such as 2027-03-01T09:00:00Z."
NO_OFFSET = "Add the offset from UTC, as in 2027-03-01T09:00:00Z or 2027-03-01T10:00:00+01:00."
NO_SUCH_DAY = "There is no such date or time."


def misfit(says: str, *path: str | int) -> PydanticCustomError:
    """Return the error for a value; if a check of a whole model found it, `path` points to the field."""
    return PydanticCustomError("misfit", "{says}", {"says": says, "path": list(path)})


@dataclass(frozen=True)
class AtMost:
    """The most items of a list, counted before any item is read: pydantic explains every wrong one first."""

    items: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the list with its limit."""
        whole = {**handler(source), "max_length": self.items}
        return core_schema.no_info_before_validator_function(self.check, whole)

    def check(self, given: Any) -> Any:
        """Return a list that is not too long; leave everything else to the schema."""
        if isinstance(given, list) and len(given) > self.items:
            context = {"field_type": "Tuple", "max_length": self.items, "actual_length": len(given)}
            raise PydanticKnownError("too_long", context)
        return given


def _spelled(value: Any) -> Any:
    """Leave a flag of an address as pydantic reads it only if it is spelled as in JSON."""
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "not true or false")
    return value


def _moment(value: Any, kinds: str = A_MOMENT) -> datetime:
    if isinstance(value, datetime) and value.tzinfo:
        return value
    if not isinstance(value, str) or not (found := MOMENT.fullmatch(value)):
        raise misfit(kinds)
    if not found[2]:
        raise misfit(NO_OFFSET)
    try:
        moment = datetime.fromisoformat(value.upper())
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise misfit(NO_SUCH_DAY) from None


def _day(value: Any) -> datetime:
    """Read a plain date as noon UTC, which is that day in nearly all time zones."""
    plain = isinstance(value, str) and DAY.fullmatch(value)
    return _moment(f"{value}{NOON}" if plain else value, A_DAY)


_AS_MOMENT = {"type": "string", "format": "date-time"}
_AS_DAY = {"anyOf": [{"type": "string", "format": "date"}, _AS_MOMENT]}
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema(_AS_MOMENT, mode="validation")]
Day = Annotated[datetime, BeforeValidator(_day), WithJsonSchema(_AS_DAY, mode="validation")]
SpelledFlag = Annotated[bool, BeforeValidator(_spelled)]  # in a query, where everything is text
