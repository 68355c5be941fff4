"""Who is asked at the end how it was, and of how many people answers are counted at a time."""

from policy.ending import is_parted
from schemas.names import PAIR, Phase, Role
from schemas.state import State

LEAST = 5  # people whose answers are counted at a time, so that no change of a number tells what one person said


def is_asked(state: State, role: Role) -> bool:
    """Whether one of a pair can say how it was: during its goodbye and afterwards, unless its end came from a hold.

    A last notice is no goodbye yet, and while a mentorship is on hold, nothing is asked.
    """
    closing = state.closing
    if role not in PAIR or role in state.gone or state.active is None or state.hold or is_parted(state):
        return False
    if state.phase is Phase.CLOSED:
        return True
    return state.phase is Phase.CLOSING and closing is not None and closing.asked is not None and not closing.lapsed
