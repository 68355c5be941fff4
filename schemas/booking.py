"""A meeting that one of the two said is booked, or is off."""

from datetime import date

from schemas.names import Role
from schemas.step_key import StepKey
from schemas.value import Durable, Utc


class Booked(Durable):
    """The day of a meeting, and when it is over where whoever said so lives."""

    role: Role
    step: StepKey | None  # the question at which they said so: another answer to it takes its place
    day: date
    over: Utc


class CalledOff(Durable):
    """The day of a booked meeting that does not take place, and when it is over where whoever had named it lives."""

    role: Role  # who called it off
    day: date
    over: Utc
