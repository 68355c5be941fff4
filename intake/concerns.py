"""Concerns that one of a pair raises in confidence, and what the programme's contact decides about them.

The words are saved first, together with the answer that puts the mentorship on hold. That answer is the programme's: it
names neither who raised a concern nor that there is one. A worker writes to the contact: activities/concerns.py.
"""

from typing import Literal
from uuid import UUID, uuid5

from intake.answers import Kept, NewAnswer, put
from intake.services import Services
from intake.telling import Told, tell_all
from schemas.names import AnswerKind, Choice, Role
from schemas.value import Value
from store import queries
from store.pool import Connection, said, within

Decision = Literal["go_on", "end"]
CHOICES: dict[Decision, Choice] = {"go_on": Choice.CONTINUE, "end": Choice.CLOSE}


class NewConcern(Value):
    """A concern as it is raised, in the form of this number: sending the same form again changes nothing."""

    link: UUID
    form: str
    mentorship: UUID
    person: UUID
    role: Role
    words: str
    takes_part: bool  # is one of the pair, and no mentor whom the search has passed over

    @property
    def id(self) -> UUID:
        """The same for the same words in the same form."""
        return uuid5(self.link, f"concern/{self.form}/{self.words}")


async def raise_concern(services: Services, organisation: UUID, concern: NewConcern) -> bool:
    """Save a concern, and put the mentorship on hold; return whether it is, or will be, on hold."""
    async with within(services.pool, organisation) as connection:
        is_over = await queries.concerns.lock(connection, mentorship=concern.mentorship)
        holds = concern.takes_part and not is_over
        kept = await _save(connection, organisation, concern, holds)
    await tell_all(services, organisation, kept)
    return holds


async def _save(connection: Connection, organisation: UUID, concern: NewConcern, holds: bool) -> list[Kept]:
    """Save a concern with the answer that holds; return that answer, or nothing if they were saved before."""
    if await queries.concerns.known(connection, id=concern.id):
        return []
    columns = {"mentorship": concern.mentorship, "person": concern.person, "role": concern.role, "words": concern.words}
    await queries.concerns.put(connection, id=concern.id, organisation=organisation, holds=holds, **columns)
    if not holds:
        return []
    await queries.concerns.keep_back(connection, mentorship=concern.mentorship)
    return [await put(connection, organisation, _by_programme(concern.mentorship, AnswerKind.HOLD), id=concern.id)]


async def take_up(services: Services, organisation: UUID, concern: UUID) -> None:
    """Record that a contact has taken a concern up."""
    async with within(services.pool, organisation) as connection:
        await queries.concerns.take_up(connection, id=concern)


async def decide(
    services: Services, organisation: UUID, concern: UUID, mentorship: UUID, decision: Decision
) -> Told | None:
    """Record what a contact decided, and lift the hold or end the mentorship; None if it was decided before."""
    lifting: dict[str, object] = {"hold": str(concern), "choice": CHOICES[decision]}
    lock = said(queries.answers.lock_mentorship, mentorship)
    async with within(services.pool, organisation, lock) as connection:
        if not await queries.concerns.decide(connection, id=concern, decision=decision):
            return None
        kept = await put(connection, organisation, _by_programme(mentorship, AnswerKind.LIFT, lifting))
    told = await tell_all(services, organisation, [kept])
    return told[0] if told else None


def _by_programme(mentorship: UUID, kind: AnswerKind, said: dict[str, object] | None = None) -> NewAnswer:
    return NewAnswer(mentorship=mentorship, role=Role.HR, kind=kind, said=said or {})
