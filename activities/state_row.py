"""A mentorship's state as the columns of its row; see queries.steps.show."""

from datetime import datetime
from typing import Any

from policy.engagement import health_changes
from schemas.names import Phase
from schemas.state import State


def state_row(state: State, at: datetime) -> dict[str, Any]:
    """Return what Postgres keeps of a state as of `at`; the columns beside it serve lists."""
    changes = health_changes(state)
    return {
        "mentorship": state.mentorship,
        "state": state,
        "as_of": at,
        "phase": Phase.PAUSED if state.pause else state.phase,
        "health": state.health,
        "revision": state.revision,
        "mentor": state.mentor,
        "late": changes.late_at,
        "quiet": changes.quiet_at,
        "at_risk": changes.at_risk_at,
    }
