"""A mentee whom mail did not reach during a search is told how it stands, once mail reaches them again."""

from datetime import datetime

from schemas.messages import Step
from schemas.names import Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Seeking, State
from schemas.step_key import StepKey


def due(state: State, now: datetime) -> State:
    """Return the state in which the mentee is to be told who is asked, or that nobody is left; what is about to be
    told in any case is not told twice."""
    seeking = state.seeking
    if seeking is None or not (seeking.nobody_left or (seeking.asked and not seeking.declined)):
        return state
    return state.with_(seeking=seeking.with_(reached=now))


def step(state: State, seeking: Seeking) -> Step | None:
    """Return the step that tells the mentee alone; it takes a number among the reminders of the request."""
    if not seeking.reached:
        return None
    key = StepKey.of(StepKind.REQUEST, state.requests).reminder(seeking.numbered + seeking.reminders + 1)
    return Step(key=key, due=seeking.reached, to=(Role.MENTEE,), reason=Reason(code=ReasonCode.REACHED_AGAIN))


def done(state: State, seeking: Seeking) -> State:
    """Return the state after the mentee was told."""
    return state.with_(seeking=seeking.with_(reached=None, numbered=seeking.numbered + 1))


def known(seeking: Seeking, step: Step, now: datetime) -> Seeking:
    """Return the search in which nobody is left to ask, as the readers of this step know."""
    reached = None if Role.MENTEE in step.to else seeking.reached
    return seeking.with_(nobody_left=now, handed_over=None, decided=False, reached=reached)
