"""One function per identifier, so that no two places spell one differently."""

from uuid import UUID

TASK_QUEUE = "rapport"


def workflow_id(mentorship: UUID) -> str:
    """Return the Temporal workflow id of a mentorship."""
    return f"mentorship/{mentorship}"


def mentorship_of(workflow: str) -> UUID:
    """Return the mentorship that a workflow id names; ValueError if it names none."""
    kind, _, rest = workflow.partition("/")
    if kind != "mentorship":
        raise ValueError(f"{workflow!r} is not the id of a mentorship's workflow")
    return UUID(rest)
