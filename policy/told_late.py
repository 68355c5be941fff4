"""Whom mail did not reach as a break was told: they are told of it once mail reaches them, as long as it lasts."""

from datetime import datetime

from policy import pausing
from policy.participants import participants
from schemas.messages import Step, StepOutcome
from schemas.names import Role, StepKind
from schemas.reason import Reason
from schemas.state import Pause, State
from schemas.step_key import StepKey


def step(state: State, pause: Pause, now: datetime) -> Step | None:
    """Return the step that tells them alone; None if there is nobody to tell, or all are told something next anyway."""
    to = tuple(role for role in participants(state) if role in pause.missed and role not in state.unreachable)
    if not to or not pause.told:
        return None
    news = pausing.upcoming(state, pause.with_(told=False, changed=None), now)
    if news.kind is not StepKind.PAUSED:  # it is over soon
        return None
    return news.with_(key=StepKey.of(StepKind.PAUSED, state.pauses + 1), to=to)


def reason_of(step: Step, role: Role, state: State) -> Reason:
    """Return why somebody gets the letter of a step: whom the first one about a break did not reach, is told of it."""
    pause = state.pause
    if pause is None or step.kind is not StepKind.PAUSED or role not in pause.missed:
        return step.reason
    return pausing.upcoming(state, pause.with_(told=False, changed=None), pause.since).reason


def known(state: State, step: Step, outcome: StepOutcome) -> State:
    """Return the state that knows whom a letter about the break did not reach."""
    pause = state.pause
    if pause is None or step.kind is not StepKind.PAUSED:
        return state
    missed = tuple(role for role in step.to if role in outcome.unreachable)
    others = tuple(role for role in pause.missed if role not in step.to)
    told = pause.with_(missed=(*others, *missed))
    return state.with_(pause=told, pauses=max(state.pauses, step.key.number))
