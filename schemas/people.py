"""A person as letters and pages know them."""

from uuid import UUID

from schemas.value import Value


class Person(Value):
    """Somebody who is written to; never travels through Temporal."""

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
