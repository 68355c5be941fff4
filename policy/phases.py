"""The module of each phase, and what all of them have in common."""

from datetime import datetime
from typing import Protocol

from policy import active, agreeing, closing, seeking
from schemas.failures import Failure
from schemas.messages import Answer, Step, StepOutcome
from schemas.names import Phase
from schemas.state import State


class PhaseModule(Protocol):
    """The functions of every phase's module."""

    def upcoming(self, state: State, now: datetime) -> Step:
        """Return the next step that is still needed at `now`, at its due time before courtesy."""

    def after(self, state: State, step: Step, outcome: StepOutcome, now: datetime) -> State:
        """Return the state after a step was taken or dropped."""

    def hear(self, state: State, answer: Answer, now: datetime) -> State | Failure:
        """Return the state after an answer, or why it is rejected."""


PHASES: dict[Phase, PhaseModule] = {
    Phase.SEEKING: seeking,
    Phase.AGREEING: agreeing,
    Phase.ACTIVE: active,
    Phase.CLOSING: closing,
}
