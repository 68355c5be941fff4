"""Bookkeeping for every change of a state: its revision, its health, and the messages already processed."""

from datetime import datetime
from uuid import UUID

from policy.engagement import judge
from schemas.names import Phase
from schemas.state import State

REMEMBERED = 40  # messages whose repetition is detected without a query to Postgres


def settled(state: State, before: State, now: datetime) -> State:
    """Return a changed state with the next revision, and its health as it is at `now`."""
    health = judge(state, now).health if state.phase is Phase.ACTIVE else state.health
    return state.with_(revision=before.revision + 1, health=health)


def remembered(state: State, id: UUID) -> State:
    """Return the state with a message marked as processed; a message clears a postponed step."""
    return state.with_(heard=(*state.heard, id)[-REMEMBERED:], postponed=None)
