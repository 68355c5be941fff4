"""The page on which one of a pair raises a concern: who reads it, what happens at once, and where else to turn."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from markupsafe import Markup

from activities.concerns import contacts_of
from gateway.pages.late import address
from gateway.pages.render import TEMPLATES
from gateway.pages.speech import Name, Speech, speech_of
from intake.concerns import Raising
from policy.concerns import readers
from schemas.names import Formality, Role
from schemas.people import Person
from schemas.value import Value

LONGEST = 10_000  # characters of a concern
YES, NO = "yes", "no"  # whether everything is put on hold
PEOPLE = ("reader", "mentee", "mentor")


class Place(Value):
    """Where a concern can be raised: behind one link of a letter to mentee or mentor."""

    link: UUID
    mentorship: UUID
    organisation_id: UUID
    role: Role
    organisation: str
    programme: str
    formality: Formality
    reader: Person
    mentee: Person
    mentor: Person | None
    coordinator: Person | None  # whom mail reaches
    contacts: tuple[dict[str, Any], ...]  # rows of those whom the programme has named for concerns, in their order
    concern_days: int
    closed: bool
    clock: datetime
    over: bool  # the letter went to an earlier address of the reader

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Place":
        """Return the place of a row of `concerns.place`."""
        people = {name: Person.of(row[name]) if row[name] else None for name in PEOPLE}
        host = row["coordinator"]
        reached = host and host["active"] and not host["unreachable_since"]
        known = {name: row[name] for name in cls.model_fields if name in row}
        return cls.model_validate({**known, **people, "coordinator": Person.of(host) if reached else None})

    @cached_property
    def say(self) -> Speech:
        """The texts in the reader's language."""
        return speech_of(self.reader.language, self.reader.time_zone, (), self.formality)

    @cached_property
    def _readers(self) -> list[Person]:
        involved = [one.id for one in (self.reader, self.mentee, self.mentor) if one]
        contacts = contacts_of([*self.contacts], self.clock)
        first = readers(contacts, involved)
        later = [one for one in readers(contacts, involved, letters=1) if one not in first]
        rows = {UUID(one["id"]): one for one in self.contacts}
        return [Person.of(rows[id]) for id in (*first, *later)]

    @property
    def contact(self) -> Person | None:
        """Who would read a concern; None if the programme has named nobody who could."""
        return self._readers[0] if self._readers else None

    @property
    def deputy(self) -> Person | None:
        """Who reads it, too, if it is not taken up in time."""
        return self._readers[1] if len(self._readers) > 1 else None

    @property
    def takes_part(self) -> bool:
        """Whether the reader is one of the pair, and no mentor whom a search has passed over."""
        return self.role is Role.MENTEE or (self.mentor is not None and self.mentor.id == self.reader.id)

    @property
    def can_stop(self) -> bool:
        """Whether whoever raises a concern can put the mentorship on hold with it."""
        return self.takes_part and not self.closed

    @property
    def addresses(self) -> tuple[str, ...]:
        """To where the words go, and to nowhere else."""
        return tuple(one.email for one in self._readers)

    @property
    def read_by(self) -> str:
        """Who reads it, as a form says it: what was written for one person is not sent to another one."""
        return ",".join(f"{one.id}/{one.email}" for one in self._readers)

    @property
    def away_until(self) -> datetime | None:
        """Until when whoever reads it is away; None if they are there."""
        ids = {UUID(one["id"]): one["away_until"] for one in self.contacts}
        until = ids.get(self._readers[0].id) if self._readers else None
        day = datetime.fromisoformat(until) if until else None
        return day if day and day > self.clock else None

    @property
    def partner(self) -> Name:
        """The other one of the two, by name if there is one."""
        other = self.mentor if self.role is Role.MENTEE else self.mentee
        return Name(other.name) if other else Name(self.say("somebody.mentor"))

    def tell(self, key: str, **known: object) -> Markup:
        """Return a sentence about concerns, with the names of this place."""
        contact = self._readers[0].name if self._readers else ""
        names = {"contact": Name(contact), "partner": self.partner, "programme": Name(self.programme)}
        return self.say(f"concern.{key}", **names, organisation=Name(self.organisation), **known)


def who_reads(place: Place) -> list[Markup]:
    """Return who reads a concern, and who does not."""
    deputy = place.deputy
    later = place.tell("reads_later", deputy=_with_address(deputy), count=place.concern_days) if deputy else None
    away = place.tell("reads_away", day=place.say.here(place.away_until)) if place.away_until else None
    where = _with_address(place.contact) if place.contact else ""
    said = (place.tell("reads", address=where), away, later, place.tell("reads_not"), place.tell("reads_named"))
    return [one for one in said if one]


def _with_address(person: Person) -> Markup:
    return Markup("{} (<bdi>{}</bdi>)").format(address(person), person.email)


def at_once(place: Place) -> list[Markup]:
    """Return what happens as soon as a concern is sent."""
    if place.can_stop:
        return [place.tell("gets"), place.tell("you_choose")]
    return [place.tell("closed" if place.closed else "passed"), place.tell("told_nobody")]


def elsewhere(place: Place) -> list[Markup]:
    """Return where to turn in an emergency, or if it is about whoever would read it."""
    other = address(place.deputy) if place.deputy else None
    about = place.tell("about_them_or", deputy=other) if other else place.tell("about_them")
    return [place.tell("emergency"), about]


def instead(place: Place) -> list[Markup]:
    """Return where to turn while nobody is named who could read a concern."""
    host = place.coordinator if place.coordinator and place.coordinator.id != place.reader.id else None
    turn = place.tell("instead", address=address(host)) if host else place.tell("instead_alone")
    return [place.tell("nobody"), turn, place.tell("emergency")]


def shown_form(
    place: Place,
    *,
    action: str,
    nonce: str,
    form: str,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    alert: Markup | None = None,
    sent: Raising | None = None,
) -> str:
    """Return the page with its form; once a concern is sent, what has happened. It never shows an earlier concern."""
    if place.contact is None:
        return nowhere(place, "")
    away = place.away_until
    gets = place.tell("sent_away", day=place.say.here(away)) if away else place.tell("sent_hint")
    done = [gets, place.tell("sent_holds" if sent is Raising.HELD else "told_nobody"), place.tell("emergency")]
    return TEMPLATES.get_template("concern.html").render(
        it=place,
        say=place.say,
        t=place.tell,
        action=action,
        nonce=nonce,
        form=form,
        given=given or {},
        problems=problems or {},
        alert=alert,
        done=done if sent else [],
        who_reads=who_reads(place),
        at_once=at_once(place),
        elsewhere=elsewhere(place),
        longest=LONGEST,
        words="",
        nobody=[],
    )


def nowhere(place: Place, words: str) -> str:
    """Return the page for a place where nobody could read a concern; with the words that were sent to it."""
    says = [place.say("note.over_hint")] if place.over else instead(place)
    return TEMPLATES.get_template("concern.html").render(
        it=place, say=place.say, t=place.tell, done=[], nobody=says, words=words, problems={}, given={}
    )
