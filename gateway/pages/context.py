"""Everything a page knows about its link: who asks whom, what was answered, and the current state."""

from datetime import datetime, tzinfo
from functools import cached_property
from typing import Annotated, Any, cast
from uuid import UUID

from markupsafe import Markup
from pydantic import ValidatorFunctionWrapHandler, WrapValidator

from gateway.pages.so_far import SoFar
from gateway.pages.speech import Name, Speech, speech_of, zone_of
from gateway.pages.suggested import Naming
from intake.answers import Kept
from policy.card import card_of
from policy.ending import carried_out, decided
from policy.engagement import asked_on, partner_of
from policy.pausing import is_over, still_away
from policy.versions import is_proposed
from schemas.later import if_known
from schemas.messages import Card
from schemas.names import PAIR, AnswerKind, Formality, Phase, Role, StepKind
from schemas.people import Person
from schemas.reason import Reason
from schemas.request import Request, Terms
from schemas.rules import Rules
from schemas.state import State
from schemas.step_key import StepKey
from schemas.value import Value


def _reason(given: Any, read: ValidatorFunctionWrapHandler) -> Reason | None:
    return cast(Reason | None, if_known(read, given, "a reason"))


def _step(given: Any, read: ValidatorFunctionWrapHandler) -> StepKey:
    """Return a step; for one of a later release, one that has no letter and asks nothing, so the page says how it
    stands."""
    return cast(StepKey | None, if_known(read, given, "a step")) or StepKey.of(StepKind.STOPPED, 1)


KnownReason = Annotated[Reason | None, WrapValidator(_reason)]
KnownStep = Annotated[StepKey, WrapValidator(_step)]


