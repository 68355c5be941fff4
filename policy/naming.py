"""More mentors for a search that is under way, named by the coordinator or by the HR platform."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import Role
from schemas.state import Candidate, Seeking, State

MOST = 20  # candidates at a time, the present one included


def hear(state: State, seeking: Seeking, answer: Answer, now: datetime) -> State | Failure:
    """Return the state in which these are asked in their turn; once nobody was left, the search goes on with them.

    What the coordinator names replaces what they named before, as long as nobody of those was asked.
    """
    if answer.role not in (Role.COORDINATOR, Role.HR) or not (seeking.nobody_left or answer.role is Role.HR):
        return Failure.NOT_ASKED
    kept = without_those_of(state, Role.COORDINATOR) if answer.role is Role.COORDINATOR else state
    more = _with(kept, (one.with_(named=answer.role) for one in answer.named))
    if len(more.candidates) > MOST:
        return Failure.NOT_ASKED
    return _going_on(more, answer.role, now)


def without_those_of(state: State, role: Role) -> State:
    """Return the state without those whom somebody named and who were not asked yet."""
    present, later = state.candidates[:1], state.candidates[1:]
    others = tuple(one for one in later if one.named is not role)
    seeking = state.seeking if others or state.seeking is None else state.seeking.with_(named=None)
    return state.with_(candidates=(*present, *others), seeking=seeking)


def _with(state: State, named: Iterable[Candidate]) -> State:
    """Return the state with more candidates, nobody twice; whom Rapport may find later is then asked in any case."""
    candidates = list(state.candidates)
    for new in named:
        place = next((number for number, one in enumerate(candidates) if one.person == new.person), None)
        if place is None:
            candidates.append(new)
        elif place and candidates[place].named is not Role.HR and (candidates[place].named or state.proposes):
            candidates[place] = new
    return state.with_(candidates=tuple(candidates))


def _going_on(state: State, role: Role, now: datetime) -> State:
    """Return a search that had nobody left, and goes on: at once, or when the coordinator cannot think again.

    Letters to other coordinators have used the numbers after the present request.
    """
    seeking = state.seeking
    if seeking is None or seeking.nobody_left is None or len(state.candidates) < 2:
        return state
    undo = timedelta(minutes=state.rules.undo_minutes if role is Role.COORDINATOR else 0)
    number, due = state.requests + seeking.handovers, seeking.named or now + undo
    return state.with_(requests=number, seeking=seeking.with_(named=due, handovers=0))
