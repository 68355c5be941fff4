"""The input of the HTTP API: request bodies and queries from the HR platform."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, JsonValue, StringConstraints, WithJsonSchema, model_validator

from schemas.names import Health, NewsKind, Phase
from schemas.programmes_in import ProgrammeChange as ProgrammeChange
from schemas.programmes_in import ProgrammeIn as ProgrammeIn
from schemas.request import CandidateWords, Goal, Request, Terms, Text
from schemas.rules_in import RulesIn as RulesIn
from schemas.scalars import AtMost, Day, Flag, Moment, Number, SpelledFlag, Whole, misfit
from schemas.texts import LANGUAGE, Email, ExternalId, GivenName, Name, Title
from schemas.value import Value

LONGEST_GOAL = 300
Reported = Literal[
    NewsKind.LEFT, NewsKind.AWAY, NewsKind.BACK, NewsKind.UNREACHABLE, NewsKind.REACHABLE, NewsKind.MOVED
]  # a new address is reported by changing it
NOWHERE = {"Factory", "localtime", "posixrules"}  # in the database of time zones, but not places
WHEN = (
    "A date such as 2027-03-01 means noon UTC on that day; a date and time needs its offset from UTC. "
    "In the future, and at most ten years from now."
)
ACTIVE = (
    "False once they have left: their mentorships end with a goodbye. True brings them back. Left out, a PUT keeps "
    "what it was, and a new person is active."
)
Reason = Annotated[Text, Field(description="Why. Saved for those who run the service; sent to nobody.")]


def _goal(given: Any) -> Any:
    """Accept a plain text as a goal, and no unknown fields; errors point to the text itself."""
    if isinstance(given, str) and not 0 < len(given.strip()) <= LONGEST_GOAL:
        raise misfit(f"Must be between 1 and {LONGEST_GOAL} characters long.")
    return Goal.model_validate(given, extra="forbid")


_GOAL = {
    "description": "A text, or a goal as the API returns it, with its id; the id stays the same when the text changes.",
    "anyOf": [
        {"type": "string", "minLength": 1, "maxLength": LONGEST_GOAL},
        {
            "type": "object",
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "text": {"type": "string", "minLength": 1, "maxLength": LONGEST_GOAL},
            },
            "required": ["id", "text"],
            "additionalProperties": False,
        },
    ],
}
GoalIn = Annotated[Goal, BeforeValidator(_goal), WithJsonSchema(_GOAL, mode="validation")]


class PersonIn(Value):
    """A person of the roster. A PUT replaces all fields: those left out take their defaults, except `active`."""

    given_name: Annotated[GivenName, Field(description="How letters address them.")]
    family_name: Annotated[Name, Field(description="Empty if they have none.")] = ""
    email: Annotated[Email, Field(description="Where their letters go.")]
    time_zone: Annotated[str, Field(max_length=64, description="IANA name, such as Europe/Lisbon.")]
    language: Annotated[
        str, StringConstraints(max_length=35, pattern=LANGUAGE), Field(description="Language tag, such as en or pt-BR.")
    ] = "en"
    mentee: Annotated[Flag, Field(description="Whether they may look for a mentor.")] = True
    mentor: Annotated[Flag, Field(description="Whether they may be asked to be a mentor.")] = False
    capacity: Annotated[
        Whole, Field(ge=0, le=100, description="How many mentees they have at a time, as a mentor.")
    ] = 1
    job_title: Annotated[Title, Field(description="What they do, for letters.")] = ""
    about: Annotated[Text, Field(description="A few sentences about them, for letters.")] = ""
    profile: Annotated[
        dict[str, JsonValue], Field(max_length=200, description="Any other data that you want to keep about them.")
    ] = {}
    active: Annotated[Flag, Field(description=ACTIVE)] = True


class NewsIn(Value):
    """News about a person. Each of their open mentorships is notified."""

    kind: Annotated[Reported, Field(description="What happened.")]
    until: Annotated[Day | None, Field(description=f"Required with `away`: when they are back. {WHEN}")] = None
    time_zone: Annotated[
        str | None, Field(max_length=64, description="Required with `moved`: where they live now, as an IANA name.")
    ] = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for name, value, kind in (("until", self.until, NewsKind.AWAY), ("time_zone", self.time_zone, NewsKind.MOVED)):
            if value is None and self.kind is kind:
                raise misfit(f"This field is required when `kind` is `{kind}`.", name)
            if value is not None and self.kind is not kind:
                raise misfit(f"Only allowed when `kind` is `{kind}`. Remove it, or change `kind`.", name)
        return self


class CandidateIn(CandidateWords, extra="forbid"):
    """A mentor who may be asked, and why this one."""

    external_id: Annotated[ExternalId, Field(description="Your own id of the mentor.")]


class RequestIn(Request, extra="forbid"):
    """The mentee's request. It is sent to each mentor who is asked."""

    hours_a_month: Annotated[Number | None, Field(gt=0, le=40, description="How much time they have in mind.")] = None
    meetings: Annotated[
        tuple[Moment, ...],
        AtMost(5),
        Field(description="Proposed first meetings, in the future and at most ten years from now."),
    ] = ()
    short_term_goals: Annotated[tuple[GoalIn, ...], AtMost(5)] = ()
    long_term_goals: Annotated[tuple[GoalIn, ...], AtMost(5)] = ()


