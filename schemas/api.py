"""What the HTTP API takes: bodies and queries as the HR platform writes them."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)

from schemas.names import Health, NewsKind, Outcome, Phase
from schemas.request import CandidateWords, Request, Terms, Text
from schemas.rules_in import RulesIn as RulesIn
from schemas.value import Value

NO_BREAKS = r"^[^\p{Cc}\p{Zl}\p{Zp}]*$"  # names and titles end up in mail headers
ExternalId = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$")
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=NO_BREAKS)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=NO_BREAKS)]


def plain_address(text: str) -> str:
    """Return an e-mail address as it is kept; the domain in ASCII (RFC 5890). No DNS is asked."""
    if not text.rpartition("@")[0].isascii():
        raise ValueError("write an address whose part before the @ is plain ASCII; others (SMTPUTF8) are not carried")
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"write an address such as ana@example.org. {error}") from None
    return address.ascii_email or address.normalized


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(plain_address)]


def _at_noon(value: Any) -> Any:
    """Take a plain date (2027-01-31) as its noon in UTC, which is that day for nearly everybody."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return value
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else value


NEVER = 2200  # no return is so far off; the policy knows the day, and so the nearer limit


def _within_reach(until: datetime | None) -> datetime | None:
    if until and until.year >= NEVER:
        raise ValueError("name a date within the next ten years")
    return until


Return = Annotated[AwareDatetime, BeforeValidator(_at_noon), AfterValidator(_within_reach)]


class PersonIn(Value):
    """One person of the roster; a PUT replaces all of it."""

    given_name: Annotated[Name, Field(min_length=1)]
    family_name: Name = ""
    email: Email
    time_zone: Annotated[str, Field(max_length=64, description="IANA name, such as Europe/Lisbon")]
    language: Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    mentee: bool = True
    mentor: bool = False
    capacity: Annotated[int, Field(ge=0, le=100, description="how many mentees at a time")] = 1
    job_title: Title = ""
    about: Text = ""
    profile: Annotated[dict[str, JsonValue], Field(max_length=200)] = {}
    active: Annotated[bool, Field(description="false once they have left")] = True


class NewsIn(Value):
    """What became known about a person; told to each of their open mentorships."""

    kind: NewsKind
    until: Annotated[Return | None, Field(description="with `away`: when they are back")] = None
    time_zone: Annotated[str | None, Field(max_length=64, description="with `moved`: their zone from now on")] = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for name, value, kind in (("until", self.until, NewsKind.AWAY), ("time_zone", self.time_zone, NewsKind.MOVED)):
            if (value is not None) != (self.kind is kind):
                raise ValueError(f"give `{name}` with `{kind}`, and only then")
        return self


class ProgrammeIn(Value):
    """A new programme."""

    name: Annotated[Title, Field(min_length=1)]
    coordinator: Annotated[ExternalId | None, Field(description="external id of the person who runs it")] = None
    rules: RulesIn = RulesIn()


class ProgrammeChange(Value):
    """What is to change about a programme; what is left out stays as it is."""

    name: Annotated[Title, Field(min_length=1)] = ""
    coordinator: Annotated[ExternalId | None, Field(description="null: nobody runs it")] = None


class CandidateIn(CandidateWords):
    """A mentor who may be asked, and why this one."""

    external_id: ExternalId


class RequestIn(Request):
    """A request whose proposed meetings say their zone."""

    meetings: Annotated[tuple[AwareDatetime, ...], Field(max_length=5)] = ()


class TermsIn(Terms):
    """A first draft whose end says its zone."""

    ends: AwareDatetime | None = None


class MentorshipIn(Value):
    """A mentee who looks for a mentor (`mentors`, in the order to ask), or a pair (`mentor`)."""

    programme: UUID
    mentee: ExternalId
    mentors: Annotated[tuple[CandidateIn, ...], Field(min_length=1, max_length=20)] | None = None
    mentor: ExternalId | None = None
    request: RequestIn
    terms: TermsIn | None = None

    @property
    def asked(self) -> tuple[CandidateIn, ...]:
        """All mentors named, in order."""
        return self.mentors or (CandidateIn(external_id=self.mentor or ""),)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.mentors is None) == (self.mentor is None):
            raise ValueError("give either `mentors`, in the order to ask them, or `mentor` if these two are a pair")
        ids = [candidate.external_id for candidate in self.asked]
        if self.mentee in ids:
            raise ValueError("nobody can be their own mentor: name another mentor, or another mentee")
        if len(set(ids)) < len(ids):
            raise ValueError("name each mentor once")
        return self


class PauseIn(Value):
    """A break until a date."""

    until: Return
    reason: Text = ""


class ResumeIn(Value):
    """The end of a break."""

    reason: Text = ""


class CloseIn(Value):
    """The end of a mentorship."""

    outcome: Literal[Outcome.COMPLETED, Outcome.ENDED_EARLY, Outcome.LEFT, Outcome.WITHDRAWN]
    reason: Text = ""


class PageQuery(Value):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str | None, Field(max_length=600, description="`next_cursor` of the page before")] = None


class MentorshipsQuery(PageQuery):
    """Which mentorships."""

    phase: Phase | None = None
    health: Annotated[Health | None, Field(description="as it is at the moment of asking; implies one under way")] = (
        None
    )
    trouble: Annotated[bool | None, Field(description="true: those with a step that keeps failing")] = None
    programme: UUID | None = None
