"""The page on which a concern's reader says what they do about it. It shows neither the words nor whose they are."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from markupsafe import Markup

from gateway.pages.render import TEMPLATES
from gateway.pages.speech import Name, Speech, speech_of
from schemas.names import Formality
from schemas.people import Person
from schemas.value import Value

TAKEN_UP, HOLD = "taken_up", "hold"


PEOPLE = ("reader", "mentee", "mentor", "taken_up_by")


class Case(Value):
    """One concern as its reader's page knows it."""

    link: UUID
    organisation_id: UUID
    concern: UUID
    mentorship: UUID
    organisation: str
    programme: str
    formality: Formality
    reader: Person
    mentee: Person
    mentor: Person | None
    raised_at: datetime
    holds: bool  # it has put the mentorship on hold
    matched: bool  # they are a pair; in a search, a mentor has only been asked
    takes_part: bool  # whoever raised it is one of the two
    held: bool  # the mentorship is still on hold because of it
    others: bool  # another concern about the same mentorship waits for a decision
    closed: bool
    ending: bool  # a goodbye has begun; a last notice, which an answer cancels, is none
    taken_up_at: datetime | None
    taken_up_by: Person | None
    decided_at: datetime | None
    decision: str | None
    concern_hold_days: int
    handed_over: bool  # its reader is not named any more
    unnamed: bool  # the programme names nobody any more
    involved: bool  # its reader is one of the two by now
    over: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Case":
        """Return the case of a row of `concerns.case`."""
        people = {name: Person.of(row[name]) if row[name] else None for name in PEOPLE}
        return cls.model_validate({**{name: row[name] for name in cls.model_fields if name in row}, **people})

    @cached_property
    def say(self) -> Speech:
        """The texts in the reader's language and time zone."""
        return speech_of(self.reader.language, self.reader.time_zone, (), self.formality)

    @property
    def kept_from(self) -> str | None:
        """Why its reader can neither read nor decide anything any more: a note of the catalogue; None if they can."""
        if self.over:
            return "over"
        if self.handed_over:
            return "unnamed" if self.unnamed else "handed_on"
        return "involved" if self.involved else None

    @property
    def stands_still(self) -> bool:
        """Whether the mentorship is on hold because of this concern, and a decision is left."""
        return self.held and self.decided_at is None

    @property
    def is_mine(self) -> bool:
        """Whether its reader is the one who has taken it up."""
        return self.taken_up_by is not None and self.taken_up_by.id == self.reader.id

    @property
    def can_hold(self) -> bool:
        """Whether its reader can put the mentorship on hold, because whoever raised it did not."""
        return self.takes_part and not self.holds and not self.closed and self.decided_at is None

    @property
    def choices(self) -> tuple[str, ...]:
        """What its reader can do now."""
        mine = () if self.is_mine or self.decided_at else (TAKEN_UP,)
        if self.stands_still:
            return (*mine, "go_on", "end")
        more = () if self.holds or self.closed or self.decided_at else ("settled",)
        return (*mine, *((HOLD,) if self.can_hold else ()), *more)

    @property
    def done(self) -> tuple[str, ...]:
        """What was done already: another press of the same button changes nothing."""
        known = (TAKEN_UP if self.is_mine else None, HOLD if self.holds else None, self.decision)
        return tuple(one for one in known if one)

    def tell(self, key: str, **known: object) -> Markup:
        """Return a sentence about a concern, with the names of this case."""
        mentor = Name(self.mentor.name) if self.mentor else Name(self.say("somebody.mentor"))
        names = {"mentee": Name(self.mentee.name), "mentor": mentor, "programme": Name(self.programme)}
        return self.say(f"case.{key}", **names, **known)


def stands(case: Case) -> list[Markup]:
    """Return how the mentorship and the concern stand."""
    day = case.say.here(case.decided_at or case.taken_up_at or case.raised_at)
    if case.decision:
        waits = "_waits" if case.decision == "go_on" and _others(case) else ""
        return [case.tell(f"did_{case.decision}{waits}", day=day), *_others(case)]
    taken = [_taken_up(case, day)] if case.taken_up_at else []
    if not case.stands_still:
        return [*taken, *_free(case)]
    return [*taken, case.tell("held"), *([case.tell("ending")] if case.ending else []), *_others(case)]


def _free(case: Case) -> list[Markup]:
    """Return why the mentorship is not on hold because of this concern; another one may hold it."""
    if case.closed:
        return [case.tell("closed")]
    if case.holds:
        return _others(case) or [case.tell("released")]
    return [case.tell("not_held"), *_others(case)]


def shown(case: Case, *, action: str, nonce: str, chosen: str = "", again: bool = False) -> str:
    """Return the page; after a press, with what has changed."""
    return TEMPLATES.get_template("case.html").render(
        it=case,
        say=case.say,
        t=case.tell,
        action=action,
        nonce=nonce,
        chosen=chosen,
        again=again,
        raised=case.say.here(case.raised_at),
        stands=stands(case),
    )


def _taken_up(case: Case, day: str) -> Markup:
    if case.is_mine or case.taken_up_by is None:
        return case.tell("did_taken_up", day=day)
    return case.tell("did_taken_up_by", day=day, name=Name(case.taken_up_by.name))


def _others(case: Case) -> list[Markup]:
    return [case.tell("others")] if case.others and not case.closed and case.decision != "end" else []
