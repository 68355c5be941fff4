"""The output of the HTTP API: responses for the HR platform and the console."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from schemas.names import AnswerKind, Formality, Health, MailState, NewsKind, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.request import CandidateWords, Request, Terms
from schemas.rules import ProgrammeRules
from schemas.value import Value


class PersonOut(Value):
    """A person of the roster."""

    external_id: str
    given_name: str
    family_name: str
    email: str
    time_zone: str
    language: str
    mentee: bool
    mentor: bool
    capacity: int
    job_title: str
    about: str
    profile: dict[str, Any]
    active: bool
    away_until: datetime | None
    unreachable_since: datetime | None
    not_before: date | None
    created_at: datetime
    updated_at: datetime


class PeopleOut(Value):
    """A page of people, by external id."""

    items: tuple[PersonOut, ...]
    next_cursor: str | None


class NewsOut(Value):
    """News that was saved; each mentorship receives it within seconds."""

    id: UUID
    kind: NewsKind
    mentorships: tuple[UUID, ...]


class ProgrammeOut(Value):
    """A programme with the current version of its rules."""

    id: UUID
    name: str
    coordinator: str | None
    safeguarding: str | None
    safeguarding_deputy: str | None
    formality: Formality
    version: int
    rules: ProgrammeRules
    created_at: datetime


class ProgrammesOut(Value):
    """A page of programmes, oldest first."""

    items: tuple[ProgrammeOut, ...]
    next_cursor: str | None


class Somebody(Value):
    """A person in a mentorship."""

    external_id: str
    name: str
    given_name: str
    time_zone: str


class CandidateOut(CandidateWords):
    """A mentor who was, is or may be asked."""

    rank: int
    external_id: str
    name: str
    not_before: date | None = None


class ProgrammeRef(Value):
    """Which programme."""

    id: UUID
    name: str


class People(Value):
    """Who takes part."""

    mentee: Somebody
    mentor: Somebody | None
    coordinator: Somebody | None


class DelayOut(Value):
    """Why a step comes later than planned."""

    says: str
    code: ReasonCode


class NextOut(Value):
    """The next step, when and why."""

    what: str
    when: datetime
    overdue: bool
    why: str
    code: ReasonCode
    kind: StepKind
    step: str
    to: tuple[Role, ...]
    delayed: DelayOut | None


class TroubleOut(Value):
    """A step that keeps failing; it is retried automatically, and pausing and closing work meanwhile."""

    step: str
    since: datetime
    says: str


class MentorshipOut(Value):
    """The current status of a mentorship; `says` is one sentence about what the request has just done, if anything."""

    id: UUID
    programme: ProgrammeRef
    phase: Phase
    standing: str
    health: Health | None
    health_reason: str
    health_codes: tuple[ReasonCode, ...]
    waiting_for: tuple[Role, ...]
    next: NextOut | None
    trouble: TroubleOut | None
    people: People
    candidates: tuple[CandidateOut, ...]
    cadence_days: int
    check_ins: int
    ends: datetime | None
    ended: datetime | None
    paused_until: datetime | None
    away: Annotated[
        dict[Role, datetime],
        Field(description="During a break: who is still away, and until when; `hr` for a break of both that HR began."),
    ]
    outcome: Outcome | None
    request: Request
    terms: Terms | None
    terms_version: int | None
    rules_version: int
    under_way: bool
    created_at: datetime
    updated_at: datetime
    says: str = ""


class MentorshipsOut(Value):
    """A page of mentorships, newest first."""

    items: tuple[MentorshipOut, ...]
    next_cursor: str | None


class MailOut(Value):
    """One mail of a step, with its delivery status."""

    to: Role
    name: str
    letter: str
    state: MailState
    says: str


CoordinatorChanged = Literal["coordinator_changed"]  # the programme has another coordinator, or none
COORDINATOR_CHANGED: CoordinatorChanged = "coordinator_changed"


class Entry(Value):
    """One thing that happened: a step of Rapport, an answer (without people's words), or news."""

    at: datetime
    type: Literal["step", "answer", "news"]
    kind: StepKind | AnswerKind | NewsKind | CoordinatorChanged
    step: str
    says: str
    why: str = ""
    code: ReasonCode | None = None
    by: Role | None = None
    state: Literal["taken", "noted", "refused"] | None = None
    mails: tuple[MailOut, ...] = ()


class TimelineOut(Value):
    """Everything that happened, in order."""

    items: tuple[Entry, ...]


class Fault(Value):
    """One error in a request: in its body (`pointer`, RFC 6901), or in a parameter or header."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class ProblemOut(Value):
    """Why a request failed, and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: tuple[Fault, ...] = ()