class TermsIn(Terms, extra="forbid"):
    """The first draft of the agreement. Fields left out come from the request, the programme, or the defaults."""

    goals: Annotated[
        tuple[GoalIn, ...],
        AtMost(8),
        Field(description="Otherwise the first eight goals of the request, short-term before long-term."),
    ] = ()
    cadence_days: Annotated[Whole, Field(ge=1, le=366, description="Days from one meeting to the next.")] = 21
    minutes: Annotated[Whole, Field(ge=10, le=240, description="How long a meeting lasts.")] = 45
    ends: Annotated[
        Day | None,
        Field(description=f"When the mentorship ends, with time left for a goodbye. Otherwise by the rules. {WHEN}"),
    ] = None
    no_fault: Annotated[Flag, Field(description="Either may end it at any time, without blame.")] = True


class MentorshipIn(Value):
    """A search, with the `mentors` to ask in this order or with `propose`, or a given pair, with its `mentor`."""

    programme: Annotated[UUID, Field(description="The id of the programme.")]
    mentee: Annotated[ExternalId, Field(description="Your own id of the mentee.")]
    mentors: Annotated[
        Annotated[tuple[CandidateIn, ...], Field(min_length=1), AtMost(20)] | None,
        Field(description="The mentors to ask, one after the other. Not with `mentor` or `propose`."),
    ] = None
    mentor: Annotated[
        ExternalId | None, Field(description="Your own id of the mentor of a given pair. Not with `mentors`.")
    ] = None
    propose: Annotated[
        Whole | None,
        Field(
            ge=1,
            le=10,
            description="Find the mentors who fit best, and ask so many at most. In place of `mentors`.",
        ),
    ] = None
    request: Annotated[RequestIn, Field(description="What the mentee would like, in their words.")]
    terms: Annotated[
        TermsIn | None, Field(description="The first draft of the agreement; Rapport writes one if you send none.")
    ] = None

    @property
    def asked(self) -> tuple[CandidateIn, ...]:
        """All mentors named, in order."""
        return self.mentors or ((CandidateIn(external_id=self.mentor),) if self.mentor else ())

    @model_validator(mode="after")
    def _fits(self) -> Self:
        ways = {"mentors": self.mentors, "mentor": self.mentor, "propose": self.propose}
        given = [name for name, value in ways.items() if value is not None]
        if len(given) != 1:
            says = "Give either `mentors`, in the order to ask them, or `propose`, or `mentor` for a given pair."
            raise misfit(says, given[-1] if given else "mentors")
        ids = [candidate.external_id for candidate in self.asked]
        for number, id in enumerate(ids):
            place = ("mentors", number, "external_id") if self.mentors else ("mentor",)
            if id == self.mentee:
                raise misfit(f"{id} is the mentee. Choose somebody else: nobody can be their own mentor.", *place)
            if id in ids[:number]:
                raise misfit(f"{id} is listed twice. List each mentor once.", *place)
        return self


class MentorsIn(Value):
    """More mentors for a search that is under way."""

    mentors: Annotated[
        Annotated[tuple[CandidateIn, ...], Field(min_length=1), AtMost(20)],
        Field(description="The mentors to ask, one after the other, after those who are to be asked already."),
    ]
    reason: Reason = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        ids = [candidate.external_id for candidate in self.mentors]
        for number, id in enumerate(ids):
            if id in ids[:number]:
                raise misfit(f"{id} is listed twice. List each mentor once.", "mentors", number, "external_id")
        return self


class PauseIn(Value):
    """A break, or a new end date for the current one."""

    until: Annotated[Day, Field(description=f"When the break ends. {WHEN}")]
    reason: Reason = ""


class ResumeIn(Value):
    """The end of a break, or the cancellation of a goodbye."""

    reason: Reason = ""


class CloseIn(Value):
    """The end of a mentorship."""

    outcome: Annotated[
        Literal["completed", "ended_early", "left", "withdrawn"],
        Field(description="How it ends; the letters are worded accordingly."),
    ]
    reason: Reason = ""


class PageQuery(Value):
    """The page of a list."""

    limit: Annotated[int, Field(ge=1, le=200, description="How many items a page holds at most.")] = 50
    cursor: Annotated[
        str | None, Field(max_length=600, description="`next_cursor` of the page before; leave it out for the first.")
    ] = None


class MentorshipsQuery(PageQuery):
    """Which mentorships."""

    phase: Annotated[Phase | None, Field(description="Only those in this phase.")] = None
    health: Annotated[
        Health | None, Field(description="Only open ones with this health at the time of the request.")
    ] = None
    trouble: Annotated[
        SpelledFlag | None,
        Field(description="`true`: only those with a step that keeps failing; `false`: only the others."),
    ] = None
    programme: Annotated[UUID | None, Field(description="Only those of this programme.")] = None
