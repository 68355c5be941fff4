"""Everything a page knows about its link: who asks whom, what was answered, how things stand."""

import re
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from intake.answers import Kept, readable
from intake.services import Services
from letters.voice import Voice, voice_of
from policy.card import card_of
from policy.reasons import all_of
from schemas.messages import Card
from schemas.names import Phase, Role, StepKind
from schemas.people import Person
from schemas.reason import Reason
from schemas.request import Request, Terms
from schemas.rules import Rules
from schemas.state import State
from schemas.step_key import StepKey
from schemas.value import Value
from store import queries
from store.pool import Connection, holding, within

PLACES = re.compile(r"\{mentee\}|\{mentor\}|your partner")


class Standing(Value):
    """One reader's view of one mentorship, at one question."""

    link: UUID
    mentorship: UUID
    organisation_id: UUID
    role: Role
    step: StepKey
    organisation: str
    programme: str
    reader: Person
    mentee: Person
    mentor: Person | None
    coordinator: Person | None
    request: Request
    why: str  # this candidate
    reason: Reason | None  # this step
    letter: str  # what was sent; within one step, two people may get different ones
    terms: Terms | None
    rules: Rules
    state: State
    clock: datetime  # the mentorship's own; never behind what it has done already
    newer: bool  # whether the reader was written to again since
    over: bool  # whether the letter went to an address that is no longer the reader's, or they have left
    answered: Kept | None = None
    story: tuple[Kept, ...] = ()  # all that the reader answered, once it is over
    in_touch: bool = False  # whether both said that they would like to stay in touch

    @property
    def kind(self) -> StepKind:
        """What kind of step the mail was."""
        return self.step.kind

    @cached_property
    def card(self) -> Card:
        """How things stand at this moment."""
        return card_of(self.state, self.clock)

    @property
    def phase(self) -> Phase:
        """Where the mentorship stands."""
        return self.card.phase

    @property
    def partner(self) -> Person | None:
        """The other one of the pair; for a coordinator, nobody."""
        return {Role.MENTEE: self.mentor, Role.MENTOR: self.mentee}.get(self.role)

    @property
    def concerned(self) -> bool:
        """Whether this is still the reader's affair: a mentor who was passed over learns nothing more."""
        return self.role is not Role.MENTOR or self.mentor is None or self.mentor.id == self.reader.id

    @property
    def is_present_agreement(self) -> bool:
        """Whether the mail showed the version of the agreement that is looked at now."""
        agreeing = self.state.agreeing
        return agreeing is not None and self.step.number == agreeing.version

    @property
    def because(self) -> str:
        """Why the mail was sent, or else how the pair fares, with names in it."""
        reasons = (self.reason,) if self.reason else self.card.health_reasons
        return self.filled(all_of(reasons))

    @property
    def voice(self) -> Voice:
        """How dates are said to the reader; pages are in English for now."""
        return voice_of("en", self.reader.time_zone)

    def filled(self, text: str) -> str:
        """Return a sentence with names in its placeholders; a name is never read as one."""
        names = {"{mentee}": self.mentee, "{mentor}": self.mentor, "your partner": self.partner}
        given = {place: person.given_name for place, person in names.items() if person}
        return PLACES.sub(lambda found: given.get(found[0], found[0].replace("{mentor}", "the mentor")), text)


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
            connection, mentorship=standing.mentorship, person=standing.reader.id, question=standing.step.question
        )
        over = await _looking_back(connection, standing) if standing.phase is Phase.CLOSED else {}
    return standing.model_copy(update={"answered": readable(latest) if latest else None, **over})


async def _looking_back(connection: Connection, standing: Standing) -> dict[str, Any]:
    """Return what only those who were in it see once it is over."""
    if not standing.concerned:
        return {}
    own = queries.answers.by_person(connection, mentorship=standing.mentorship, person=standing.reader.id)
    in_touch = standing.partner and await queries.answers.in_touch(connection, mentorship=standing.mentorship)
    return {"story": tuple([one async for row in own if (one := readable(row))]), "in_touch": bool(in_touch)}


def _standing(row: dict[str, Any]) -> Standing:
    people = {name: _person(row[name]) for name in ("reader", "mentee", "mentor", "coordinator")}
    known = {name: row[name] for name in Standing.model_fields if name in row}
    texts = {name: row[name] or "" for name in ("why", "letter")}
    standing = Standing.model_validate({**known, **people, **texts})
    ends = standing.state.ends
    if standing.terms is None or ends is None:
        return standing
    return standing.model_copy(update={"terms": standing.terms.model_copy(update={"ends": ends})})


def _person(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return {name: row[name] for name in Person.model_fields} if row else None
