"""A person, for letters and pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from schemas.value import Value


class Person(Value):
    """Somebody who gets letters; never sent through Temporal."""

    id: UUID
    external_id: str
    given_name: str
    family_name: str
    email: str
    time_zone: str
    language: str = "en"
    job_title: str = ""
    about: str = ""

    @property
    def name(self) -> str:
        """The full name, as signed under a letter."""
        return f"{self.given_name} {self.family_name}".strip()

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Person":
        """Return the person of a row of the roster; the row may have more columns."""
        return cls.model_validate({name: row[name] for name in cls.model_fields})
