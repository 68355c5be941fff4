"""Leave that only the roster knows, because it was reported before somebody took part, as pages and API foresee it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from policy.finding import candidate_of
from policy.lifecycle import next_step
from schemas.messages import Step
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
    return _waiting(state, step, tuple(back), until, now)


def foreseeing_a_mentors_leave(state: State, away: Mapping[UUID, datetime], now: datetime) -> State:
    """Return the state in which a request that comes next waits until its mentor is back, as it will once it is due;
    whoever is away for longer than a request waits is passed over then."""
    step = next_step(state, now) if away else None
    if step is None or step.kind is not StepKind.REQUEST or state.pause:
        return state
    mentor, length = candidate_of(state, step), timedelta(days=state.rules.reply_days)
    until = away.get(mentor.person)
    is_sought = state.proposes and not mentor.named  # somebody else may be found
    if is_sought or until is None or not step.due < until <= step.due + length:
        return state
    return _waiting(state, step, (Role.MENTOR,), until, now)


def _waiting(state: State, step: Step, who: tuple[Role, ...], until: datetime, now: datetime) -> State:
    """Return the state in which a step waits, unless another one waits already, which would then come at once."""
    because = Reason(code=ReasonCode.ON_LEAVE, who=who, until=until)
    waiting = state.with_(postponed=Postponed(key=step.key, until=until, because=because))
    following, before = next_step(waiting, now), state.postponed
    is_let_go = before is not None and following is not None and following.key == before.key != step.key
    return state if is_let_go else waiting
