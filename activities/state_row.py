"""A mentorship's state as the columns of its row, and how it is written there."""

from datetime import datetime
from typing import Any

from activities.letter_data import letters_of
from policy.delivery import outdated_in
from policy.ending import carried_out
from policy.engagement import health_changes
from policy.holding import shown_phase
from policy.kept_back import no_kept_by
from policy.lost_mentor import may_be_back
from schemas.names import Phase
from schemas.reason import ReasonCode
from schemas.state import State
from store import queries
from store.pool import Connection


async def show(connection: Connection, state: State, at: datetime) -> None:
    """Write the state that the workflow reports; in a new phase, letters that still wait are no longer needed."""
    seen = carried_out(state)
    outdated, over = letters_of(outdated_in(seen.phase)), _is_turn_over(seen)
    await queries.steps.show(connection, **state_row(state, at), outdated=outdated, releasing=over)


def state_row(state: State, at: datetime) -> dict[str, Any]:
    """Return the columns for a state as of `at`: the state itself, and what lists need of it."""
    changes = health_changes(carried_out(state))
    return {
        "mentorship": state.mentorship,
        "state": state,
        "as_of": at,
        "phase": shown_phase(state),
        "health": state.health,
        "revision": state.revision,
        "mentor": state.mentor,
        "late": changes.late_at,
        "quiet": changes.quiet_at,
        "at_risk": changes.at_risk_at,
    }


def _is_turn_over(state: State) -> bool:
    """Whether a mentor's turn is over while a break, or the leave of the next one, delays the next step.

    Whoever would rather not begin, or has not left after all, may still begin, without asking for a place again.
    """
    seeking = state.seeking
    if state.phase is not Phase.SEEKING or seeking is None or seeking.declined is None:
        return False
    thinks_again = seeking.because is ReasonCode.BOWED_OUT_NEXT and no_kept_by(state) is not None
    return not (thinks_again or may_be_back(state)) and (state.pause is not None or state.postponed is not None)
