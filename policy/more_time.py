"""Until when two would have time if one of them asked for more now."""

from datetime import datetime
from uuid import UUID

from policy.ends import foreseen
from policy.hearing import hear
from schemas.messages import Answer
from schemas.names import AnswerKind, Choice, Role
from schemas.state import State
from schemas.step_key import StepKey

PROBE = UUID(int=0)


def longer_until(state: State, role: Role, step: StepKey, now: datetime) -> datetime | None:
    """Return the end that policy would set if somebody asked for more time at this step; None if it stays as it is."""
    more = Answer(id=PROBE, role=role, step=step, kind=AnswerKind.ADJUST, choice=Choice.EXTEND)
    heard, before = hear(state, more, now), foreseen(state)
    ends = foreseen(heard) if isinstance(heard, State) else None
    return ends if ends and before and ends > before else None
