"""What the HTTP API shows: answers as the HR platform and the console read them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from schemas.names import AnswerKind, Formality, Health, MailState, NewsKind, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.request import CandidateWords, Request, Terms
from schemas.rules import Rules
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
    away_until: Annotated[datetime | None, Field(description="as news said; a date in the past says they are back")]
    unreachable_since: Annotated[datetime | None, Field(description="since when mail to this address fails")]
    created_at: datetime
    updated_at: datetime


class PeopleOut(Value):
    """A page of people, by external id."""

    items: tuple[PersonOut, ...]
    next_cursor: str | None


class NewsOut(Value):
    """News that was kept; each mentorship takes it in within seconds."""

    id: UUID
    kind: NewsKind
    mentorships: Annotated[tuple[UUID, ...], Field(description="the open mentorships that are told")]


class ProgrammeOut(Value):
    """A programme with the current version of its rules."""

    id: UUID
    name: str
    coordinator: str | None
    formality: Formality
    version: int
    rules: Rules
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


class ProgrammeRef(Value):
    """Which programme."""

    id: UUID
    name: str


class People(Value):
    """Who takes part."""

    mentee: Somebody
    mentor: Somebody | None
    coordinator: Somebody | None


class NextOut(Value):
    """What fires next, when and why."""

    what: str
    when: datetime
    why: str
    code: Annotated[ReasonCode, Field(description="the reason for programs")]
    kind: StepKind
    step: str
    to: tuple[Role, ...]


class TroubleOut(Value):
    """A step that keeps failing; it is tried again by itself, and pausing and closing work meanwhile."""

    step: str
    since: datetime
    says: str


class MentorshipOut(Value):
    """A mentorship as it stands; `says` is one sentence on what has just been done, if anything was."""

    id: UUID
    programme: ProgrammeRef
    phase: Phase
    standing: Annotated[str, Field(description="the phase in words")]
    health: Annotated[Health | None, Field(description="null once it is closed")]
    health_reason: str
    health_codes: Annotated[tuple[ReasonCode, ...], Field(description="the reasons for programs")]
    waiting_for: tuple[Role, ...]
    next: NextOut | None
    trouble: TroubleOut | None
    people: People
    candidates: tuple[CandidateOut, ...]
    cadence_days: int
    check_ins: int
    ends: datetime | None
    paused_until: datetime | None
    away: Annotated[
        dict[Role, datetime],
        Field(description="during a break: who is away, and until when; `hr` for a break of both that HR began"),
    ]
    outcome: Outcome | None
    request: Request
    terms: Terms | None
    terms_version: int | None
    rules_version: int
    under_way: Annotated[bool, Field(description="false while Temporal was not told of it, or is found to lack it")]
    created_at: datetime
    updated_at: datetime
    says: str = ""


class MentorshipsOut(Value):
    """A page of mentorships, newest first."""

    items: tuple[MentorshipOut, ...]
    next_cursor: str | None


class MailOut(Value):
    """One mail of a step, and how far it got."""

    to: Role
    name: str
    letter: str
    state: MailState
    says: str


class Entry(Value):
    """One thing that happened: a step of the machine, or an answer of somebody (never their words)."""

    at: datetime
    type: Literal["step", "answer", "news"]
    kind: StepKind | AnswerKind | NewsKind
    step: str
    says: str
    why: str = ""
    code: ReasonCode | None = None
    by: Role | None = None
    state: Literal["taken", "noted", "refused"] | None = None
    mails: tuple[MailOut, ...] = ()


class TimelineOut(Value):
    """All that happened, in order."""

    items: tuple[Entry, ...]


class Fault(Value):
    """One thing wrong with a request: in its body (`pointer`, RFC 6901), or in a parameter or header."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class ProblemOut(Value):
    """Why a request was not served, and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: tuple[Fault, ...] = ()


class Alive(Value):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Check(Value):
    """One thing that the gateway needs: whether it is as it should be, and what is wrong with it if not."""

    name: Literal["postgres", "writable", "migrations", "temporal", "namespace", "search_attributes"]
    ok: bool
    says: str


class Ready(Value):
    """What the gateway needs, and whether it is there."""

    status: Literal["ready", "not ready"]
    postgres: bool
    temporal: bool
    checks: tuple[Check, ...]
