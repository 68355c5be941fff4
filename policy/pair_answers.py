"""What answers change in a running pair: meetings, words, rhythm, pauses, the end."""

from datetime import datetime, timedelta

from policy.closing import begin_closing
from policy.engagement import side_of
from policy.ladder import off_ladder
from policy.pausing import pause
from schemas.failures import Failure
from schemas.messages import Answer
from schemas.names import PAIR, Choice, Met, Outcome, Role
from schemas.state import Active, State


def alive(state: State, role: Role, now: datetime) -> State:
    """Return the state after a sign of life: the ladder is climbed down, prompts go on."""
    active = state.active
    if active is None or role not in PAIR:
        return state
    side = side_of(active, role).with_(life=now, unanswered=0)
    active = active.with_(**{role.value: side})
    quiet = tuple(one for one in active.quiet if one is not role)
    active = active.with_(quiet=quiet) if quiet else off_ladder(active)
    if active.next_check_in <= now:
        active = active.with_(next_check_in=now + timedelta(days=state.cadence_days))
    reachable = tuple(lost for lost in state.unreachable if lost is not role)
    return state.with_(active=active, unreachable=reachable)


def hear_check_in(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Take "did you meet, how was it": a meeting counts for both, words wait for the partner."""
    state = alive(state, answer.role, now)
    active = state.active
    if active is None:
        return Failure.NOT_ASKED
    side = side_of(active, answer.role)
    side = side.with_(met=answer.met or Met.NO, note=side.note or answer.note)
    low = active.low if answer.rating is None else answer.rating <= state.rules.low_rating
    active = active.with_(**{answer.role.value: side}, low=low)
    if answer.met is Met.YES:
        active = _met(active, answer.role, now)
    return state.with_(active=_with_thanks(active, state, now))


def _met(active: Active, role: Role, now: datetime) -> Active:
    """A meeting takes two: it is a sign of life of the partner as well, whoever tells of it."""
    partner = Role.MENTOR if role is Role.MENTEE else Role.MENTEE
    return off_ladder(active).with_(met=now, **{partner.value: side_of(active, partner).with_(life=now)})


def _with_thanks(active: Active, state: State, now: datetime) -> Active:
    """Words are passed on once both have answered the latest prompt."""
    sides = [side_of(active, role) for role in PAIR]
    ready = active.prompt and all(side.met for side in sides) and any(side.note for side in sides)
    if not ready or active.thanks_since or active.thanked == active.prompt:
        return active
    return active.with_(thanks_since=now + timedelta(minutes=state.rules.undo_minutes))


def hear_adjust(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Take what a review, or a question about the rhythm, led to."""
    state = alive(state, answer.role, now)
    match answer.choice:
        case Choice.CADENCE if answer.cadence_days and 1 <= answer.cadence_days <= 366:
            return _with_cadence(state, answer.cadence_days, now)
        case Choice.PAUSE:
            return pause(state, answer, now)
        case Choice.EXTEND:
            return _extended(state, answer.step)
        case Choice.REMATCH:
            return begin_closing(state, Outcome.REMATCHED, now, answer.role)
        case Choice.CLOSE:
            return begin_closing(state, Outcome.ENDED_EARLY, now, answer.role)
        case _:
            return state


def hear_decide(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Take the coordinator's decision on a task: give time, or let it end kindly."""
    active = state.active
    match answer.choice:
        case Choice.REMATCH:
            return begin_closing(state, Outcome.REMATCHED, now)
        case Choice.CLOSE:
            return begin_closing(state, Outcome.ENDED_EARLY, now)
        case _ if active:
            return state.with_(active=off_ladder(active).with_(next_check_in=_soon(state, active, now)))
        case _:
            return Failure.NOT_ASKED


def _soon(state: State, active: Active, now: datetime) -> datetime:
    """The coordinator asked for time: the next question waits for a full rhythm from now."""
    return max(active.next_check_in, now + timedelta(days=state.cadence_days))


def _with_cadence(state: State, days: int, now: datetime) -> State:
    active = state.active
    if active is None:
        return state
    soon = max((active.prompted or active.agreed) + timedelta(days=days), now + timedelta(days=1))
    return state.with_(cadence_days=days, active=active.with_(next_check_in=soon))


def _extended(state: State, step: str) -> State:
    """Add time once, however many of the pair ask for it at the same review."""
    active = state.active
    if active is None or not state.ends or active.extended_at == step:
        return state
    ends = state.ends + timedelta(days=state.rules.extend_days)
    return state.with_(ends=ends, active=active.with_(extended_at=step))
