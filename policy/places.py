"""Whose places a search keeps: that of the mentor who is asked or found, and of one on leave whom it waits for."""

from datetime import datetime, timedelta
from uuid import UUID

from policy.kept_back import no_kept_by
from policy.lost_mentor import may_be_back
from schemas.names import Phase, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Seeking, State


def places_kept(state: State, now: datetime) -> tuple[UUID, ...] | None:
    """Return the mentors whose places are kept until the next step; None if that step is about to settle it."""
    stands_still = bool(state.pause or state.hold or state.postponed)
    if state.phase is Phase.AGREEING and state.agreeing and (stands_still or state.agreeing.asked):
        return (state.mentor,) if state.mentor else ()
    if state.phase is Phase.CLOSING and state.closing and state.closing.was is Phase.SEEKING:
        return (state.mentor,) if state.mentor else ()
    if state.phase is not Phase.SEEKING or state.seeking is None:
        return None
    is_idle = state.seeking.nobody_left and not state.seeking.named  # the next step may be weeks away
    if not (stands_still or is_idle or _may_answer(state, state.seeking, now)):
        return None
    asked = None if _is_turn_over(state, state.seeking) else state.mentor
    return tuple(one for one in (asked, awaited(state)) if one)


def awaited(state: State) -> UUID | None:
    """Return the mentor who gets the next request once they are back from leave; None if a search waits for nobody."""
    waits = state.postponed
    if waits is None or not waits_for_leave(waits.key.kind, waits.because):
        return None
    return state.candidates[waits.key.number - state.requests].person


def waits_for_leave(kind: StepKind, because: Reason | None) -> bool:
    """Whether a step that is not taken is a request that waits until its mentor is back."""
    return kind is StepKind.REQUEST and because is not None and because.code is ReasonCode.ON_LEAVE


def _may_answer(state: State, seeking: Seeking, now: datetime) -> bool:
    """Whether a mentor was asked and their time to answer is not over."""
    until = seeking.asked + timedelta(days=state.rules.reply_days) if seeking.asked else now
    return seeking.declined is None and now < until


def _is_turn_over(state: State, seeking: Seeking) -> bool:
    """Whether the mentor who was asked has lost their turn.

    Whoever would rather not begin, or has not left after all, may still begin, without asking for a place again.
    """
    if seeking.declined is None:
        return seeking.nobody_left is not None
    thinks_again = seeking.because is ReasonCode.BOWED_OUT_NEXT and no_kept_by(state) is not None
    return not (thinks_again or may_be_back(state))
