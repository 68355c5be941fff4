"""A time in which a mentorship's clock stood still: a break, a hold, or an end that was called off."""

from schemas.value import Durable, Utc


class Standstill(Durable):
    """From when to when."""

    since: Utc
    until: Utc
    over: Utc | None = None  # when a break was over, if the letter that says so came later
