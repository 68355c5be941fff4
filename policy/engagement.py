"""How a pair fares, against its own agreed cadence; silence is a question, not a verdict."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from policy.durations import a_while, every
from schemas.names import PAIR, Health, Role
from schemas.state import Active, Side, State


@dataclass(frozen=True)
class Judgement:
    """A health and why, as a sentence with the placeholders {mentee} and {mentor}."""

    health: Health
    reason: str


def side_of(active: Active, role: Role) -> Side:
    """Return one person's part in the loop."""
    return active.mentee if role is Role.MENTEE else active.mentor


def silent(state: State) -> tuple[Role, ...]:
    """Return who left a delivered prompt unanswered; a bounce is never silence."""
    active = state.active
    if active is None:
        return ()
    return tuple(role for role in PAIR if side_of(active, role).unanswered and role not in state.unreachable)


def judge(state: State, now: datetime) -> Judgement:
    """Return the health of a mentorship at `now`."""
    active = state.active
    if active is None:
        return Judgement(Health.NEW, "they have not begun yet")
    since = active.met or active.agreed
    apart = (now - since) / timedelta(days=state.cadence_days)
    health = _health(state, active, apart, now)
    return Judgement(health, _reason(state, active, health, now - since))


def _health(state: State, active: Active, apart: float, now: datetime) -> Health:
    rules = state.rules
    if active.met is None and now - active.agreed < timedelta(days=rules.grace_days):
        return Health.NEW
    missed = max((side_of(active, role).unanswered for role in silent(state)), default=0)
    if active.low or apart >= rules.at_risk or (apart >= 1 and missed >= rules.missed_check_ins):
        return Health.AT_RISK
    if apart >= rules.quiet:
        return Health.QUIET
    if apart >= rules.late:
        return Health.LATE
    return Health.ON_TRACK if active.met else Health.NEW


def _reason(state: State, active: Active, health: Health, apart: timedelta) -> str:
    if apart < timedelta(days=1):
        met = "they met today" if active.met else "they have just begun"
    else:
        met = f"they last met {a_while(apart)} ago" if active.met else f"no meeting reported in {a_while(apart)}"
    parts = [f"{met}; they agreed on {every(state.cadence_days)}"]
    if active.low:
        parts.append("the last meeting was rated low")
    parts += [_share(role, side_of(active, role), role in state.unreachable) for role in PAIR if active.prompt]
    return "; ".join(part for part in parts if part)


def _share(role: Role, side: Side, unreachable: bool) -> str:
    name = f"{{{role}}}"
    if unreachable:
        return f"mail cannot reach {name}"
    if side.unanswered:
        mails = "the last mail" if side.unanswered == 1 else f"the last {side.unanswered} mails"
        return f"{name} has not answered {mails}"
    return f"{name} answered"
