"""What happens while somebody does not answer: first a nudge, then a person, closing last; any answer ends it.

Rungs: 1 nudge to the silent person, 2 question about the rhythm to both, 3 task for
the coordinator, 4 last notice. Programme rules say when, in multiples of the
pair's own cadence. The nudge replaces the next check-in (the other person gets
that as usual), so that the timer of the check-in is also the reply limit.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from policy.booking import awaited_until
from policy.durations import multiple
from policy.engagement import last_question, partner_of, side_of, silent, with_side
from policy.open_questions import excused
from policy.participants import participants
from policy.told import to_hear_of_reopening
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Phase, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Active, Side, State
from schemas.step_key import StepKey

RUNGS = (StepKind.NUDGE, StepKind.RHYTHM, StepKind.TASK, StepKind.LAST_NOTICE)
BINDING = (StepKind.REVIEW, StepKind.NUDGE, StepKind.RHYTHM)  # their date also holds for the next question to both
NOTICES = 2  # last notices that fail to arrive before the coordinator is asked
DAY = timedelta(days=1)


def upcoming(state: State, active: Active, now: datetime) -> Step | None:
    """Return the next rung, at its due time before courtesy; None while nobody is silent."""
    quiet = tuple(role for role in active.quiet if role in silent(state)) if active.rung else silent(state)
    if not quiet:
        return None
    kind = RUNGS[min(active.rung, 3)]
    if kind is StepKind.TASK and not has_coordinator(state):
        kind = StepKind.LAST_NOTICE
    first = min((side_of(active, role) for role in quiet), key=lambda side: side.life)
    since, _ = _last_sign(active, first)
    latest = max((_last_sign(active, side_of(active, role)) for role in quiet), key=lambda sign: sign[1])
    due = max([_due(state, active, kind, since), *named(active, quiet), *awaited_until(state)])
    key = StepKey.of(kind, active.cycle + 1 if kind is StepKind.NUDGE else active.spell)
    to = (Role.COORDINATOR,) if kind is StepKind.TASK else participants(state)
    return Step(key=key, due=due, to=to, reason=_why(state, active, quiet, latest, max(now, due)))


def has_coordinator(state: State) -> bool:
    """Whether there is a coordinator whom mail reaches."""
    return Role.COORDINATOR in state.readers and Role.COORDINATOR not in (*state.gone, *state.unreachable)


def named(active: Active, roles: tuple[Role, ...], by: Collection[StepKind] = tuple(StepKind)) -> list[datetime]:
    """Return the answer-by dates that letters of these kinds gave these people."""
    questions = [side_of(active, role).question for role in roles]
    return [question.until for question in questions if question and question.key.kind in by]


def nudged(state: State, active: Active, outcome: StepOutcome, now: datetime) -> Active:
    """Return the loop after the nudge; the ladder is about those of the silent who got it, and else there is none."""
    quiet = tuple(role for role in silent(state) if role in outcome.written)
    return active.with_(rung=1, climbed=now, spell=active.spell + 1, quiet=quiet) if quiet else active


def climbed(active: Active, step: Step, now: datetime) -> Active:
    """Return the loop after the pair was asked about its rhythm, or got its last notice."""
    if not active.quiet:
        return active  # the letter itself failed to reach whom the ladder was about
    return active.with_(rung=RUNGS.index(step.kind) + 1, climbed=now, again=None)


def tasked(active: Active, outcome: StepOutcome, now: datetime) -> Active:
    """Return the loop after the coordinator was asked to look after the pair.

    A task that reached no coordinator delays nothing: the last notice comes as if there were no coordinator.
    """
    return active.with_(rung=3, tasked=now if outcome.written else None, again=None)


def handed_over(active: Active) -> Active:
    """Return the loop in which another coordinator gets the task that the one before them had."""
    return active.with_(rung=2, tasked=None, spell=active.spell + 1, task_again=False) if active.tasked else active


def task_lost(state: State, who: tuple[Role, ...]) -> State:
    """Return the state when the task turns out not to have been sent: the coordinator gets it once more."""
    if Role.COORDINATOR not in who or state.active is None:
        return state
    return state.with_(active=handed_over(state.active).with_(task_again=True))


def off_ladder(active: Active) -> Active:
    """Return the loop without a ladder: those who were silent get the usual questions."""
    below = active.with_(rung=0, climbed=None, tasked=None, task_again=False, again=None, unsent_notices=0)
    return below.with_(quiet=(), ladder_before=None)


def only_other_silent(state: State, role: Role) -> bool:
    """Whether one of the two has answered since the other one fell silent, and every letter since but the latest."""
    active = state.active
    if active is None or role not in PAIR or not active.quiet or role in active.quiet:
        return False
    side, other = side_of(active, role), side_of(active, partner_of(role))
    return side.letters <= 1 and side.life > other.life


def unasked(active: Active) -> Active:
    """Return the loop without a last notice to answer, which nobody is said to have left unanswered, because somebody
    else took the end back."""
    for role in PAIR:
        side = side_of(active, role)
        is_notice = side.question is not None and side.question.key.kind is StepKind.LAST_NOTICE
        active = with_side(active, role, excused(side) if is_notice else side.with_(question=None))
    return active


def without(active: Active, role: Role) -> Active:
    """Return the loop with a ladder that is no longer about this person."""
    quiet = tuple(one for one in active.quiet if one is not role)
    return active.with_(quiet=quiet) if quiet or not active.rung else off_ladder(active)


def without_unreachable(state: State, active: Active) -> Active:
    """Return the loop with a ladder that is only about people whom mail reaches."""
    for role in PAIR:
        active = without(active, role) if role in state.unreachable else active
    return active


def wrongly_blamed(state: State, step: Step, undelivered: Collection[Role]) -> tuple[Role, ...]:
    """Return who would count as silent, in a rung or a lapse, only because a letter never reached them."""
    active = state.active
    if active is None:
        return ()
    if step.kind is StepKind.FAREWELL and state.closing and state.closing.lapsed:
        asked = [role for role in participants(state) if role in active.quiet or _may_still_hear(state, active, role)]
        lost = tuple(role for role in asked if role in undelivered)
        return lost if lost or set(active.quiet) - {*state.unreachable} else active.quiet
    if step.kind not in RUNGS:
        return ()
    sides = {role: side_of(active, role) for role in active.quiet or silent(state) if role in undelivered}
    return tuple(role for role, side in sides.items() if side.question and not excused(side).unanswered)


def _may_still_hear(state: State, active: Active, role: Role) -> bool:
    """Whether a last notice is sent once more for the sake of somebody whom the ladder is not about."""
    return role not in state.unreachable and active.unsent_notices == 0


def not_counted(state: State, who: tuple[Role, ...]) -> State:
    """Return the state when a letter to these turns out not to have been sent: no answer is expected from them."""
    active = state.active
    if active is None:
        return state
    for role in PAIR:
        if role in who:
            active = _excused(active, role)
    return state.with_(active=active)


def not_sent(state: State, undelivered: Collection[Role]) -> State:
    """Return the state when the last question turns out not to have been sent to these, which is counted once."""
    asked, active = last_question(state), state.active
    sides = {role: side_of(active, role).question for role in PAIR if role in undelivered} if active else {}
    return not_counted(state, tuple(role for role, one in sides.items() if one and one.key == asked))


def never_arrived(state: State, who: tuple[Role, ...], now: datetime) -> State:
    """Return the state when a last notice turns out not to have been sent: it is sent again, or a task comes first."""
    excused = not_counted(state, who)
    if excused.active is None:
        return state
    active = without_unreachable(state, excused.active)
    if state.closing and not active.quiet:  # whoever was told of the end hears that it does not come
        active = to_hear_of_reopening(unasked(active), state.closing.told, None, now)
    return excused.with_(phase=Phase.ACTIVE, closing=None, active=last_notice_lost(state, active, now))


def last_notice_lost(state: State, active: Active, again: datetime) -> Active:
    """Return the loop after a last notice that did not arrive: it is sent again, or the coordinator gets a task."""
    if not active.quiet:
        return active
    lost = active.unsent_notices + 1
    rung = 2 if lost % NOTICES == 0 and has_coordinator(state) else 3
    spell = active.spell + 1
    return active.with_(rung=rung, tasked=None, again=again, unsent_notices=lost, spell=spell)


def _excused(active: Active, role: Role) -> Active:
    side = excused(side_of(active, role))
    active = with_side(active, role, side)
    return active if side.unanswered else without(active, role)


def _why(
    state: State, active: Active, quiet: tuple[Role, ...], sign: tuple[datetime, datetime], at: datetime
) -> Reason:
    """Return why a rung is due; the days are counted from the latest sign of any of these, so they are true of all."""
    if active.again:
        return Reason(code=ReasonCode.NEVER_ARRIVED, who=quiet)
    since, heard = sign
    days, paused = (at - heard) // DAY, max(since - heard, timedelta()) // DAY or None
    cadence, by = state.cadence_days, active.rhythm_by
    return Reason(code=ReasonCode.SILENCE, who=quiet, days=days, paused=paused, cadence_days=cadence, set_by=by)


def _last_sign(active: Active, side: Side) -> tuple[datetime, datetime]:
    """Return when somebody last answered, or a meeting was reported, moved by breaks and by the calendar."""
    since = max(side.life, active.met or side.life)
    heard = side.heard or since
    return since, max(heard, active.reported or heard)


def _due(state: State, active: Active, kind: StepKind, since: datetime) -> datetime:
    """Return when a rung is due: measured from the last answer, with time between rungs; a nudge, by the new rhythm."""
    rules = state.rules
    if kind is StepKind.NUDGE:
        began = max(since, active.rhythm_since or since)
        return max(began + multiple(state.cadence_days, rules.late), active.next_check_in)
    measured = since + multiple(state.cadence_days, rules.quiet if kind is StepKind.RHYTHM else rules.at_risk)
    if active.again or active.climbed is None:
        return active.again or measured
    if kind is StepKind.LAST_NOTICE and active.tasked:
        return active.tasked + timedelta(days=rules.task_days)
    return max(measured, active.climbed + multiple(state.cadence_days, rules.quiet - rules.late))
