"""The whole durable state of one mentorship: ids, dates, enums and counts.

It crosses continue-as-new and is read by later releases: fields are only ever
added, with defaults; all times are absolute and in UTC.
"""

from datetime import datetime
from uuid import UUID

from schemas.names import Health, Met, Outcome, Phase, Role
from schemas.reader import Reader
from schemas.rules import Rules
from schemas.value import Durable


class Candidate(Durable):
    """A mentor who may be asked, with the clock that decides when."""

    person: UUID
    reader: Reader


class Seeking(Durable):
    """Asking one candidate after another."""

    since: datetime  # when this candidate's turn came
    asked: datetime | None = None
    reminders: int = 0
    declined: datetime | None = None
    nobody_left: datetime | None = None  # when the coordinator was told


class Agreeing(Durable):
    """Both look at the agreement; two acceptances of one version make it current."""

    since: datetime
    version: int = 1
    asked: datetime | None = None
    reminders: int = 0
    accepted: tuple[Role, ...] = ()


class Side(Durable):
    """One person's part in the check-in loop."""

    life: datetime  # last sign of life
    unanswered: int = 0  # prompts in a row that were delivered and not answered
    met: Met | None = None  # to the latest prompt
    note: bool = False  # left words that the partner has not been sent yet


class Active(Durable):
    """The check-in loop with its reviews and its ladder."""

    agreed: datetime
    next_check_in: datetime
    welcomed: bool = False  # the letter that opens the loop is out
    by_default: bool = False  # agreed by silence
    cycle: int = 0  # check-ins and reviews sent
    reviews: int = 0
    prompt: str = ""  # key of the latest prompt
    prompted: datetime | None = None
    met: datetime | None = None  # when a meeting was last reported
    low: bool = False  # somebody rated the last meeting low
    extended_at: str = ""  # key of the prompt that led to the latest extension
    thanked: str = ""  # key of the prompt whose thanks are out
    thanks_since: datetime | None = None  # both answered and words are waiting
    rung: int = 0  # of the ladder; 0 is the ground
    climbed: datetime | None = None
    quiet: tuple[Role, ...] = ()  # whom the present ladder is about
    spell: int = 0  # counts ladders begun, for unique keys
    mentee: Side
    mentor: Side


class Closing(Durable):
    """Saying goodbye."""

    since: datetime
    outcome: Outcome
    was: Phase
    until: datetime  # the farewell
    asked: datetime | None = None
    thanked: tuple[Role, ...] = ()
    by: Role | None = None  # who asked for it, and may take it back until the letter is out
    lapsed: bool = False  # the ladder led here: no further closing mail


class Pause(Durable):
    """A break with a return date; every due time moves by its length."""

    since: datetime
    until: datetime
    by: Role
    told: bool = False


class State(Durable):
    """One mentorship. `schema_version` grows when an upgrade needs code."""

    schema_version: int = 1
    organisation: UUID
    programme: UUID
    mentorship: UUID
    rules: Rules
    rules_version: int = 1
    history_budget: int = 60  # events after which a run continues as new, before its next long wait
    revision: int = 0
    started: datetime
    phase: Phase = Phase.SEEKING
    health: Health = Health.NEW
    cadence_days: int
    ends: datetime | None = None
    mentor: UUID | None = None
    candidates: tuple[Candidate, ...] = ()  # those not yet asked, the present one first
    requests: int = 1  # number of the present request
    pauses: int = 0
    closings: int = 0  # closing letters sent
    readers: dict[Role, Reader] = {}
    unreachable: tuple[Role, ...] = ()
    losses: int = 0  # times an address was found not to work
    unreachable_since: datetime | None = None  # until the coordinator was told
    heard: tuple[UUID, ...] = ()  # the latest answers taken, bounded
    seeking: Seeking | None = None
    agreeing: Agreeing | None = None
    active: Active | None = None
    closing: Closing | None = None
    pause: Pause | None = None
    outcome: Outcome | None = None
