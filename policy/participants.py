"""Who of the two takes part at present, and so gets letters to both."""

from schemas.names import PAIR, Phase, Role
from schemas.state import State


def participants(state: State) -> tuple[Role, ...]:
    """Return the mentee and the mentor, except a mentor who was skipped and people who have left."""
    present = PAIR if _has_mentor(state) else (Role.MENTEE,)
    return tuple(role for role in present if role not in state.gone)


def kept_from_asking(state: State) -> tuple[Role, ...]:
    """Return to whom no letter with the request or the agreement was sent: that letter, sent again, is their first."""
    if state.phase is Phase.SEEKING and state.seeking:
        return (Role.MENTOR,) if state.seeking.again and state.seeking.kept_back else ()
    if state.phase is Phase.AGREEING and state.agreeing:
        return tuple(role for role in state.agreeing.kept_back if role in state.agreeing.again)
    return ()


def with_first_sent(state: State, role: Role) -> State:
    """Return the state in which the agreement, sent again to somebody, is not their first letter of it, unless that one
    is still to come."""
    agreeing = state.agreeing
    if agreeing is None:
        return state
    kept = tuple(one for one in agreeing.kept_back if one is not role or one in agreeing.again)
    return state.with_(agreeing=agreeing.with_(kept_back=kept))


def _has_mentor(state: State) -> bool:
    """Whether the latest mentor was given, has accepted, or is being asked."""
    phase = state.closing.was if state.phase is Phase.CLOSING and state.closing else state.phase
    seeking = state.seeking
    if phase is not Phase.SEEKING:
        return state.mentor is not None
    return bool(seeking and seeking.asked and not seeking.declined and not seeking.nobody_left)


def is_mentor_lost(state: State) -> bool:
    """Whether the mentor who was asked or found has left, or mail does not reach them."""
    return Role.MENTOR in (*state.gone, *state.unreachable)
