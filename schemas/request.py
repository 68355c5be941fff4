"""A mentee's request and a pair's agreement: people's own words, stored in Postgres."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID, uuid5

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from schemas.scalars import AtMost
from schemas.value import Durable

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=3000)]


class Words(Durable):
    """What people wrote. What a later release added to it is left out where it is read; we send nothing else either."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})


class Goal(Words):
    """One goal; its id stays the same when its text is changed.

    A plain text is also accepted and gets an id; the same text always gets the same id.
    """

    id: UUID
    text: Annotated[Line, Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: Any) -> Any:
        return {"id": uuid5(GOALS, given.strip()), "text": given} if isinstance(given, str) else given

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a goal with the id derived from its text."""
        return cls.model_validate(text)

    @property
    def field(self) -> str:
        """The name under which somebody says how it went."""
        return f"goal-{self.id}"

    def __str__(self) -> str:
        return self.text


GOALS = UUID("6f0a4a1c-6d0e-4a53-9a55-0c5d1c6a4f0e")  # UUID namespace of goals that were given as plain texts


class Request(Words):
    """A personal request: brief, with a clear objective, thoughtful questions and an offer in return."""

    objective: Annotated[Text, Field(min_length=1)]  # completes "I would like to …"
    tried: Text = ""
    questions: Annotated[tuple[Line, ...], AtMost(5)] = ()
    offer: Text = ""
    hours_a_month: Annotated[float, Field(gt=0, le=40)] | None = None
    meetings: Annotated[tuple[datetime, ...], AtMost(5)] = ()  # possible first meetings
    short_term_goals: Annotated[tuple[Goal, ...], AtMost(5)] = ()
    long_term_goals: Annotated[tuple[Goal, ...], AtMost(5)] = ()


class CandidateWords(Words):
    """Why this mentor: three texts, each for one reader."""

    why_you: Annotated[
        Text, Field(description="The mentee's own words to this mentor. No other mentor reads them.")
    ] = ""
    reason_for_mentor: Annotated[Text, Field(description="Why the programme chose them, as the mentor reads it.")] = ""
    reason_for_mentee: Annotated[Text, Field(description="Why the programme chose them, as the mentee reads it.")] = ""


class Terms(Words):
    """One version of an agreement."""

    goals: Annotated[tuple[Goal, ...], AtMost(8)] = ()
    focus: Line = ""  # scope: what it is about, and what not
    cadence_days: Annotated[int, Field(ge=1, le=366)] = 21
    channel: Line = "video call"
    minutes: Annotated[int, Field(ge=10, le=240)] = 45
    boundaries: Text = "We cancel a day ahead, and we say so when something does not suit."
    confidentiality: Text = "What we say stays between us, unless we agree otherwise."
    giving: Text = ""  # how each gives back
    ends: datetime | None = None
    no_fault: bool = True  # either may end it kindly at any time, without blame
