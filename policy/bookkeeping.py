"""Bookkeeping for every change of a state: its revision, its health, and the messages already processed."""

from datetime import datetime
from uuid import UUID

from policy.engagement import judge, side_of, with_side
from policy.reported import corrected_report
from policy.reports import dated
from schemas.messages import Answer
from schemas.names import PAIR, AnswerKind, Phase
from schemas.state import State

REMEMBERED = 40  # messages whose repetition is detected without a query to Postgres


def settled(state: State, before: State, now: datetime) -> State:
    """Return a changed state with the next revision, and its health as it is at `now`."""
    is_judged = state.phase is Phase.ACTIVE and state.ending is None
    health = judge(state, now).health if is_judged else state.health
    return state.with_(revision=before.revision + 1, health=health)


def by_calendar(state: State, before: State, answer: Answer, now: datetime) -> State:
    """Return the state with what an answer reports on its own date: during a break, decisions count from its start.

    What only adds to an earlier report keeps the date of that.
    """
    active, agreeing = state.active, state.agreeing
    if answer.kind is AnswerKind.ACCEPT and agreeing and agreeing.heard is None:
        return state.with_(agreeing=agreeing.with_(heard=now))
    if active is None:
        return state
    if answer.kind is AnswerKind.AGREE:
        active = active.with_(began=now)
    for role in {answer.role} & {*PAIR}:
        active = active if corrected_report(before, answer) else dated(active, answer, now)
        active = with_side(active, role, side_of(active, role).with_(heard=now))
    return state.with_(active=active)


def remembered(state: State, id: UUID) -> State:
    """Return the state with a message marked as processed; a message clears a postponed step."""
    return state.with_(heard=(*state.heard, id)[-REMEMBERED:], postponed=None)
