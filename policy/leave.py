"""What waits for somebody's leave, and for how long; of leave that HR reported, the dates are known beforehand."""

from datetime import datetime, timedelta

from policy.closing import all_thanked
from policy.courtesy import is_unasked
from policy.participants import participants
from schemas.messages import Step
from schemas.names import Phase, Role, StepKind
from schemas.state import Closing, State

Away = dict[Role, datetime]  # who is away, and until when


def after_leave(state: State, step: Step, due: datetime) -> datetime:
    """Return when a step can be taken that is due then, if all leave is as the mentorship knows it."""
    if not may_wait(state, step):
        return due
    known = (Role.COORDINATOR, *(participants(state) if state.phase is Phase.CLOSING else ()))
    away = {role: back for role, back in state.leave.items() if role in step.to and role in known and back > due}
    return max([due, *worth_waiting(state, step, away, due).values()])


def goodbye_until(state: State, closing: Closing) -> datetime:
    """Return until when thanks can be written: those who are away have time until they are back."""
    if closing.lapsed or all_thanked(state):
        return closing.until
    back = [min(state.leave[role], _latest(state, closing)) for role in participants(state) if role in state.leave]
    return max([closing.until, *back])


def worth_waiting(state: State, step: Step, away: Away, now: datetime) -> Away:
    """Return for whom a step waits, and until when: a pair does not go without help, nor its mentor without a place,
    for as long as somebody is on leave."""
    closing = state.closing
    if Role.COORDINATOR in away:
        late = away[Role.COORDINATOR] - now > timedelta(days=state.rules.task_days)
        return {} if late or step.kind is StepKind.UNREACHABLE else away
    if step.kind is StepKind.FAREWELL and closing and not closing.lapsed:
        latest = _latest(state, closing)
        return {role: min(back, latest) for role, back in away.items() if now < latest}
    return away


def may_wait(state: State, step: Step) -> bool:
    """Whether nobody asked for a step; once all have said thanks, the farewell keeps the day that they were told."""
    return is_unasked(step) and not (step.kind is StepKind.FAREWELL and all_thanked(state))


def _latest(state: State, closing: Closing) -> datetime:
    return closing.until + timedelta(days=state.rules.closing_days)
