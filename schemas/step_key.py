"""The business key of a step, which identifies its letters, links, record and activity."""

import re
from functools import lru_cache
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from schemas.names import StepKind

SHAPE = re.compile(r"([a-z_]+)/([1-9][0-9]*)(?:/(thanks)|/(reminder)/([1-9][0-9]*))?")
KINDS = frozenset(StepKind)
REMINDERS = {StepKind.REQUEST: StepKind.REQUEST_REMINDER, StepKind.AGREEMENT: StepKind.AGREEMENT_REMINDER}


class StepKey(str):
    """`check_in/7`, `check_in/7/thanks` or `request/2/reminder/1`: a kind, its number, and a follow-up.

    Unique within a mentorship. Raises ValueError for any other text.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Parse a key."""
        found = SHAPE.fullmatch(text)
        if not found or found[1] not in KINDS or (found[4] and StepKind(found[1]) not in REMINDERS):
            raise ValueError("a step's key reads kind/number, such as check_in/7")
        return super().__new__(cls, text)

    @classmethod
    def of(cls, kind: StepKind, number: int) -> Self:
        """Return the key of the step of this kind with this number, counted from 1."""
        return cls(f"{kind}/{number}")

    def reminder(self, number: int) -> Self:
        """Return the key of a reminder of this question."""
        return type(self)(f"{self.question}/reminder/{number}")

    def thanks(self) -> Self:
        """Return the key of the thanks that follow this prompt."""
        return type(self)(f"{self.question}/thanks")

    @property
    def kind(self) -> StepKind:
        """The kind of the step."""
        return _kind(self)

    @property
    def number(self) -> int:
        """The number of the step among those of its kind; a reminder has the number of its question."""
        return int(self._parts()[2])

    @property
    def nth(self) -> int:
        """The number of the reminder, counted from 1; 0 for any other step."""
        return int(self._parts()[5] or 0)

    @property
    def question(self) -> "StepKey":
        """The key of the question that this step repeats or follows up; otherwise the key itself."""
        found = self._parts()
        return StepKey(f"{found[1]}/{found[2]}")

    def _parts(self) -> re.Match[str]:
        found = SHAPE.fullmatch(self)
        assert found  # noqa: S101 - checked when it was made
        return found

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Serialize as plain text."""
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(), serialization=core_schema.to_string_ser_schema()
        )


@lru_cache(maxsize=4096)  # each decision asks a dozen times
def _kind(key: str) -> StepKind:
    found = SHAPE.fullmatch(key)
    if found is None:
        raise ValueError(f"{key} is no step's key")
    if found[3]:
        return StepKind.THANKS
    return REMINDERS[StepKind(found[1])] if found[4] else StepKind(found[1])
