"""What people say at the end of a mentorship, as the API shows it: numbers, and who would be a mentor."""

from datetime import datetime
from uuid import UUID

from schemas.names import Role
from schemas.value import Value


class WorthOut(Value):
    """How many found it worth their time, from 1 to 5."""

    answers: int
    average: float
    counts: tuple[int, ...]


class AgainOut(Value):
    """How many would take part again."""

    yes: int
    perhaps: int
    no: int


class SurveySideOut(Value):
    """What mentees or mentors said."""

    asked: int
    answered: int
    worth: WorthOut | None
    again: AgainOut | None


class SurveyOut(Value):
    """What people said at the end of the mentorships of a programme."""

    mentees: SurveySideOut
    mentors: SurveySideOut


class VolunteerOut(Value):
    """Somebody who said at the end of a mentorship that they would be a mentor."""

    external_id: str
    name: str
    email: str
    role: Role
    already: bool
    mentorship: UUID
    said_at: datetime


class VolunteersOut(Value):
    """A page of volunteers, by external id."""

    items: tuple[VolunteerOut, ...]
    next_cursor: str | None
