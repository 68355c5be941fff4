"""One function per identifier, so that no two places spell one differently."""

from uuid import UUID

TASK_QUEUE = "rapport"


def workflow_id(mentorship: UUID) -> str:
    """Return the Temporal workflow id of a mentorship."""
    return f"mentorship/{mentorship}"
