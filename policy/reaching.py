"""People whom mail does not reach: the coordinator is asked for an address, once each time an address fails."""

from datetime import datetime

from policy.ladder import has_coordinator
from policy.participants import participants
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from schemas.step_key import StepKey

ASKED_IN = (Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE)


def asking(state: State) -> list[Step]:
    """Return the step that asks the coordinator for an address, if there is a coordinator to ask.

    It is independent of the next step of the phase, or of a break, and does not wait for it.
    """
    lost = unreached(state)
    if not (lost and state.phase in ASKED_IN and state.unreachable_since and has_coordinator(state)):
        return []
    key, reason = StepKey.of(StepKind.UNREACHABLE, state.losses), Reason(code=ReasonCode.UNREACHABLE, who=lost)
    return [Step(key=key, due=state.unreachable_since, to=(Role.COORDINATOR,), reason=reason)]


def asked(state: State, outcome: StepOutcome) -> State:
    """Return the state after the coordinator was asked; if their own address turns out to fail, the next one is."""
    if Role.COORDINATOR in outcome.unreachable:
        return state.with_(losses=state.losses + 1)
    return state.with_(unreachable_since=None)


def postponed(state: State, until: datetime) -> State:
    """Return the state after the question was postponed; the next step of the phase keeps its own postponement."""
    return state.with_(unreachable_since=until)


def handed_over(state: State, now: datetime) -> State:
    """Return the state in which another coordinator is asked for an address that still does not work."""
    if not unreached(state) or state.unreachable_since:
        return state
    return lost(state, now)


def reached(state: State, role: Role) -> State:
    """Return the state with an address that works again; the coordinator is not asked for it any more."""
    still = tuple(one for one in state.unreachable if one is not role)
    lost = any(one in PAIR for one in still)
    return state.with_(unreachable=still, unreachable_since=state.unreachable_since if lost else None)


def found(state: State, role: Role) -> State:
    """Return the state with an address for somebody to whom no letter with the agreement was sent."""
    agreeing = state.agreeing
    if state.phase is not Phase.AGREEING or agreeing is None or role not in agreeing.missed:
        return state
    there = state.with_(agreeing=agreeing.with_(missed=tuple(one for one in agreeing.missed if one is not role)))
    return there if unreached(there) else there.with_(unreachable_since=None)


def lost(state: State, now: datetime) -> State:
    """Return the state in which the coordinator is to be asked for an address."""
    return state.with_(losses=state.losses + 1, unreachable_since=now)


def readers_of(state: State, step: Step) -> tuple[Role, ...]:
    """Return whom the letters of a step reach; a request goes to another mentor than the one who is not reached."""
    if step.kind is StepKind.REQUEST:
        return step.to
    return tuple(role for role in step.to if role not in state.unreachable)


def unreached(state: State) -> tuple[Role, ...]:
    """Return who takes part and cannot be reached: the address fails, or no letter with the agreement was sent."""
    missed = state.agreeing.missed if state.phase is Phase.AGREEING and state.agreeing else ()
    return tuple(role for role in participants(state) if role in (*state.unreachable, *missed))
