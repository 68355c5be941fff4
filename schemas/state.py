"""The whole durable state of one mentorship: ids, dates, enums and counts.

It crosses continue-as-new and is read by later releases: fields are only ever
added, with defaults; all times are absolute and in UTC.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from schemas.booking import Booked as Booked
from schemas.booking import CalledOff as CalledOff
from schemas.ending import Ending as Ending
from schemas.hold import Hold as Hold
from schemas.names import Health, Met, Outcome, Phase, Role
from schemas.pause import Pause as Pause
from schemas.reader import Reader
from schemas.reason import Reason, ReasonCode
from schemas.replaceable import EndBefore, LadderBefore, Report, RhythmBefore
from schemas.rules import Rules
from schemas.standstill import Standstill
from schemas.step_key import StepKey
from schemas.untold import Missed, Untold
from schemas.value import Durable, Utc, shared

SharedReader = Annotated[Reader, shared()]  # people in the same time zone share one object
NOBODY = UUID(int=0)  # in place of a candidate who is found once it is their turn


class Candidate(Durable):
    """A mentor who may be asked, with their UTC offsets, which decide when."""

    person: UUID
    reader: SharedReader
    named: Role | None = None  # who named them once the search was under way; None: given with it, or found


class Closing(Ending):
    """Saying goodbye: an end that a letter has told of, or the last notice."""

    was: Phase
    until: Utc  # the farewell
    asked: Utc | None = None  # when the letter was sent; None: as long as the end stands beside the state
    thanked: tuple[Role, ...] = ()
    lapsed: bool = False  # the ladder led here: no further closing mail
    noticed: bool = False  # it replaced a lapse whose last notice was already sent
    told: tuple[Role, ...] | None = None  # who was told of this end; None: not known, count as both
    told_left: tuple[Role, ...] = ()  # to whom the reason was that the other one had left
    lost: tuple[Role, ...] = ()  # of those told, whom the letter may not have reached: they are told again
    unsent: tuple[Role, ...] = ()  # who gets the letter once more, because it was never sent to them
    parted: bool = False  # a contact ended it from a hold: only the farewell is sent, without thanks


class Seeking(Durable):
    """Asking one candidate after another."""

    since: Utc  # when this candidate's turn came
    asked: Utc | None = None
    reminders: int = 0
    again: bool = False  # the mentor gets the request again, at another address
    kept_back: bool = False  # that is the first that the mentor hears of it: a hold or an outage kept it back
    numbered: int = 0  # letters of this request, besides the reminders since `asked`, that have a reminder's number
    declined: Utc | None = None  # when this candidate's turn ended early
    because: ReasonCode | None = None  # why it did; None: the mentor said no
    not_before: Utc | None = None  # with NOT_BEFORE_NEXT: the day before which this candidate is not to be asked
    bowed_out: Role | None = None  # who of the two did not want to begin
    told: bool = False  # the mentor who had accepted was told that it will not begin
    hinted: bool = False  # a letter about a break, or a page, has told the mentee how it stands since the turn ended
    rest: Pause | None = None  # the break that ended with the mentor's turn, until it can no longer be taken back
    nobody_left: Utc | None = None  # when the coordinator was told
    reached: Utc | None = None  # when mail reached the mentee again, until they are told how the search stands
    handed_over: Utc | None = None  # when another coordinator took over, until they are told
    handovers: int = 0
    task_again: bool = False  # the coordinator is asked once more, because the first letter was never sent
    decided: bool = False  # the coordinator gave it more time
    named: Utc | None = None  # from when on those are asked who were named after nobody was left


class Agreeing(Durable):
    """Both look at the agreement; it is agreed once both have accepted the same version."""

    since: Utc
    heard: Utc | None = None  # when the mentor accepted, by the calendar
    first: int = 1  # number of the first version that this mentor was or will be shown
    version: int = 1
    asked: Utc | None = None
    reminders: int = 0
    accepted: tuple[Role, ...] = ()
    known: bool = False  # pages have told of the mentor's yes, because the agreement waits for somebody
    again: tuple[Role, ...] = ()  # who gets the version again because it did not reach them
    kept_back: tuple[Role, ...] = ()  # for whom that is the first letter of it, because none was sent before
    missed: tuple[Role, ...] = ()  # to whom no letter of this version was sent in the first full time
    numbered: int = 0  # letters of this version, besides the reminders since `asked`, that have a reminder's number
    drafted_days: int | None = None  # the rhythm of the first draft, once this mentor's agreement was changed
    drafted_end: Utc | None = None  # its end, if it named one
    other_end: bool = False  # this version names another end than the one before it
    end_replaced: Utc | None = None  # the end that it replaced, if there was one
    end_named: Utc | None = None  # the end that one of the two named last, by the calendar
    end_named_by: Role | None = None


class Question(Durable):
    """A letter that was sent and waits for an answer."""

    key: StepKey
    asked: Utc
    until: Utc  # silence does not count before
    before: "Question | None" = None  # the one before it, if its own day had not passed when this one was sent

    def open_at(self, now: datetime) -> tuple[StepKey, ...]:
        """Return those of these letters whose day has not passed, the latest first."""
        earlier = self.before.open_at(now) if self.before else ()
        return (self.key, *earlier) if now < self.until else earlier


class Side(Durable):
    """One person's part in the check-in loop."""

    life: Utc  # last answer or other sign of activity, moved by breaks
    heard: Utc | None = None  # the same by the calendar
    unanswered: int = 0  # prompts in a row that were delivered and not answered
    letters: int = 0  # the same, including the ladder's questions
    question: Question | None = None  # the latest of them
    answered: bool = False  # answered the latest letter that asked for it
    met: Met | None = None  # to the latest prompt
    about: date | None = None  # the booked day that this is about
    report: Report | None = None  # the meeting that they reported last
    low: bool = False  # rated the meeting that they reported last low
    note: StepKey | None = None  # the question whose answer has words that the partner has not been sent yet