class Standing(Value):
    """One reader's view of one mentorship, for one link."""

    link: UUID
    mentorship: UUID
    organisation_id: UUID
    role: Role
    step: KnownStep
    organisation: str
    programme: str
    formality: Formality = Formality.INFORMAL
    safeguarded: bool = False  # whether the programme has named a contact for concerns
    reader: Person
    mentee: Person
    mentor: Person | None
    coordinator: Person | None
    request: Request
    why_you: str  # what the mentee wrote to this reader only
    reason_for_mentor: str  # why the programme chose this reader
    reason: KnownReason  # of this step
    followed_because: KnownReason = None  # of the step after this request, to the next mentor or about having none
    letter: str  # the letter that was sent; in one step, two people may get different ones
    terms: Terms | None
    drafted_by: Role | None = None  # who wrote these terms
    drafted: Terms | None = None  # the first draft, which each mentor is asked with
    for_mentee: str = ""  # what came with these terms, if the mentor's yes did, for a mentee to read
    rules: Rules
    known: State  # as far as the reader may know it
    kept_back: bool = False  # whether it leaves out what somebody else can still take back
    clock: datetime  # the mentorship's own clock; never behind what it has already done
    made_at: datetime  # when the letter was written
    newer: bool  # whether the reader has received a newer letter
    over: bool  # whether the letter went to an earlier address of the reader, or the reader has left
    handed_over: bool = False  # whether somebody else runs the programme by now
    begun_anew: bool = False  # whether the mentee has begun another mentorship, so that this one's end is final
    answered: Kept | None = None
    unread: bool = False  # whether what the reader answered is of a later release: it holds, but cannot be shown
    reported: Kept | None = None  # what the reader said about a meeting, also if they asked for something else since
    confided: str = ""  # what came in confidence with the reader's last wish here, also before a report
    story: tuple[Kept, ...] = ()  # all answers of the reader, once it is over
    so_far: SoFar = SoFar()
    in_touch: bool = False  # whether both want to stay in touch
    naming: Naming | None = None  # for a coordinator whose search has nobody left to ask
    reminds_on: datetime | None = None  # about when they are reminded of that

    @property
    def state(self) -> State:
        """How it stands for the reader: an end that they know of is under way."""
        return carried_out(self.known)

    @property
    def is_final(self) -> bool:
        """Whether nobody can take back an end that the reader knows of, because the mentee has begun another one."""
        return self.begun_anew and decided(self.known) is not None

    @property
    def kind(self) -> StepKind:
        """The kind of step that sent the mail."""
        return self.step.kind

    @cached_property
    def card(self) -> Card:
        """The current status."""
        return card_of(self.state, self.clock)

    @property
    def phase(self) -> Phase:
        """The mentorship's phase."""
        return self.card.phase

    @property
    def still_away(self) -> dict[Role, datetime]:
        """Who is away at present, and until when."""
        return still_away(self.state, self.clock)

    @property
    def is_back(self) -> bool:
        """Whether a break is over, and only the letter that says so is still to come."""
        return is_over(self.state, self.clock)

    @property
    def is_asked_since(self) -> bool:
        """Whether what the reader can answer is in a newer letter."""
        asked = asked_on(self.state, self.role) if self.phase is Phase.ACTIVE else self.card.waiting_since
        return self.newer and (asked is None or asked > self.made_at)

    @property
    def said_of_meeting(self) -> Kept | None:
        """What the reader said last at this question about a meeting."""
        latest = self.reported or self.answered
        return latest if latest and latest.kind is AnswerKind.CHECK_IN and not latest.refused else None

    @property
    def has_answered(self) -> bool:
        """Whether the reader gave an answer, rejected or not."""
        return self.unread or self.answered is not None

    @property
    def holds(self) -> bool:
        """Whether the reader gave an answer that was not rejected."""
        return self.unread or (self.answered is not None and not self.answered.refused)

    @property
    def partner(self) -> Person | None:
        """The other person of the pair; None for a coordinator."""
        return {Role.MENTEE: self.mentor, Role.MENTOR: self.mentee}.get(self.role)

    @property
    def offered(self) -> bool:
        """Whether the text "what each gives" is still the mentee's own offer."""
        return bool(self.terms and self.terms.giving and self.terms.giving == self.request.offer)

    @property
    def proposed(self) -> bool:
        """Whether the present terms came with the mentor's yes, and the two look at them."""
        agreeing = self.state.agreeing if self.state.phase is Phase.AGREEING else None  # also in a break
        return agreeing is not None and is_proposed(agreeing)

    @property
    def first_meetings(self) -> tuple[datetime, ...]:
        """The times that the mentee proposed, as far as they are still to come."""
        return tuple(each for each in self.request.meetings if each > self.clock)

    @property
    def concerned(self) -> bool:
        """Whether the reader may still see what happens: a mentor who was skipped may not."""
        return self.role is not Role.MENTOR or self.mentor is None or self.mentor.id == self.reader.id

    @cached_property
    def say(self) -> Speech:
        """The texts in the reader's language and time zone."""
        pair = tuple(zone_of(person.time_zone) for person in (self.mentee, self.mentor) if person)
        return speech_of(self.reader.language, self.reader.time_zone, pair, self.formality)

    @property
    def zone(self) -> tzinfo:
        """The reader's time zone."""
        return self.say.voice.zone

    @cached_property
    def persons(self) -> dict[Role, Person]:
        """The people of this mentorship by role."""
        known = {Role.MENTEE: self.mentee, Role.MENTOR: self.mentor, Role.COORDINATOR: self.coordinator}
        return {role: person for role, person in known.items() if person}

    @property
    def partner_unreached(self) -> bool:
        """Whether mail does not reach the partner at the moment; for a coordinator, one of the pair."""
        return any(role in self.state.unreachable for role in PAIR if role is not self.role)

    def called(self, person: Person) -> str:
        """Return the name to use for a person: the given name, or the full name in formal address."""
        formal = self.say.voice.formality is Formality.FORMAL
        return person.name if formal else person.given_name or person.name

    @property
    def me(self) -> Name:
        """The reader's name; for a mentor who was skipped, not that of the current mentor."""
        return Name(self.called(self.reader))

    def who(self, role: Role) -> Name:
        """Return the name of the person in a role, or a general word if there is none."""
        person = self.persons.get(role)
        return Name(self.called(person)) if person else Name(self.say(f"somebody.{role}"))

    @cached_property
    def partner_name(self) -> Name:
        """The name of the other person of the pair."""
        return self.who(partner_of(self.role))

    @cached_property
    def names(self) -> dict[str, Name]:
        """The names that sentences of the catalogue use."""
        roles = {role.value: self.who(role) for role in (*PAIR, Role.COORDINATOR)}
        return {**roles, "partner": self.partner_name, "programme": Name(self.programme)}

    def all_of(self, roles: tuple[Role, ...]) -> Markup:
        """Return the names of several people as a list."""
        return self.say.list([self.who(role) for role in roles])

    def by(self, instant: datetime) -> str:
        """Return the last day on which something can still be done, worded as in letters."""
        return self.say.by(instant, self.clock)

    def tell(self, key: str, **known: object) -> Markup:
        """Return a sentence of the catalogue with the names of this mentorship.

        Where a sentence depends on mail to the partner, its `_unreached` form is for when mail does not arrive there.
        """
        unreached = f"{key}_unreached"
        fitting = unreached if self.partner_unreached and self.say.has(unreached) else key
        return self.say(fitting, **{**self.names, **known})

    def because(self, reason: Reason) -> Markup:
        """Return why something happens, with names."""
        return self.say.because(reason, {role: self.called(one) for role, one in self.persons.items()}, self.clock)
