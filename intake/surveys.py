"""What people answer at the end of a mentorship. It changes nothing there, so no workflow is told of it."""

from typing import Annotated, Literal, get_args
from uuid import UUID

from pydantic import Field

from intake.services import Services
from schemas.names import Role
from schemas.value import Value
from store import queries
from store.pool import Connection, within

Again = Literal["yes", "perhaps", "no"]
WORTH, AGAIN = range(1, 6), get_args(Again)


class Survey(Value):
    """One person's answers; each of them may be left out."""

    worth: Annotated[int, Field(ge=WORTH[0], le=WORTH[-1])] | None = None
    words: str = ""
    again: Again | None = None
    would_mentor: bool = False  # they may be asked, and are named for it

    @property
    def is_empty(self) -> bool:
        """Whether nothing is answered, or all of it was taken back."""
        return self == Survey()


async def answered(connection: Connection, mentorship: UUID, person: UUID) -> Survey:
    """Return what somebody has answered so far."""
    row = await queries.surveys.own(connection, mentorship=mentorship, person=person)
    return Survey.model_validate(dict(row)) if row else Survey()


async def save(
    services: Services, organisation: UUID, mentorship: UUID, person: UUID, role: Role, said: Survey
) -> None:
    """Save somebody's answers in place of those before."""
    async with within(services.pool, organisation) as connection:
        await queries.surveys.put(connection, mentorship=mentorship, person=person, role=role, **dict(said))
