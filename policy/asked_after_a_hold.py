"""A request or an agreement that a hold kept back: once it is lifted, it is asked anew, with the full time."""

from collections.abc import Mapping
from datetime import datetime

from policy import agreeing, seeking
from schemas.names import Phase, Role, StepKind
from schemas.state import State
from schemas.step_key import StepKey

OF_A_REQUEST = (StepKind.REQUEST, StepKind.REQUEST_REMINDER)
OF_AN_AGREEMENT = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)


def asked(state: State, kept: Mapping[Role, tuple[StepKey, ...]], now: datetime) -> State:
    """Return the state in which each whom these letters were to ask is asked, unless that question is settled."""
    clock = state.pause.since if state.pause else now
    for role, steps in kept.items():
        for step in steps:
            if step.kind in OF_A_REQUEST and role is Role.MENTOR:
                state = _request(state, step.number, clock)
            if step.kind in OF_AN_AGREEMENT:
                state = _agreement(state, role, step.number, clock)
    return state


def _request(state: State, number: int, now: datetime) -> State:
    before = state.seeking if state.phase is Phase.SEEKING else None
    if before is None or not before.asked or before.declined or before.nobody_left or number != state.requests:
        return state
    return seeking.asked_anew(state, now, is_first=True)


def _agreement(state: State, role: Role, number: int, now: datetime) -> State:
    before = state.agreeing if state.phase is Phase.AGREEING else None
    if before is None or number != before.version:
        return state
    return agreeing.asked_anew(state, role, now, is_first=True)
