"""What a state keeps while the programme has a mentorship on hold."""

from uuid import UUID

from schemas.value import Durable, Utc


class Hold(Durable):
    """The programme has it on hold: the clock is stopped and nothing is sent, without a date and without a reason."""

    since: Utc  # up to here, the clock of the mentorship has run, or was moved
    by: tuple[UUID, ...]  # the answers that asked for it; it is over once each of them is lifted
