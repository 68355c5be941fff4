"""Another answer to the same question replaces the first one: a new rhythm or more time is taken back, each by the one
who wished for it.

Wishes lie on each other. One that is taken back from below leaves the later one of the other person as it is, and that
one then goes back to what was so before both.
"""

from datetime import datetime, timedelta
from typing import TypeVar

from policy.ends import is_nearly_over
from policy.pausing import is_asked_at
from schemas.messages import Answer
from schemas.names import Choice
from schemas.replaceable import EndBefore, RhythmBefore
from schemas.state import Active, State

FOR = timedelta(days=1)
Before = TypeVar("Before", RhythmBefore, EndBefore)


def replaceable_rhythm(changed: State, before: State, answer: Answer, now: datetime) -> State:
    """Return the changed state with the rhythm that was so before.

    A wish for what the other one wishes makes it the wish of both: it stays until both have taken it back.
    """
    active, was = changed.active, before.active
    if active is None or was is None:
        return changed
    kept = RhythmBefore(
        role=answer.role,
        step=answer.step,
        until=now + FOR,
        cadence_days=before.cadence_days,
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
        held=was.held,
        under=_within_a_day(was.rhythm_before, now),
    )
    return changed.with_(active=active.with_(rhythm_before=kept))


def replaceable_end(changed: State, before: State, answer: Answer, now: datetime) -> State:
    """Return the changed state with the end that was so before; the same as for a rhythm."""
    active, was = changed.active, before.active
    if active is None or was is None or (changed.ends == before.ends and _has_own(was.end_before, answer)):
        return changed
    kept = EndBefore(
        role=answer.role,
        step=answer.step,
        until=now + FOR,
        ends=before.ends,
        extra_days=was.extra_days,
        extended=was.extended,
        under=_within_a_day(was.end_before, now),
    )
    return changed.with_(active=active.with_(end_before=kept))


def without_earlier(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without what the same person's earlier answers to this question changed, for a day."""
    return with_end_before(with_rhythm_before(state, answer, now), answer, now)


def keeps_more_time(before: State, after: State, answer: Answer) -> bool:
    """Whether more time that was wished for at this question stays, because the goodbye would be due without it."""
    was = before.active.end_before if before.active else None
    return _has_own(was, answer) and after.ends == before.ends


def held_wishes(state: State, answer: Answer) -> tuple[Choice, ...]:
    """Return what this person wished for at the question of an answer, and what holds."""
    active = state.active
    if active is None:
        return ()
    is_rhythm = _has_own(active.rhythm_before, answer) and active.rhythm_by in (answer.role, None)
    wishes = {
        Choice.PAUSE: is_asked_at(state.pause, answer),
        Choice.CADENCE: is_rhythm,
        Choice.EXTEND: _has_own(active.end_before, answer),
    }
    return tuple(choice for choice, holds in wishes.items() if holds)


def with_rhythm_before(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without the rhythm that the same person wished for at this question."""
    active = state.active
    was = active.rhythm_before if active else None
    if active is None or was is None:
        return state
    if not _may_replace(was, answer, now):
        return state.with_(active=_without_rhythm(state, active, _without(was, answer, now)))
    there = active.with_(
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=active.next_check_in if active.held else was.next_check_in,  # given since: a wish takes it away
        held=active.held or was.held,
        rhythm_before=was.under,
    )
    return state.with_(cadence_days=was.cadence_days, active=there)


def with_end_before(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without the time that the same person wished for at this question."""
    active = state.active
    was = active.end_before if active else None
    if active is None or was is None:
        return state
    if not _may_replace(was, answer, now):
        return state.with_(active=active.with_(end_before=_without(was, answer, now)))
    there: Active = active.with_(extra_days=was.extra_days, extended=was.extended, end_before=was.under)
    back = state.with_(ends=was.ends, active=there)
    return state if is_nearly_over(back, now) else back  # it would end at once


def _without_rhythm(state: State, active: Active, kept: RhythmBefore) -> Active:
    """Return the loop without a wish below another one: a rhythm of both is then that of who still wishes it."""
    by = active.rhythm_by
    if kept != active.rhythm_before and by is None:
        by = kept.rhythm_by if kept.cadence_days == state.cadence_days else kept.role
    return active.with_(rhythm_by=by, rhythm_before=kept)


def _without(top: Before, answer: Answer, now: datetime) -> Before:
    """Return the wishes without this person's own below the top: the one above it goes back to what was before both."""
    below = top.under
    if below is None:
        return top
    if _may_replace(below, answer, now):
        kept = below.with_(role=top.role, step=top.step, until=top.until)
        if isinstance(top, RhythmBefore) and top.held:  # time that a coordinator gave in between
            return kept.with_(held=top.held, next_check_in=top.next_check_in)
        return kept
    return top.with_(under=_without(below, answer, now))


def _within_a_day(was: Before | None, now: datetime) -> Before | None:
    return was if was and now < was.until else None


def _may_replace(was: RhythmBefore | EndBefore, answer: Answer, now: datetime) -> bool:
    return _is_own(was, answer) and now < was.until


def _has_own(was: RhythmBefore | EndBefore | None, answer: Answer) -> bool:
    return was is not None and (_is_own(was, answer) or _has_own(was.under, answer))


def _is_own(was: RhythmBefore | EndBefore, answer: Answer) -> bool:
    return (was.role, was.step) == (answer.role, answer.step)
