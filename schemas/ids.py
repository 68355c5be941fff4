"""One function per identifier, so that no two places spell one differently."""

from uuid import UUID

TASK_QUEUE = "rapport"


def workflow_id(mentorship: UUID) -> str:
    """Return the Temporal workflow id of a mentorship."""
    return f"mentorship/{mentorship}"


def mentorship_of(workflow: str) -> UUID | None:
    """Return the mentorship that a workflow id names; None for an id that is none of ours."""
    kind, _, id = workflow.partition("/")
    try:
        return UUID(id) if kind == "mentorship" else None
    except ValueError:
        return None
