"""Versions of an agreement: which are the current mentor's, and what a new one changes."""

from datetime import datetime

from schemas.messages import Answer
from schemas.names import Phase
from schemas.state import Agreeing, State


def first_version(state: State) -> int:
    """Return the number of the first version that the current mentor was or will be shown; those before it are of
    other mentors, except the first draft."""
    return state.agreeing.first if state.agreeing else state.agreements + 1


def amended(state: State, agreeing: Agreeing, answer: Answer, now: datetime) -> State:
    """Return the state with a new version, and a new end date if the version names one."""
    fresh = Agreeing(
        since=now,
        first=agreeing.first,
        version=agreeing.version + 1,
        accepted=(answer.role,),
        drafted_days=agreeing.drafted_days,
        drafted_end=agreeing.drafted_end,
        end_named=agreeing.end_named,
        end_named_by=agreeing.end_named_by,
    )
    return _with_terms(state, fresh, answer)


def proposed(state: State, answer: Answer, draft: int, since: datetime) -> State:
    """Return the state with a mentor who has accepted other terms than those of the first draft: these two are shown
    that version first, and the mentee is asked about it alone."""
    first = Agreeing(since=since, first=draft, version=draft, accepted=(answer.role,))
    return _with_terms(state.with_(phase=Phase.AGREEING), first, answer)


def is_proposed(agreeing: Agreeing) -> bool:
    """Whether the present version is the one that came with the mentor's yes."""
    return agreeing.version == agreeing.first and agreeing.drafted_days is not None


def as_drafted(state: State) -> State:
    """Return the state with the rhythm and the end of the first draft, which the next mentor is shown."""
    agreeing = state.agreeing
    if agreeing is None or agreeing.drafted_days is None:
        return state
    pause = state.pause and state.pause.with_(ends_named=False)
    unnamed = agreeing.with_(end_named=None, end_named_by=None)
    return state.with_(cadence_days=agreeing.drafted_days, ends=agreeing.drafted_end, pause=pause, agreeing=unnamed)


def _with_terms(state: State, agreeing: Agreeing, answer: Answer) -> State:
    """Return the state with the rhythm and the end of a new version, and what was so before."""
    if agreeing.drafted_days is None:
        agreeing = agreeing.with_(drafted_days=state.cadence_days, drafted_end=state.ends)
    if answer.until and answer.until != state.ends:
        named = {"end_named": answer.until, "end_named_by": answer.role}
        agreeing = agreeing.with_(other_end=True, end_replaced=state.ends, **named)
    days, pause = answer.cadence_days or state.cadence_days, state.pause
    if pause and answer.until:
        pause = pause.with_(ends_named=True)
    ends = answer.until or state.ends
    return state.with_(agreeing=agreeing, agreements=agreeing.version, cadence_days=days, ends=ends, pause=pause)
