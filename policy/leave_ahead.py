"""Leave that only the roster knows, because it was reported before the mentorship began, as pages foresee it."""

from collections.abc import Mapping
from datetime import datetime

from policy.lifecycle import next_step
from schemas.names import PAIR, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Postponed, State

WAITING_FOR_BOTH = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)


def foreseeing_leave(state: State, away: Mapping[Role, datetime], now: datetime) -> State:
    """Return the state in which an agreement that comes next waits until both are back, as it will once it is due."""
    step = next_step(state, now)
    if step is None or step.kind not in WAITING_FOR_BOTH or state.pause:
        return state
    back = {role: away[role] for role in PAIR if role in away and role not in state.overruled}
    until = max(back.values(), default=now)
    if until <= step.due:
        return state
    because = Reason(code=ReasonCode.ON_LEAVE, who=tuple(back), until=until)
    return state.with_(postponed=Postponed(key=step.key, until=until, because=because))
