"""Concerns that one of a pair raises in confidence, and what the programme's contact decides about them.

The words are saved first, together with the answer that puts the mentorship on hold. That answer is the programme's: it
names neither who raised a concern nor that there is one. A worker writes to the contact: activities/concerns.py.
"""

from itertools import count
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
    stops: bool  # put the mentorship on hold, unless it is over

    def numbered(self, number: int) -> UUID:
        """Return the id: the same for the same words in the same form, as long as they are not decided."""
        return uuid5(self.link, f"concern/{self.form}/{self.words}" + (f"/{number}" if number else ""))


class Reading(Value):
    """Somebody whom a letter about a concern has reached, and who says what they do about it."""

    concern: UUID
    mentorship: UUID
    person: UUID


async def raise_concern(services: Services, organisation: UUID, concern: NewConcern) -> bool:
    """Save a concern, and put the mentorship on hold; return whether it is, or will be, on hold because of it."""
    async with within(services.pool, organisation) as connection:
        is_over = await queries.concerns.lock(connection, mentorship=concern.mentorship)
        holds, kept = await _save(connection, organisation, concern, concern.stops and not is_over)
    await tell_all(services, organisation, kept)
    return holds


async def _save(
    connection: Connection, organisation: UUID, concern: NewConcern, holds: bool
) -> tuple[bool, list[Kept]]:
    """Save a concern with the answer that holds; return whether it holds, and that answer if it is new.

    What was decided is over: the same words again are another concern.
    """
    for number in count():
        id = concern.numbered(number)
        known = await queries.concerns.known(connection, id=id)
        if known is None:
            break
        if not known["decided"]:
            return known["holds"], []
    columns = {"mentorship": concern.mentorship, "person": concern.person, "role": concern.role, "words": concern.words}
    await queries.concerns.put(connection, id=id, organisation=organisation, holds=holds, **columns)
    return holds, [await _put_on_hold(connection, organisation, id, concern.mentorship)] if holds else []


async def _put_on_hold(connection: Connection, organisation: UUID, concern: UUID, mentorship: UUID) -> Kept:
    """Save the answer that holds, under the concern's own id, and keep back letters that wait."""
    await queries.concerns.keep_back(connection, mentorship=mentorship)
    return await put(connection, organisation, _by_programme(mentorship, AnswerKind.HOLD), id=concern)


async def take_up(services: Services, organisation: UUID, reading: Reading) -> None:
    """Record that a contact has taken a concern up."""
    async with within(services.pool, organisation) as connection:
        await queries.concerns.take_up(connection, id=reading.concern, person=reading.person)


async def hold(services: Services, organisation: UUID, reading: Reading) -> None:
    """Put a mentorship on hold that whoever raised the concern did not want to stop."""
    async with within(services.pool, organisation) as connection:
        is_over = await queries.concerns.lock(connection, mentorship=reading.mentorship)
        if is_over or not await queries.concerns.hold(connection, id=reading.concern):
            return
        kept = await _put_on_hold(connection, organisation, reading.concern, reading.mentorship)
    await tell_all(services, organisation, [kept])


async def decide(services: Services, organisation: UUID, reading: Reading, decision: Decision) -> Told | None:
    """Record what a contact decided, and lift the hold or end the mentorship; None if it was decided before.

    The workflow may get it before the hold, which then changes nothing any more.
    """
    lifting: dict[str, object] = {"hold": str(reading.concern), "choice": CHOICES[decision]}
    lock = said(queries.answers.lock_mentorship, reading.mentorship)
    async with within(services.pool, organisation, lock) as connection:
        if not await queries.concerns.decide(connection, id=reading.concern, decision=decision, person=reading.person):
            return None
        kept = await put(connection, organisation, _by_programme(reading.mentorship, AnswerKind.LIFT, lifting))
    told = await tell_all(services, organisation, [kept])
    return told[0] if told else None


def _by_programme(mentorship: UUID, kind: AnswerKind, said: dict[str, object] | None = None) -> NewAnswer:
    return NewAnswer(mentorship=mentorship, role=Role.HR, kind=kind, said=said or {})
