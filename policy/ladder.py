"""What happens while somebody stays silent: gently first, a person next, closing last; any sign of life climbs down.

Rungs: 1 nudge to the silent side, 2 question about the rhythm to both, 3 task for
the coordinator, 4 last notice. Programme rules say when, in multiples of the
pair's own cadence. The nudge takes the place of the next check-in (the other side
gets that as usual), so that the timer of the check-in doubles as the reply window.
"""

from datetime import datetime, timedelta

from policy.durations import a_while, every
from policy.engagement import side_of, silent
from schemas.messages import Step
from schemas.names import PAIR, Role, StepKind
from schemas.state import Active, State

RUNGS = (StepKind.NUDGE, StepKind.RHYTHM, StepKind.TASK, StepKind.LAST_NOTICE)


def upcoming(state: State, active: Active) -> Step | None:
    """Return the next rung, due at its plain time; None while nobody is silent."""
    quiet = tuple(role for role in active.quiet if role in silent(state)) if active.rung else silent(state)
    if not quiet:
        return None
    since = min(side_of(active, role).life for role in quiet)
    kind = RUNGS[min(active.rung, 3)]
    if kind is StepKind.TASK and Role.COORDINATOR not in state.readers:
        kind = StepKind.LAST_NOTICE
    due = _due(state, active, kind, since)
    number = active.cycle + 1 if kind is StepKind.NUDGE else active.spell
    to = (Role.COORDINATOR,) if kind is StepKind.TASK else PAIR
    who = " and ".join(f"{{{role}}}" for role in quiet)
    reason = f"no word from {who} for {a_while(due - since)}; they agreed on {every(state.cadence_days)}"
    return Step(kind=kind, key=f"{kind}/{number}", due=due, to=to, reason=reason)


def _due(state: State, active: Active, kind: StepKind, since: datetime) -> datetime:
    """Measure from the last sign of life, but never hurry one rung after another."""
    rules, cadence = state.rules, timedelta(days=state.cadence_days)
    measured = since + cadence * {StepKind.NUDGE: rules.late, StepKind.RHYTHM: rules.quiet}.get(kind, rules.at_risk)
    if kind is StepKind.NUDGE:
        return max(measured, active.next_check_in)
    if active.climbed is None:
        return measured
    if kind is StepKind.LAST_NOTICE and active.rung == 3:
        return active.climbed + timedelta(days=rules.task_days)
    return max(measured, active.climbed + cadence * (rules.quiet - rules.late))


def climbed(state: State, active: Active, step: Step, now: datetime) -> Active:
    """Return the loop once a rung was taken; the nudge settles whom the ladder is about."""
    if step.kind is StepKind.NUDGE:
        return active.with_(rung=1, climbed=now, spell=active.spell + 1, quiet=silent(state))
    return active.with_(rung=RUNGS.index(step.kind) + 1, climbed=now)


def off_ladder(active: Active) -> Active:
    """Return the loop on the ground again."""
    return active.with_(rung=0, climbed=None, quiet=())