class Active(Durable):
    """The check-in loop with its reviews and its ladder."""

    agreed: Utc  # when they agreed, moved by breaks
    began: Utc | None = None  # the same by the calendar
    next_check_in: Utc
    welcomed: bool = False  # the letter that starts the check-ins is sent
    by_default: bool = False  # agreed by silence
    end_moved: bool = False  # the end that they agreed on had come too close
    cycle: int = 0  # prompts sent: check-ins, reviews and nudges
    reviewed: Utc | None = None  # reviews up to this date are done
    looked_back: Utc | None = None  # the time before does not count: no meeting was asked about, or time was given
    prompt: StepKey | None = None  # the latest prompt
    prompted: Utc | None = None
    welcomed_back: dict[StepKey, int] = {}  # the latest welcome backs, each after how many prompts
    met: Utc | None = None  # when a meeting was last reported, moved by breaks: a pair's clock stands still meanwhile
    reported: Utc | None = None  # the same by the calendar
    met_before: Utc | None = None  # when one was reported before what each of the two reported last
    reported_before: Utc | None = None  # the same by the calendar
    asked_since: Utc | None = None  # `reported` when the latest prompt was sent
    booked: tuple[Booked, ...] = ()  # the next meeting, as each of the two named its day; what was said last comes last
    off: CalledOff | None = None  # the meeting that was called off last, unless another day was named since
    about: date | None = None  # the booked day that the latest prompt asks about, or that was told of since
    expected: Utc | None = None  # when the first such day was over of which no meeting was reported
    held: Utc | None = None  # the coordinator gave them time: nothing is asked before
    rhythm_by: Role | None = None  # who set the current rhythm alone; None: both agreed on it
    rhythm_before: RhythmBefore | None = None  # until the next prompt
    end_before: EndBefore | None = None  # the same
    extended: int = 0  # prompts up to this one have already led to more time
    extra_days: int = 0  # days by which the agreed time was extended so far
    thanked: StepKey | None = None  # the prompt whose thanks are sent
    thanks_since: Utc | None = None  # when both had answered and words were waiting
    rhythm_since: Utc | None = None  # when the current rhythm was chosen; from then on silence is measured by it
    rung: int = 0  # of the ladder; 0 while nobody is silent
    climbed: Utc | None = None
    tasked: Utc | None = None  # when the coordinator was asked to look after them
    task_again: bool = False  # they are asked once more, because the first letter was never sent
    again: Utc | None = None  # when the last notice or the task is to be sent again
    unsent_notices: int = 0  # last notices of the current ladder that never arrived
    reopened: Utc | None = None  # when an announced end was cancelled, until both are told
    reopened_by: Role | None = None
    reopened_to: tuple[Role, ...] | None = None  # who is to be told; None: both
    settled_by: Role | None = None  # who of the programme took back a last notice; None: nobody decided it
    not_left: Role | None = None  # who had been reported to have left, if that is why it goes on
    quiet: tuple[Role, ...] = ()  # whom the current ladder is about
    ladder_before: LadderBefore | None = None  # until the next prompt
    missed: dict[Role, Missed] = {}  # who has no later letter than that they begin, or that it goes on
    untold: tuple[Untold, ...] = ()  # what one of the two changed alone, until the other one is told
    spell: int = 0  # counts ladders and repeated last notices, for unique keys
    mentee: Side
    mentor: Side


class Postponed(Durable):
    """A due step that may not be taken before `until`."""

    key: StepKey
    until: Utc
    because: Reason


class State(Durable):
    """One mentorship. `schema_version` grows when an upgrade needs code."""

    schema_version: int = 1
    edition: int = 1  # the policy edition of this run; see policy/editions.py
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
    ends: Utc | None = None  # before they agree, only if the terms name one
    mentor: UUID | None = None
    candidates: tuple[Candidate, ...] = ()  # those not yet asked, the current one first
    proposes: bool = False  # Rapport finds the candidates: each one anew when it is their turn to be asked
    requests: int = 1  # number of the current request
    agreements: int = 0  # highest version of the agreement so far, including those with earlier mentors
    pauses: int = 0
    reopenings: int = 0  # letters that an end was cancelled
    closings: int = 0  # goodbyes announced, by closing letter or last notice
    withdrawals: int = 0  # letters sent about an end before the beginning
    readers: dict[Role, SharedReader] = {}
    unreachable: tuple[Role, ...] = ()
    gone: tuple[Role, ...] = ()  # who has left the organisation
    losses: int = 0  # how many times an address was found not to work
    unreachable_since: Utc | None = None  # until the coordinator was told
    heard: tuple[UUID, ...] = ()  # ids of the latest answers taken, a limited number
    seeking: Seeking | None = None
    agreeing: Agreeing | None = None
    active: Active | None = None
    closing: Closing | None = None
    ending: Ending | None = None  # an end that no letter has told of; everything else is as if there were none
    pause: Pause | None = None
    unwelcomed: dict[Role, Utc] = {}  # whom a hold kept from reading that a break is over, and when it was lifted
    hold: Hold | None = None
    overruled: dict[Role, Utc] = {}  # leave from the roster, until then, that HR ended here: it postpones nothing
    leave: dict[Role, Utc] = {}  # from the roster, where no break stands for it: the coordinator's, or in a goodbye
    cut_short: Pause | None = None  # the break that an end ended, in case the end is taken back
    postponed: Postponed | None = None
    standstills: tuple[Standstill, ...] = ()  # the latest, the last one last
    last_letters: dict[Role, Utc] = {}  # when each got their last letter
    outcome: Outcome | None = None
