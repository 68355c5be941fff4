"""Every failure that activities and handlers raise, by the name that callers use.

The docstring of each member says what it means and what to do.
"""

from enum import StrEnum


class Failure(StrEnum):
    """The `type` of an ApplicationError, and the `code` of a refused answer."""

    CLOSED = "Closed"
    """The mentorship has ended; it takes no more answers."""
    TOO_LATE = "TooLate"
    """The question was settled another way; the page says how."""
    NOT_ASKED = "NotAsked"
    """In the current phase, this person was not asked this."""
    NOT_PAUSED = "NotPaused"
    """Resume was sent to a mentorship that is not paused."""
    BAD_DATE = "BadDate"
    """The return date is in the past or further off than the programme allows."""
    ON_HOLD = "OnHold"
    """The programme has the mentorship on hold; only the programme's safeguarding contact lets it go on."""
    UNKNOWN_MENTORSHIP = "UnknownMentorship"
    """The workflow's mentorship has no row in Postgres, or one that is closed; restore it or terminate the workflow."""
