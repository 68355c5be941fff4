"""Programmes as the HR platform describes them."""

from typing import Annotated

from pydantic import Field

from schemas.names import Formality
from schemas.rules_in import RulesIn
from schemas.texts import ExternalId, ProgrammeName
from schemas.value import Value

_FORMALITY = (
    "How people are addressed in languages that have a formal form of address: in German, `formal` is “Sie” with full "
    "names, `informal` is “du” with given names. Letters and pages in English and Spanish are the same for both."
)


_SAFEGUARDING = (
    "External id of the person who reads the concerns that mentees and mentors raise in confidence, and nobody else. "
    "Not the coordinator. Without one, letters offer no such thing."
)
_DEPUTY = (
    "External id of a second person for concerns: in place of the first if a concern is about their own mentorship, "
    "if they are away or cannot be reached, and beside them if a concern is not taken up in time."
)


class ProgrammeIn(Value):
    """A new programme."""

    name: Annotated[ProgrammeName, Field(description="Unique within your organisation.")]
    coordinator: Annotated[ExternalId | None, Field(description="External id of the person who runs it.")] = None
    safeguarding: Annotated[ExternalId | None, Field(description=_SAFEGUARDING)] = None
    safeguarding_deputy: Annotated[ExternalId | None, Field(description=_DEPUTY)] = None
    formality: Annotated[Formality, Field(description=_FORMALITY)] = Formality.INFORMAL
    rules: Annotated[RulesIn, Field(description="What happens when. Rules left out take their defaults.")] = RulesIn()


class ProgrammeChange(Value):
    """A change of a programme. Fields that are left out do not change."""

    name: Annotated[ProgrammeName, Field(default_factory=str, description="Unique within your organisation.")]
    formality: Annotated[Formality, Field(default_factory=lambda: Formality.INFORMAL, description=_FORMALITY)]
    coordinator: Annotated[
        ExternalId | None, Field(description="External id of the person who runs it from now on; null for nobody.")
    ] = None
    safeguarding: Annotated[ExternalId | None, Field(description=f"{_SAFEGUARDING} Null for nobody.")] = None
    safeguarding_deputy: Annotated[ExternalId | None, Field(description=f"{_DEPUTY} Null for nobody.")] = None
