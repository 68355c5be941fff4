"""Every failure that activities and handlers raise, and that callers know by name.

The docstring of each member is what its reader is told to do.
"""

from enum import StrEnum


class Failure(StrEnum):
    """The `type` of an ApplicationError, and the `code` of a refused answer."""

    CLOSED = "Closed"
    """The mentorship has ended; nothing more can be answered."""
    TOO_LATE = "TooLate"
    """The question was settled another way; the page says how."""
    NOT_ASKED = "NotAsked"
    """Nobody asked this of that person in the present phase."""
    NOT_PAUSED = "NotPaused"
    """Resume was asked of a mentorship that is not paused."""
    BAD_DATE = "BadDate"
    """The return date is in the past or further off than the programme allows."""
    UNKNOWN_MENTORSHIP = "UnknownMentorship"
    """The workflow's mentorship has no row in Postgres, or one that is closed; restore it or terminate the workflow."""
