"""Versions of an agreement: which are the current mentor's, and what a new one changes."""

from datetime import datetime
from typing import Any

from schemas.messages import Answer
from schemas.state import Agreeing, State


def first_version(state: State) -> int:
    """Return the number of the first version that the current mentor was or will be shown; those before it are of
    other mentors, except the first draft."""
    return state.agreeing.first if state.agreeing else state.agreements + 1


def amended(state: State, agreeing: Agreeing, answer: Answer, now: datetime) -> State:
    """Return the state with a new version, and a new end date if the version names one."""
    version = agreeing.version + 1
    drafted: dict[str, Any] = {"drafted_days": agreeing.drafted_days, "drafted_end": agreeing.drafted_end}
    if agreeing.drafted_days is None:
        drafted = {"drafted_days": state.cadence_days, "drafted_end": state.ends}
    if answer.until and answer.until != state.ends:
        drafted |= {"other_end": True, "end_replaced": state.ends}
    fresh = Agreeing(since=now, first=agreeing.first, version=version, accepted=(answer.role,), **drafted)
    days, pause = answer.cadence_days or state.cadence_days, state.pause
    if pause and answer.until:
        pause = pause.with_(ends_named=True)
    ends = answer.until or state.ends
    return state.with_(agreeing=fresh, agreements=version, cadence_days=days, ends=ends, pause=pause)


def as_drafted(state: State) -> State:
    """Return the state with the rhythm and the end of the first draft, which the next mentor is shown."""
    agreeing = state.agreeing
    if agreeing is None or agreeing.drafted_days is None:
        return state
    return state.with_(cadence_days=agreeing.drafted_days, ends=agreeing.drafted_end)
