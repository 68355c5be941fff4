"""Another answer to the same question replaces the first one: a new rhythm or more time is taken back, each by the one
who wished for it."""

from datetime import datetime, timedelta

from policy.ends import is_nearly_over
from schemas.messages import Answer
from schemas.state import Active, EndBefore, RhythmBefore, State

FOR = timedelta(days=1)


def replaceable_rhythm(changed: State, before: State, answer: Answer, now: datetime) -> State:
    """Return the changed state with the rhythm that was so before, if the answer changed it.

    A wish for what the other one wished before makes it the wish of both, which neither takes back alone.
    """
    active, was = changed.active, before.active
    if active is None or was is None:
        return changed
    if changed.cadence_days == before.cadence_days:
        return changed.with_(active=active.with_(rhythm_before=None))
    kept = RhythmBefore(
        role=answer.role,
        step=answer.step,
        until=now + FOR,
        cadence_days=before.cadence_days,
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
    )
    return changed.with_(active=active.with_(rhythm_before=kept))


def replaceable_end(changed: State, before: State, answer: Answer, now: datetime) -> State:
    """Return the changed state with the end that was so before, if the answer changed it; the same as for a rhythm."""
    active, was = changed.active, before.active
    if active is None or was is None:
        return changed
    if changed.ends == before.ends:
        return changed.with_(active=active.with_(end_before=None))
    kept = EndBefore(
        role=answer.role,
        step=answer.step,
        until=now + FOR,
        ends=before.ends,
        extra_days=was.extra_days,
        extended=was.extended,
    )
    return changed.with_(active=active.with_(end_before=kept))


def without_earlier(state: State, answer: Answer, now: datetime) -> State:
    """Return the state without what the same person's earlier answers to this question changed, for a day."""
    return _with_end_before(_with_rhythm_before(state, answer, now), answer, now)


def keeps_more_time(before: State, after: State, answer: Answer) -> bool:
    """Whether more time that was wished for at this question stays, because the goodbye would be due without it."""
    was = before.active.end_before if before.active else None
    return was is not None and (was.role, was.step) == (answer.role, answer.step) and after.ends == before.ends


def _with_rhythm_before(state: State, answer: Answer, now: datetime) -> State:
    active = state.active
    was = active.rhythm_before if active else None
    if active is None or was is None or not _may_replace(was, answer, now):
        return state
    there = active.with_(
        rhythm_by=was.rhythm_by,
        rhythm_since=was.rhythm_since,
        next_check_in=was.next_check_in,
        rhythm_before=None,
    )
    return state.with_(cadence_days=was.cadence_days, active=there)


def _with_end_before(state: State, answer: Answer, now: datetime) -> State:
    active = state.active
    was = active.end_before if active else None
    if active is None or was is None or not _may_replace(was, answer, now):
        return state
    there: Active = active.with_(extra_days=was.extra_days, extended=was.extended, end_before=None)
    back = state.with_(ends=was.ends, active=there)
    return state if is_nearly_over(back, now) else back  # it would end at once


def _may_replace(was: RhythmBefore | EndBefore, answer: Answer, now: datetime) -> bool:
    return (was.role, was.step) == (answer.role, answer.step) and now < was.until
