"""The data from which a letter is written, and the written letter."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from schemas.goals import Outcomes
from schemas.guides import Guide
from schemas.messages import Step
from schemas.names import Formality, Phase, Role, StepKind
from schemas.people import Person
from schemas.reason import Reason
from schemas.request import Goal, Request, Terms
from schemas.value import Value

LetterName = Literal[
    "request",  # mentor: the mentee's personal request
    "asking",  # mentee: your request is with …
    "request_reminder",  # mentor
    "no_mentor",  # coordinator: nobody is left to ask
    "nobody_yet",  # mentee, with no_mentor
    "place_taken",  # either: the mentor said yes, but has no free place any more
    "withdrawn",  # either: ended before it began, no answer needed
    "agreement",  # either: draft to accept or amend
    "agreement_reminder",  # those who have not accepted
    "agreed",  # both: the agreement, how to begin; starts the check-ins
    "check_in",  # both: did you meet, how was it, next steps; agenda for the next meeting
    "thanks",  # either: the partner's words after the meeting
    "review",  # both: reflect and adjust
    "nudge",  # the silent person, gently
    "rhythm",  # both: is this still the right rhythm?
    "task",  # coordinator: a pair to look after
    "last_notice",  # both: we are about to close; pressing a button keeps it
    "paused",  # both
    "resumed",  # both
    "closing",  # both: notice, last agenda, thanks
    "reopened",  # both: the announced end is cancelled
    "farewell",  # both: summary, the partner's thanks, stay in touch
    "in_touch",  # both, months after the farewell: a reminder of each other
    "concern",  # the programme's contact for concerns, and nobody else: what one of a pair raised in confidence
]

# Empty: somebody left, or it was the partner, who is not named; `organisation`: it was ended from a hold.
EndedBy = Literal["", "time", "reader", "programme", "organisation"]


class Summary(Value):
    """The results of a mentorship as numbers."""

    started: datetime
    meetings: int
    check_ins: int
    goals: tuple[Goal, ...] = ()


class Raised(Value):
    """A concern that somebody raised in confidence."""

    by: Person
    at: datetime
    words: str  # empty for readers who were named later, or whose address is another one since
    holds: bool  # the mentorship is on hold because of it
    closed: bool  # the mentorship has ended, or is about to
    others_hold: bool = False  # it is on hold because of another concern
    matched: bool = True  # they are a pair; in a search, a mentor has only been asked
    takes_part: bool = True  # whoever raised it is one of the pair
    arrived: bool = True  # somebody has got the words
    taken_up: bool = False  # this reader has said so
    stopped_since: bool = False  # whoever raised it first wanted nothing to stop, and now does
    first: bool = True  # this reader gets their first letter about it
    others: tuple[Person, ...] = ()  # who else got this letter


class Letter(Value):
    """All data that one letter may contain; instants are in UTC and shown in the reader's own zone and language."""

    name: LetterName
    to: Person
    role: Role
    organisation: str
    programme: str
    formality: Formality = Formality.INFORMAL
    mentee: Person
    mentor: Person | None = None
    coordinator: Person | None = None
    link: str  # the address of the one page where this letter can be answered
    now: datetime
    reason: Reason | None = None  # why this is sent
    answer_by: datetime | None = None
    request: Request
    why_you: str = ""  # the mentee's own words to this candidate
    reason_for_mentor: str = ""  # why this candidate, written by whoever matched them, for each of the two
    reason_for_mentee: str = ""
    terms: Terms | None = None
    terms_before: Terms | None = None  # what the partner changed, with version 2 and later ones
    terms_version: int = 1
    end_named: datetime | None = None  # by one of the two, for the agreement that they look at; it may have moved since
    end_named_by: Role | None = None
    introduced_late: bool = False  # no letter with an earlier version has reached the reader
    proposed: bool = False  # this version came with the mentor's yes
    for_mentee: str = ""  # what the mentor wrote beside it
    outcomes: dict[str, Outcomes] = {}  # how a goal went, by its field; only of goals that somebody spoke of
    cadence_days: int = 21
    rhythm_by_partner: bool = False  # the partner chose it alone, and the reader has not been told yet
    met_since: datetime | None = None  # when a meeting was last reported before this question; None: none was
    booked_on: date | None = None  # the meeting that this letter asks about
    meets_on: date | None = None  # the day of a meeting still to come
    ends: datetime | None = None
    time_by_partner: bool = False  # the same for more time together
    end_moved: bool = False  # earlier letters named an end that had come too close by the day they begin
    duration_days: int = 0  # from the day they begin, if no end date is agreed on; 0: not known
    more_until: datetime | None = None  # the end if the reader asks for more time; None: it cannot be extended
    until: datetime | None = None  # end of a pause
    phase: Phase = Phase.ACTIVE  # the phase of the two, ignoring breaks
    waited_for: tuple[Role, ...] = ()
    open_question: StepKind | None = None  # the letter whose question the reader has not answered yet
    following: Step | None = None  # what comes next if nobody answers before
    away: tuple[Role, ...] = ()  # who is away during the pause; HR for a break of both
    asked: tuple[Role, ...] = ()  # those of them who asked for it; HR only if it lasts as long as it does for that
    on_leave: tuple[Role, ...] = ()  # those of them who are away by the roster alone
    dated_by_hr: bool = False  # HR set its date, though it is not their break
    only_partner_silent: bool = False  # the reader has answered since the partner fell silent
    by_default: bool = False  # agreed by silence
    partner_note: str = ""  # what the partner left for this reader, who has not read it yet
    partner_thanks: str = ""
    partner_next_step: str = ""
    partner_guides: tuple[Guide, ...] = ()  # that the partner would like this reader to see
    own_next_step: str = ""
    summary: Summary | None = None
    outcome: str = ""  # schemas.names.Outcome, once the end is decided
    may_want_another: bool = False  # the reader is a mentee whose time with a mentor ends early
    ended_by: EndedBy = ""  # who or what brought the end, if the reader may know
    given: bool = False  # the programme named the pair, and nobody was asked
    asked_before: bool = False  # another mentor was asked before this one
    last_candidate: bool = False  # nobody else is left to ask
    finds_next: bool = False  # the search goes on, and finds whom to ask when it is their turn
    turns_used_up: bool = False  # the search found as many as it was to; whether others fit is not known
    nth: int = 0  # which reminder it is, counted from 1
    last_reminder: bool = False
    partner_agreed: bool = False  # to the current version
    partner_written: bool = False  # this step also writes to the partner
    partner_gone: bool = False  # the partner has left the organisation
    unreached: tuple[Role, ...] = ()  # whom mail does not reach at the moment
    partner_unreached: bool = False  # mail does not reach the partner (the mentee, for a coordinator); while the two
    # agree, only of a partner who has not agreed yet
    said_yes: bool = False  # the mentor has, and their agreement has not gone out yet
    brought_together: bool = False  # the programme named the pair, and their agreement has not gone out yet
    own_thanks: bool = False  # the partner has not read what the reader wrote as thanks
    reminds_on: datetime | None = None  # with a farewell: about when both are reminded of each other, if they are
    ended: datetime | None = None  # with `in_touch`: when the farewell was sent
    apart: bool = False  # one of the two would rather not stay in touch
    asks_back: bool = False  # its page asks how it was
    begun_anew: bool = False  # the mentee has another mentorship in the programme that began after this one
    safeguarded: bool = False  # the programme has named somebody for concerns, whom the footer leads to
    raised: Raised | None = None  # with `concern`

    @property
    def offered(self) -> bool:
        """Whether the text "what each gives" is still the mentee's own offer."""
        return bool(self.terms and self.terms.giving and self.terms.giving == self.request.offer)

    @property
    def partner(self) -> Person | None:
        """The other person of the pair; None for a coordinator."""
        return {Role.MENTEE: self.mentor, Role.MENTOR: self.mentee}.get(self.role)


class Written(Value):
    """A letter as text and HTML; the text is complete on its own."""

    subject: str
    preview: str = ""  # shown beside the subject in lists of letters; hidden in the HTML part
    text: str
    html: str


class Envelope(Value):
    """What a relay needs in addition to the text; every field is fixed before the first attempt."""

    id: UUID  # the outbox row: makes the Message-ID
    mentorship: UUID
    step: str
    sender: str  # "Rapport <rapport@example.org>"
    domain: str
    to: Person
    date: datetime
    thread: str | None = None  # Message-ID of the letter that opened the thread
