"""What every change of a state keeps: its revision, its health, and which messages were heard."""

from datetime import datetime
from uuid import UUID

from policy.engagement import judge
from schemas.names import Phase
from schemas.state import State

REMEMBERED = 40  # messages whose repetition is recognised without asking Postgres


def settled(state: State, before: State, now: datetime) -> State:
    """Return a changed state with the next revision, and its health as it is at `now`."""
    health = judge(state, now).health if state.phase is Phase.ACTIVE else state.health
    return state.with_(revision=before.revision + 1, health=health)


def remembered(state: State, id: UUID) -> State:
    """Return the state with a message noted as heard; something said clears what was put off."""
    return state.with_(heard=(*state.heard, id)[-REMEMBERED:], postponed=None)
