"""How it was before somebody's answer, as long as another answer of theirs to the same question may bring it back."""

from datetime import date

from schemas.booking import Booked
from schemas.names import Role
from schemas.step_key import StepKey
from schemas.value import Durable, Utc


class RhythmBefore(Durable):
    """The rhythm before somebody wished for another one."""

    role: Role
    step: StepKey | None
    until: Utc
    cadence_days: int
    rhythm_by: Role | None
    rhythm_since: Utc | None
    next_check_in: Utc
    held: Utc | None = None  # until when a coordinator had given them time
    under: "RhythmBefore | None" = None  # the same for the wish before this one


class EndBefore(Durable):
    """The end before somebody wished for more time."""

    role: Role
    step: StepKey | None
    until: Utc
    ends: Utc | None
    extra_days: int
    extended: int
    under: "EndBefore | None" = None


class LadderBefore(Durable):
    """The ladder that a meeting ended."""

    role: Role
    step: StepKey | None
    about: date | None = None  # as of a report
    rung: int
    climbed: Utc | None
    tasked: Utc | None
    again: Utc | None
    unsent_notices: int
    quiet: tuple[Role, ...]


class Report(Durable):
    """A meeting that somebody reported, which another answer of theirs to the same question takes back."""

    step: StepKey | None
    about: date | None = None  # the booked day that was asked about
    booked: tuple[Booked, ...] = ()  # the booked days of which it told
    at: Utc  # moved by breaks
    reported: Utc  # the same by the calendar
    sent: tuple[int, int] | None = None  # which letter was the latest when it was told, see policy/asking_letters.py
    low: bool  # whether they had rated the meeting before it low
    partner_low: bool = False  # of earlier releases: judge() goes by when each of the two told of a meeting
    under: "Report | None" = None  # the same for the meeting that they had reported before, at another question
