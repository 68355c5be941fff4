"""Everything a page knows about its link: who asks whom, what was answered, how things stand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from intake.answers import Kept
from intake.services import Services
from letters.voice import Voice, voice_of
from policy.sentences import fill
from schemas.messages import Card
from schemas.names import Phase, Role, StepKind
from schemas.people import Person
from schemas.request import Request, Terms
from schemas.rules import Rules
from schemas.value import Value
from store import queries
from store.pool import Connection, holding, within


class Standing(Value):
    """One reader's view of one mentorship, at one question."""

    link: UUID
    mentorship: UUID
    organisation_id: UUID
    role: Role
    step: str
    kind: StepKind
    organisation: str
    programme: str
    reader: Person
    mentee: Person
    mentor: Person | None
    coordinator: Person | None
    request: Request
    why: str  # this candidate
    reason: str  # this step
    letter: str  # what was sent; within one step, two people may get different ones
    terms: Terms | None
    terms_version: int
    rules: Rules
    card: Card | None
    phase: Phase
    clock: datetime  # the mentorship's own; never behind what it has done already
    newer: bool  # whether the reader was written to again since
    over: bool  # whether the letter went to an address that is no longer the reader's, or they have left
    answered: Kept | None = None
    story: tuple[Kept, ...] = ()  # all that the reader answered, once it is over
    in_touch: bool = False  # whether both said that they would like to stay in touch

    @property
    def partner(self) -> Person | None:
        """The other one of the pair; for a coordinator, nobody."""
        return {Role.MENTEE: self.mentor, Role.MENTOR: self.mentee}.get(self.role)

    @property
    def concerned(self) -> bool:
        """Whether this is still the reader's affair: a mentor who was passed over learns nothing more."""
        return self.role is not Role.MENTOR or self.mentor is None or self.mentor.id == self.reader.id

    @property
    def question(self) -> str:
        """What the mail asked, without its reminders: `request/2/reminder/1` asks `request/2`."""
        return "/".join(self.step.split("/")[:2])

    @property
    def voice(self) -> Voice:
        """How dates are said to the reader; pages are in English for now."""
        return voice_of("en", self.reader.time_zone)

    def filled(self, sentence: str) -> str:
        """Return a sentence with names in its placeholders."""
        mentor = self.mentor.given_name if self.mentor else "the mentor"
        partner = self.partner.given_name if self.partner else "your partner"
        named = fill(sentence, {"mentee": self.mentee.given_name, "mentor": mentor})
        return named.replace("your partner", partner)


async def read_standing(services: Services, link: UUID) -> Standing | None:
    """Return what is known of a link whose proof has been checked; None when there is no such link."""
    async with holding(services.pool, link) as connection:
        held = await queries.answers.link(connection, link=link)
    if held is None:
        return None
    async with within(services.pool, held["organisation_id"]) as connection:
        row = await queries.answers.standing(connection, link=link)
        standing = _standing(dict(row))
        latest = await queries.answers.latest_to(
            connection, mentorship=standing.mentorship, person=standing.reader.id, question=standing.question
        )
        over = await _looking_back(connection, standing) if standing.phase is Phase.CLOSED else {}
    return standing.model_copy(update={"answered": Kept(**latest) if latest else None, **over})


async def _looking_back(connection: Connection, standing: Standing) -> dict[str, Any]:
    """Return what only those who were in it see once it is over."""
    if not standing.concerned:
        return {}
    own = queries.answers.by_person(connection, mentorship=standing.mentorship, person=standing.reader.id)
    in_touch = standing.partner and await queries.answers.in_touch(connection, mentorship=standing.mentorship)
    return {"story": tuple([Kept(**row) async for row in own]), "in_touch": bool(in_touch)}


def _standing(row: dict[str, Any]) -> Standing:
    people = {name: _person(row[name]) for name in ("reader", "mentee", "mentor", "coordinator")}
    known = {name: row[name] for name in Standing.model_fields if name in row}
    texts = {name: row[name] or "" for name in ("why", "reason", "letter")}
    return Standing.model_validate({**known, **people, **texts, "terms_version": row["terms_version"] or 0})


def _person(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: row[name] for name in Person.model_fields} if row else None
