"""What somebody has just ended and can still take back: nobody else is told before the letter about it."""

from gateway.pages.context import Standing
from schemas.names import Phase, Role
from schemas.reason import ReasonCode
from schemas.state import State


def is_kept_back(standing: Standing) -> bool:
    """Whether somebody other than the reader can still take back what they ended."""
    by = _can_take_back(standing.state)
    return by is not None and by is not standing.role


def _can_take_back(state: State) -> Role | None:
    """Return who can take back an end, or a no, of which no letter has told; an end by HR or by time is final."""
    closing, seeking = state.closing, state.seeking
    if state.phase is Phase.CLOSING and closing:
        return None if closing.asked or closing.by is Role.HR else closing.by
    if state.phase is not Phase.SEEKING or not seeking or not seeking.declined:
        return None
    if seeking.told or seeking.nobody_left:
        return None
    if seeking.because is ReasonCode.BOWED_OUT_NEXT:
        return seeking.bowed_out
    return Role.MENTOR if seeking.because in (None, ReasonCode.DECLINED_NEXT) else None
