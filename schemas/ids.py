"""One function per identifier, so that each is built in one place only."""

from uuid import UUID

TASK_QUEUE = "rapport"


def workflow_id(mentorship: UUID) -> str:
    """Return the Temporal workflow id of a mentorship."""
    return f"mentorship/{mentorship}"


def mentorship_of(workflow: str) -> UUID | None:
    """Return the mentorship of a workflow id; None if the id is not ours."""
    kind, _, id = workflow.partition("/")
    try:
        return UUID(id) if kind == "mentorship" else None
    except ValueError:
        return None
