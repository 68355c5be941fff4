"""A mentorship's state as the columns of its row, and how it is written there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from activities.letter_names import letters_of
from policy.delivery import kept_in_a_break, outdated_in
from policy.ending import carried_out
from policy.engagement import health_changes
from policy.holding import shown_phase
from policy.places import places_kept
from schemas.state import State
from store import queries
from store.pool import Connection


async def show(connection: Connection, state: State, at: datetime) -> None:
    """Write the state that the workflow reports; in a new phase, letters that still wait are no longer needed."""
    seen = carried_out(state)
    outdated, places = letters_of(outdated_in(seen.phase)), only_places_of(places_kept(seen, at))
    kept = letters_of(kept_in_a_break(seen))
    await queries.steps.show(connection, **state_row(state, at), outdated=outdated, kept=kept, **places)


def only_places_of(kept: tuple[UUID, ...] | None) -> dict[str, Any]:
    """Return the parameters that release all places of a mentorship except those with these mentors; None: all stay."""
    return {"releasing": kept is not None, "places_with": list(kept or ())}


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
