"""What the gateway, the workflow and its activities say to each other.

Only ids, dates, enums, counts and Rapport's own sentences: names, addresses and
people's words stay in Postgres.
"""

from datetime import datetime
from uuid import UUID

from schemas.names import AnswerKind, Choice, Health, Met, Outcome, Phase, Role, StepKind
from schemas.reader import Reader
from schemas.value import Durable


class Step(Durable):
    """One thing to do next.

    `key` is unique within the mentorship (`check_in/7`) and is the business key of
    every mail, link and timeline row the step makes. `reason` completes the sentence
    "This happens because …" and may hold the placeholders {mentee} and {mentor}.
    """

    kind: StepKind
    key: str
    due: datetime
    to: tuple[Role, ...]
    reason: str


class Answer(Durable):
    """What somebody said; `id` is the row in Postgres that keeps their words."""

    id: UUID
    role: Role
    kind: AnswerKind
    step: str = ""  # key of the step it answers; empty for the HR platform
    met: Met | None = None
    rating: int | None = None  # 1 (poor) to 5 (great)
    note: bool = False  # left words for the partner
    choice: Choice | None = None
    cadence_days: int | None = None
    until: datetime | None = None
    outcome: Outcome | None = None  # with CLOSE


class Card(Durable):
    """A mentorship at a glance: what Postgres, the console and the live card show.

    `revision` only grows; an older card never replaces a newer one. Sentences may
    hold the placeholders {mentee} and {mentor}.
    """

    revision: int
    phase: Phase
    health: Health
    health_reason: str
    waiting_for: tuple[Role, ...] = ()
    next: Step | None = None  # its due time is courteous and in UTC
    mentor: UUID | None = None
    cadence_days: int
    cycle: int = 0  # check-ins and reviews sent so far
    ends: datetime | None = None
    paused_until: datetime | None = None
    outcome: Outcome | None = None


class Receipt(Durable):
    """The workflow's word on an answer it took: one sentence for the person, and the new card."""

    says: str
    card: Card


class Order(Durable):
    """Input of the one activity: take this step.

    `now` is the workflow's own clock. `mentor` is whom a request goes to, or the
    mentor of the pair. `card` is how things stand once the step is taken.
    `readers` is a digest of the clocks the workflow knows (0 for none).
    """

    organisation: UUID
    mentorship: UUID
    step: Step
    now: datetime
    mentor: UUID | None
    cadence_days: int
    card: Card
    silent: tuple[Role, ...] = ()  # to whom a nudge goes; the other one is asked as usual
    readers: int = 0
    answer_by: datetime | None = None
    insist: bool = False  # take the step even though an answer is on its way
    by_default: bool = False  # agreed by silence


class Facts(Durable):
    """Output of the one activity: what the world looked like and what became of each mail.

    `written` lists whom a mail was handed over or queued for; `unreachable` whose
    address is known not to work; `skipped` who asked for no more of these or has left.
    `readers` is empty when the workflow's clocks are up to date. `word` says that nothing
    was done, because somebody's answer is recorded and will be told in a moment.
    """

    word: bool = False

    written: tuple[Role, ...] = ()
    unreachable: tuple[Role, ...] = ()
    skipped: tuple[Role, ...] = ()
    readers: dict[Role, Reader] = {}
