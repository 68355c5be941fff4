"""The whole durable state of one mentorship: ids, dates, enums and counts.

It crosses continue-as-new and is read by later releases: fields are only ever
added, with defaults; all times are absolute and in UTC.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from schemas.names import Health, Met, Outcome, Phase, Role
from schemas.reader import Reader
from schemas.reason import Reason, ReasonCode
from schemas.rules import Rules
from schemas.step_key import StepKey
from schemas.value import Durable, Utc, shared

SharedReader = Annotated[Reader, shared()]  # whoever lives in the same time zone has the same clock


class Candidate(Durable):
    """A mentor who may be asked, with the clock that decides when."""

    person: UUID
    reader: SharedReader


class Seeking(Durable):
    """Asking one candidate after another."""

    since: Utc  # when this candidate's turn came
    asked: Utc | None = None
    reminders: int = 0
    declined: Utc | None = None  # when this candidate's turn ended before its time
    because: ReasonCode | None = None  # why it did; none: the mentor said no
    bowed_out: Role | None = None  # who of the two did not wish to go on with the agreement
    told: bool = False  # the mentor who had accepted knows that it comes to nothing
    nobody_left: Utc | None = None  # when the coordinator was told


class Agreeing(Durable):
    """Both look at the agreement; two acceptances of one version make it current."""

    since: Utc
    first: int = 1  # number of the first version that this mentor was or will be shown
    version: int = 1
    asked: Utc | None = None
    reminders: int = 0
    accepted: tuple[Role, ...] = ()
    again: tuple[Role, ...] = ()  # who is to be sent the version once more, which did not reach them


class Question(Durable):
    """A letter that was handed over and waits for an answer."""

    key: StepKey
    asked: Utc
    until: Utc  # nobody is blamed for silence before


class Side(Durable):
    """One person's part in the check-in loop."""

    life: Utc  # last sign of life
    unanswered: int = 0  # prompts in a row that were delivered and not answered
    letters: int = 0  # the same, with the ladder's questions
    question: Question | None = None  # the latest of them
    answered: bool = False  # answered the latest letter that asked for it
    met: Met | None = None  # to the latest prompt
    low: bool = False  # rated the last meeting low
    note: StepKey | None = None  # what they answered with words that the partner has not been sent yet


class Active(Durable):
    """The check-in loop with its reviews and its ladder."""

    agreed: Utc
    next_check_in: Utc
    welcomed: bool = False  # the letter that opens the loop is out
    by_default: bool = False  # agreed by silence
    cycle: int = 0  # prompts sent: check-ins, reviews and nudges
    reviewed: Utc | None = None  # dates of reviews up to here are settled
    prompt: StepKey | None = None  # the latest prompt
    prompted: Utc | None = None
    met: Utc | None = None  # when a meeting was last reported
    held: Utc | None = None  # the coordinator gave them time: nobody is asked before
    rhythm_by: Role | None = None  # who set the present rhythm without the other; none: both agreed on it
    extended: int = 0  # prompts up to this one have led to more time already
    extra_days: int = 0  # by which the agreed time was extended so far
    thanked: StepKey | None = None  # the prompt whose thanks are out
    thanks_since: Utc | None = None  # both answered and words are waiting
    rhythm_since: Utc | None = None  # when the present rhythm was chosen; silence is measured in it from then on
    rung: int = 0  # of the ladder; 0 while nobody is silent
    climbed: Utc | None = None
    tasked: Utc | None = None  # when the coordinator was asked to look after them
    again: Utc | None = None  # when the last notice, or the task, is to be sent once more
    unsent_notices: int = 0  # last notices of the present ladder that never arrived
    reopened: Utc | None = None  # when an end was taken back that both had been told of, until they hear it
    reopened_by: Role | None = None
    reopened_to: tuple[Role, ...] | None = None  # who is to hear it; none: both
    quiet: tuple[Role, ...] = ()  # whom the present ladder is about
    spell: int = 0  # counts ladders begun, and last notices sent again, for unique keys
    mentee: Side
    mentor: Side


class Closing(Durable):
    """Saying goodbye."""

    since: Utc
    outcome: Outcome
    was: Phase
    until: Utc  # the farewell
    asked: Utc | None = None
    thanked: tuple[Role, ...] = ()
    by: Role | None = None  # who asked for it, and may take it back until the letter is out; none: time or the ladder
    lapsed: bool = False  # the ladder led here: no further closing mail
    noticed: bool = False  # it took the place of a lapse, whose last notice was out already
    told: tuple[Role, ...] | None = None  # who was written to of this end; none: not known, both


class Pause(Durable):
    """A break while somebody is away; every due time moves by its length.

    `absences` says until when for each role that asked; HR may send the whole mentorship on a break.
    `leave` says the same as the roster knows it. Neither shortens or ends the other.
    """

    since: Utc
    absences: dict[Role, Utc]
    leave: dict[Role, Utc] = {}
    told: bool = False  # both know of it, with its present return date
    told_until: Utc | None = None  # the return date that both were told last
    changed: Utc | None = None  # when the return date was changed that both had been told
    number: int  # counts confirmations, for unique keys
    ends_named: bool = False  # an end of the time together was named while it lasted, and does not move by it

    @property
    def until(self) -> datetime:
        """When the last of them is back."""
        return max(self.away.values())

    @property
    def away(self) -> dict[Role, datetime]:
        """Whose absence it is, and until when."""
        both = {role: [one[role] for one in (self.absences, self.leave) if role in one] for role in Role}
        return {role: max(dates) for role, dates in both.items() if dates}


class Postponed(Durable):
    """A due step that may not be taken before `until`."""

    key: StepKey
    until: Utc
    because: Reason


class State(Durable):
    """One mentorship. `schema_version` grows when an upgrade needs code."""

    schema_version: int = 1
    edition: int = 1  # of the policy that this run decides by; see policy/editions.py
    organisation: UUID
    programme: UUID
    mentorship: UUID
    rules: Annotated[Rules, shared()]
    rules_version: int = 1
    history_budget: int = 60  # events after which a run continues as new, before its next long wait
    revision: int = 0
    started: Utc
    phase: Phase = Phase.SEEKING
    health: Health = Health.NEW
    cadence_days: int
    ends: Utc | None = None  # before they agree only where the terms name one
    mentor: UUID | None = None
    candidates: tuple[Candidate, ...] = ()  # those not yet asked, the present one first
    requests: int = 1  # number of the present request
    agreements: int = 0  # highest version of the agreement so far, those of earlier mentors included
    pauses: int = 0
    closings: int = 0  # goodbyes announced, by closing letter or last notice
    withdrawals: int = 0  # letters sent that say it ended before it began
    readers: dict[Role, SharedReader] = {}
    unreachable: tuple[Role, ...] = ()
    gone: tuple[Role, ...] = ()  # who has left the organisation
    losses: int = 0  # times an address was found not to work
    unreachable_since: Utc | None = None  # until the coordinator was told
    heard: tuple[UUID, ...] = ()  # the latest answers taken, bounded
    seeking: Seeking | None = None
    agreeing: Agreeing | None = None
    active: Active | None = None
    closing: Closing | None = None
    pause: Pause | None = None
    postponed: Postponed | None = None
    last_letters: dict[Role, Utc] = {}  # when each was last written to
    outcome: Outcome | None = None
