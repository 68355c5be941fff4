"""The mentors who fit a mentee best, as the HTTP API shows them: in words, never in points."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.fit import FitWord
from schemas.value import Value

MOST = 50


class MentorsQuery(Value):
    """For which programme, and how many."""

    programme: Annotated[UUID, Field(description="The id of the programme; its rules rank the mentors.")]
    limit: Annotated[int, Field(ge=1, le=MOST, description="How many mentors at most.")] = 10


class FittingMentor(Value):
    """One mentor who may be asked at present."""

    external_id: str
    name: str
    fit: FitWord
    places: int
    reason_for_mentee: str
    reason_for_mentor: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]


class ShortlistOut(Value):
    """The mentors who fit best, best first, and how many were ruled out by which rule."""

    items: tuple[FittingMentor, ...]
    ruled_out: dict[str, int]
