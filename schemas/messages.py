"""The messages between intake, the workflow and its activities.

Only ids, dates, enums, counts and reason codes: names, addresses and people's
words stay in Postgres.
"""

from datetime import date
from typing import Self
from uuid import UUID

from schemas.names import AnswerKind, Choice, Health, Met, NewsKind, Outcome, Phase, Role, StepKind, StepResult
from schemas.reader import Reader
from schemas.reason import Reason
from schemas.state import Candidate, State
from schemas.step_key import StepKey
from schemas.value import Durable, Utc


class Step(Durable):
    """One thing to do next; its key identifies every letter, link, record and activity that it creates."""

    key: StepKey
    due: Utc
    to: tuple[Role, ...]
    reason: Reason

    @property
    def kind(self) -> StepKind:
        """The kind of the step."""
        return self.key.kind


class Answer(Durable):
    """A person's answer; `id` is the row in Postgres that holds their words."""

    id: UUID
    role: Role
    kind: AnswerKind
    step: StepKey | None = None  # the step it answers; none for the HR platform
    met: Met | None = None
    rating: int | None = None  # 1 (poor) to 5 (great)
    note: bool = False  # left words for the partner
    choice: Choice | None = None
    about: date | None = None  # with CHECK_IN: the day of the booked meeting that was asked about
    booked_on: date | None = None  # with CHECK_IN, the day of the next meeting; with CALL_OFF, of the one that is off
    cadence_days: int | None = None
    until: Utc | None = None  # the return date of a break; with AMEND or a draft, the end of the time together
    draft: int | None = None  # with ACCEPT: the version of the agreement that the mentor would accept
    outcome: Outcome | None = None  # with CLOSE
    hold: UUID | None = None  # with LIFT: the answer that put the mentorship on hold
    missed: tuple[Role, ...] = ()  # with LIFT, by an older gateway in place of `kept_back`: from whom it kept a letter
    kept_back: dict[Role, tuple[StepKey, ...]] = {}  # with LIFT: what the hold kept from whom, since their last letter
    named: tuple[Candidate, ...] = ()  # with NAME: the mentors, in the order to ask them


class News(Durable):
    """News about one role of a mentorship; `id` is its row in Postgres."""

    id: UUID
    about: Role
    person: UUID | None = None  # the person it is about; None in older news that was saved without it
    kind: NewsKind
    until: Utc | None = None  # with AWAY
    reader: Reader | None = None  # with MOVED: the new UTC offsets
    begun_anew: bool = False  # with BACK: the mentee has another mentorship by now
    replaced: bool = False  # with MOVED: another person is the coordinator from now on


class Card(Durable):
    """A summary of a mentorship, as API, console and Temporal UI show it; computed from the state when it is read."""

    as_of: Utc
    phase: Phase
    standing: str = ""  # the phase in words, or what says more
    health: Health | None  # none once it is closed
    health_reasons: tuple[Reason, ...]
    waiting_for: tuple[Role, ...] = ()
    waiting_since: Utc | None = None
    answer_by: Utc | None = None
    next: Step | None = None  # its due time is within the readers' hours
    readers: tuple[Role, ...] = ()  # whom its letters reach
    delayed: Reason | None = None  # why the next step comes later than planned
    mentor: UUID | None = None
    cadence_days: int
    cycle: int = 0  # prompts sent so far: check-ins, reviews and nudges
    ends: Utc | None = None
    paused_until: Utc | None = None
    away: dict[Role, Utc] = {}  # who is away during the break, and until when
    outcome: Outcome | None = None


class Receipt(Durable):
    """The workflow's reply to an answer or news: one sentence for the person, and the new state as of `at`."""

    says: str
    at: Utc
    state: State


class Order(Durable):
    """Input of the one activity: take this step of a mentorship in this state.

    `now` is the workflow's own clock when it gave the order.
    """

    state: State
    step: Step
    now: Utc
    ignore_pending: bool = False  # take the step although an answer is on its way


class StepOutcome(Durable):
    """Output of the one activity: the step was taken, postponed or dropped, or an answer is pending.

    With TAKEN, `written` lists those for whom a letter was sent or queued, `unreachable` those
    whose address is known not to work, and `skipped` those who have left or get no letter for
    another reason. `readers` is empty if the workflow's UTC offsets are up to date.
    """

    result: StepResult
    at: Utc | None = None  # when it was taken or judged, by the mentorship's own clock; None: when it was ordered
    until: Utc | None = None  # with POSTPONED
    because: Reason | None = None  # with POSTPONED and DROPPED
    written: tuple[Role, ...] = ()
    unreachable: tuple[Role, ...] = ()
    skipped: tuple[Role, ...] = ()
    undelivered: tuple[Role, ...] = ()  # those whose previous letter was never sent
    readers: dict[Role, Reader] = {}
    found: Candidate | None = None  # with a request of a search that finds its candidates: who is asked

    @classmethod
    def answer_pending(cls) -> Self:
        """Nothing was done: an answer is saved and will reach the workflow soon."""
        return cls(result=StepResult.ANSWER_PENDING)

    @classmethod
    def postponed(cls, until: Utc, because: Reason) -> Self:
        """Nothing was done: the step may be taken from `until` on, if it is still due then."""
        return cls(result=StepResult.POSTPONED, until=until, because=because)

    @classmethod
    def dropped(cls, because: Reason) -> Self:
        """Nothing was sent, and this step is not retried."""
        return cls(result=StepResult.DROPPED, because=because)
