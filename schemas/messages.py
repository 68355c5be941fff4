"""What intake, the workflow and its activities say to each other.

Only ids, dates, enums, counts and reason codes: names, addresses and people's
words stay in Postgres.
"""

from typing import Self
from uuid import UUID

from schemas.names import AnswerKind, Choice, Health, Met, NewsKind, Outcome, Phase, Role, StepKind, StepResult
from schemas.reader import Reader
from schemas.reason import Reason
from schemas.state import State
from schemas.step_key import StepKey
from schemas.value import Durable, Utc


class Step(Durable):
    """One thing to do next; its key names every letter, link, record and activity that it makes."""

    key: StepKey
    due: Utc
    to: tuple[Role, ...]
    reason: Reason

    @property
    def kind(self) -> StepKind:
        """What kind of step it is."""
        return self.key.kind


class Answer(Durable):
    """What somebody said; `id` is the row in Postgres that keeps their words."""

    id: UUID
    role: Role
    kind: AnswerKind
    step: StepKey | None = None  # the step it answers; none for the HR platform
    met: Met | None = None
    rating: int | None = None  # 1 (poor) to 5 (great)
    note: bool = False  # left words for the partner
    choice: Choice | None = None
    cadence_days: int | None = None
    until: Utc | None = None  # the return date of a break; with AMEND, the end of the time together
    outcome: Outcome | None = None  # with CLOSE


class News(Durable):
    """What became known about one role of a mentorship; `id` is its row in Postgres."""

    id: UUID
    about: Role
    person: UUID | None = None  # whom it is about; none in news that was recorded without
    kind: NewsKind
    until: Utc | None = None  # with AWAY
    reader: Reader | None = None  # with MOVED: the clock from now on


class Card(Durable):
    """A mentorship at a glance, as every face shows it; made from the state when it is read."""

    as_of: Utc
    phase: Phase
    health: Health | None  # none once it is closed
    health_reasons: tuple[Reason, ...]
    waiting_for: tuple[Role, ...] = ()
    waiting_since: Utc | None = None
    answer_by: Utc | None = None
    next: Step | None = None  # its due time is within decent hours
    delayed: Reason | None = None  # why the next step comes later than planned
    mentor: UUID | None = None
    cadence_days: int
    cycle: int = 0  # prompts sent so far: check-ins, reviews and nudges
    ends: Utc | None = None
    paused_until: Utc | None = None
    away: dict[Role, Utc] = {}  # whose absence the break is, and until when
    outcome: Outcome | None = None


class Receipt(Durable):
    """The workflow's reply to what it took: one sentence for the person, and the new state as of `at`."""

    says: str
    at: Utc
    state: State


class Order(Durable):
    """Input of the one activity: take this step of a mentorship that stands like this.

    `now` is the workflow's own clock when it gave the order.
    """

    state: State
    step: Step
    now: Utc
    ignore_pending: bool = False  # take the step even though an answer is on its way


class StepOutcome(Durable):
    """Output of the one activity: taken, an answer is pending, postponed until, or dropped because.

    With TAKEN, `written` lists whom a letter was handed over or queued for; `unreachable`
    whose address is known not to work; `skipped` who has left or gets no letter for
    another reason. `readers` is empty when the workflow's clocks are up to date.
    """

    result: StepResult
    at: Utc | None = None  # when it was taken or judged, by the mentorship's own clock; none: when it was ordered
    until: Utc | None = None  # with POSTPONED
    because: Reason | None = None  # with POSTPONED and DROPPED
    written: tuple[Role, ...] = ()
    unreachable: tuple[Role, ...] = ()
    skipped: tuple[Role, ...] = ()
    undelivered: tuple[Role, ...] = ()  # whose latest letter before this one never left
    readers: dict[Role, Reader] = {}

    @classmethod
    def answer_pending(cls) -> Self:
        """Nothing was done: an answer is recorded and will be told in a moment."""
        return cls(result=StepResult.ANSWER_PENDING)

    @classmethod
    def postponed(cls, until: Utc, because: Reason) -> Self:
        """Nothing was done: the step may be taken from `until` on, if it is still due then."""
        return cls(result=StepResult.POSTPONED, until=until, because=because)

    @classmethod
    def dropped(cls, because: Reason) -> Self:
        """Nothing was sent, and this step is not to be tried again."""
        return cls(result=StepResult.DROPPED, because=because)
