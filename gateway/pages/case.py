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

TAKEN_UP = "taken_up"


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
    held: bool  # the mentorship is still on hold because of it
    others: bool  # another concern about the same mentorship waits for a decision
    closed: bool
    taken_up_at: datetime | None
    decided_at: datetime | None
    decision: str | None
    concern_hold_days: int
    handed_over: bool  # the programme has named others by now
    over: bool

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Case":
        """Return the case of a row of `concerns.case`."""
        people = {name: Person.of(row[name]) if row[name] else None for name in ("reader", "mentee", "mentor")}
        return cls.model_validate({**{name: row[name] for name in cls.model_fields if name in row}, **people})

    @cached_property
    def say(self) -> Speech:
        """The texts in the reader's language and time zone."""
        return speech_of(self.reader.language, self.reader.time_zone, (), self.formality)

    @property
    def stands_still(self) -> bool:
        """Whether the mentorship is on hold because of this concern, and a decision is left."""
        return self.held and self.decided_at is None

    @property
    def choices(self) -> tuple[str, ...]:
        """What its reader can do now."""
        mine = () if self.taken_up_at else (TAKEN_UP,)
        return (*mine, *(("go_on", "end") if self.stands_still else ()))

    @property
    def done(self) -> tuple[str, ...]:
        """What was done already: another press of the same button changes nothing."""
        return tuple(one for one in (TAKEN_UP if self.taken_up_at else None, self.decision) if one)

    def tell(self, key: str, **known: object) -> Markup:
        """Return a sentence about a concern, with the names of this case."""
        mentor = Name(self.mentor.name) if self.mentor else Name(self.say("somebody.mentor"))
        names = {"mentee": Name(self.mentee.name), "mentor": mentor, "programme": Name(self.programme)}
        return self.say(f"case.{key}", **names, **known)


def stands(case: Case) -> list[Markup]:
    """Return how the mentorship and the concern stand."""
    day = case.say.here(case.decided_at or case.taken_up_at or case.raised_at)
    if case.decision:
        return [case.tell(f"did_{case.decision}", day=day), *_others(case)]
    taken = [case.tell("did_taken_up", day=day)] if case.taken_up_at else []
    if not case.stands_still:
        return [*taken, case.tell("closed" if case.closed else "released" if case.holds else "not_held")]
    return [*taken, case.tell("held"), *_others(case)]


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


def _others(case: Case) -> list[Markup]:
    return [case.tell("others")] if case.others and not case.closed and case.decision != "end" else []
