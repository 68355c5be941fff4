"""What one of a pair was last told of the rhythm and of the time together, while the other one has changed it since."""

from schemas.names import Role
from schemas.step_key import StepKey
from schemas.value import Durable


class Untold(Durable):
    """What stood when this reader was last told; None where nothing is left to tell."""

    role: Role
    cadence_days: int | None = None
    extra_days: int | None = None


class Missed(Durable):
    """The letter that tells somebody that they begin, or that it goes on, as long as it is the last that they got."""

    step: StepKey
    by: Role | None = None  # who had decided that it goes on after all
    lost: bool = True  # it did not arrive; False: it was sent, but may still come back
    settled_by: Role | None = None  # the same of the programme, after a last notice
    not_left: Role | None = None  # who had been reported to have left, if that is why it goes on
    kept_back: bool = False  # by a hold, so that a later letter about a break does not stand in for it
