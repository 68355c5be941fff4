"""A break with a return date: while it lasts, the mentorship's clock stands still."""

from datetime import datetime, timedelta
from typing import Any

from schemas.failures import Failure
from schemas.messages import Answer, Step
from schemas.names import Phase, Role, StepKind
from schemas.state import Pause, State
from schemas.value import Durable

PAUSABLE = (Phase.SEEKING, Phase.AGREEING, Phase.ACTIVE)


def upcoming(state: State, pause: Pause) -> Step:
    """Return the next step of a break: tell both, later welcome both back."""
    to = (Role.MENTEE,) if state.mentor is None else (Role.MENTEE, Role.MENTOR)
    if not pause.told:
        key, reason = f"paused/{state.pauses}", "a break was asked for"
        return Step(kind=StepKind.PAUSED, key=key, due=pause.since, to=to, reason=reason)
    key, reason = f"resumed/{state.pauses}", "the break is over"
    return Step(kind=StepKind.RESUMED, key=key, due=pause.until, to=to, reason=reason)


def after(state: State, pause: Pause, step: Step, now: datetime) -> State:
    """Return the state once both were told, or welcomed back with every due time moved."""
    if step.kind is StepKind.PAUSED:
        return state.with_(pause=pause.with_(told=True))
    return shifted(state.with_(pause=None), now - pause.since)


def pause(state: State, answer: Answer, now: datetime) -> State | Failure:
    """Return the state with a break begun, or why it cannot begin."""
    if state.phase not in PAUSABLE:
        return Failure.TOO_LATE
    if state.pause:
        return Failure.ALREADY_PAUSED
    latest = now + timedelta(days=state.rules.pause_max_days)
    if answer.until is None or not now < answer.until <= latest:
        return Failure.BAD_DATE
    return state.with_(pauses=state.pauses + 1, pause=Pause(since=now, until=answer.until, by=answer.role))


def resume(state: State, now: datetime) -> State | Failure:
    """Return the state with the break over now; if nobody was told of it, as if it had not been."""
    if not state.pause:
        return Failure.NOT_PAUSED
    if not state.pause.told:
        return shifted(state.with_(pause=None), now - state.pause.since)
    return state.with_(pause=state.pause.with_(until=now))


def shifted(state: State, length: timedelta) -> State:
    """Return the state with every time of its present phase, and its end, moved by `length`."""
    parts: dict[str, Any] = {
        name: _moved(part, length)
        for name in ("seeking", "agreeing", "active", "closing")
        if (part := getattr(state, name)) is not None
    }
    lost = state.unreachable_since
    return state.with_(**parts, ends=state.ends and state.ends + length, unreachable_since=lost and lost + length)


def _moved(value: Any, length: timedelta) -> Any:
    if isinstance(value, datetime):
        return value + length
    if isinstance(value, Durable):
        return value.with_(**{name: _moved(part, length) for name, part in value})
    return value
