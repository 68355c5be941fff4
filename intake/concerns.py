"""Concerns that one of a pair raises in confidence, and what the programme's contact decides about them.

The words are saved first, together with the answer that puts the mentorship on hold. That answer is the programme's: it
names neither who raised a concern nor that there is one. A worker writes to the contact: activities/concerns.py.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID, uuid4, uuid5

from intake.answers import Kept, NewAnswer, put
from intake.services import Services
from intake.telling import Told, tell_all
from schemas.names import AnswerKind, Choice, Role
from schemas.value import Value
from store import queries
from store.pool import Connection, said, within

Decision = Literal["go_on", "end", "settled"]
CHOICES: dict[str, Choice] = {"go_on": Choice.CONTINUE, "end": Choice.CLOSE}


Stopped = tuple[bool, list[Kept]]  # whether it is on hold, and the answer that says so, if it is new


class Raising(StrEnum):
    """What becomes of a concern that is sent."""

    SAVED = "saved"
    HELD = "held"  # saved, and the mentorship, which is not over, is on hold or will be
    DECIDED = "decided"  # not saved again: the contact has decided on the same form already


class NewConcern(Value):
    """A concern as it is raised, in the form of this number. Within an hour, the same form again changes nothing; nor,
    while nobody has decided on it, do the same words in a new form, as after "Back". Later, it is another concern.
    """

    link: UUID
    form: str
    mentorship: UUID
    person: UUID
    role: Role
    words: str
    readers: tuple[str, ...]  # the addresses that the page named
    takes_part: bool  # is one of the pair, and no mentor whom the search has passed over
    stops: bool  # put the mentorship on hold, unless it is over

    @property
    def id(self) -> UUID:
        """The same for the same words in the same form."""
        return uuid5(self.link, f"concern/{self.form}/{self.words}")


class Reading(Value):
    """Somebody whom a letter about a concern has reached, and who says what they do about it."""

    concern: UUID
    mentorship: UUID
    person: UUID


async def raise_concern(services: Services, organisation: UUID, concern: NewConcern) -> Raising:
    """Save a concern, and put the mentorship on hold; return what has become of it."""
    async with within(services.pool, organisation) as connection:
        is_over = await queries.concerns.lock(connection, mentorship=concern.mentorship)
        stops = concern.stops and not is_over
        known = await queries.concerns.known(connection, **_named(concern))
        if known and known["decided"]:
            return Raising.DECIDED
        if known and known["is_recent"]:
            held, kept = await _held_after_all(connection, organisation, concern.mentorship, known, stops)
        else:
            new = concern.model_copy(update={"form": str(uuid4())}) if known else concern
            held, kept = await _save(connection, organisation, new, stops)
    await tell_all(services, organisation, kept)
    return Raising.HELD if held and not is_over else Raising.SAVED


def _named(concern: NewConcern) -> dict[str, object]:
    """Return what makes a concern the same as another one."""
    return {
        "id": concern.id,
        "mentorship": concern.mentorship,
        "person": concern.person,
        "words": concern.words,
        "addressed": [one.lower() for one in concern.readers],
    }


async def _save(connection: Connection, organisation: UUID, concern: NewConcern, stops: bool) -> Stopped:
    await queries.concerns.put(
        connection,
        **_named(concern),
        organisation=organisation,
        role=concern.role,
        holds=stops,
        takes_part=concern.takes_part,
    )
    return stops, [await _put_on_hold(connection, organisation, concern.id, concern.mentorship)] if stops else []


async def _held_after_all(
    connection: Connection, organisation: UUID, mentorship: UUID, known: Mapping[str, Any], stops: bool
) -> Stopped:
    """Put a mentorship on hold for a concern that was sent without that before; what holds goes on holding."""
    id, already = known["id"], known["holds"]
    if already or not stops or not await queries.concerns.hold(connection, id=id, person=None):
        return already, []
    await queries.concerns.write_again(connection, id=id)
    return True, [await _put_on_hold(connection, organisation, id, mentorship)]


async def _put_on_hold(connection: Connection, organisation: UUID, concern: UUID, mentorship: UUID) -> Kept:
    """Save the answer that holds, under the concern's own id, and keep back letters that wait."""
    await queries.concerns.keep_back(connection, mentorship=mentorship)
    return await put(connection, organisation, _by_programme(mentorship, AnswerKind.HOLD), id=concern)


async def take_up(services: Services, organisation: UUID, reading: Reading) -> None:
    """Record that a contact has taken a concern up."""
    async with within(services.pool, organisation) as connection:
        await queries.concerns.take_up(connection, id=reading.concern, person=reading.person)


async def hold(services: Services, organisation: UUID, reading: Reading) -> None:
    """Put a mentorship on hold that whoever raised the concern did not want to stop; that takes the concern up, too."""
    async with within(services.pool, organisation) as connection:
        is_over = await queries.concerns.lock(connection, mentorship=reading.mentorship)
        if is_over or not await queries.concerns.hold(connection, id=reading.concern, person=reading.person):
            return
        kept = await _put_on_hold(connection, organisation, reading.concern, reading.mentorship)
    await tell_all(services, organisation, [kept])


async def decide(services: Services, organisation: UUID, reading: Reading, decision: Decision) -> Told | None:
    """Record what a contact decided, and lift the hold or end the mentorship, if it is on hold; None if it was decided
    before, or if there is nothing to lift.

    The workflow may get it before the hold, which then changes nothing any more.
    """
    lock = said(queries.answers.lock_mentorship, reading.mentorship)
    async with within(services.pool, organisation, lock) as connection:
        if not await queries.concerns.decide(connection, id=reading.concern, decision=decision, person=reading.person):
            return None
        if decision not in CHOICES:
            return None
        kept_back = queries.concerns.kept_back(connection, mentorship=reading.mentorship)
        untold = {row["role"]: row["steps"] async for row in kept_back}
        lifting: dict[str, object] = {"hold": str(reading.concern), "choice": CHOICES[decision], "kept_back": untold}
        lifting["missed"] = list(untold)  # for workers of the release before, until the next one
        kept = await put(connection, organisation, _by_programme(reading.mentorship, AnswerKind.LIFT, lifting))
    told = await tell_all(services, organisation, [kept])
    return told[0] if told else None


def _by_programme(mentorship: UUID, kind: AnswerKind, said: dict[str, object] | None = None) -> NewAnswer:
    return NewAnswer(mentorship=mentorship, role=Role.HR, kind=kind, said=said or {})
