"""Who may want another mentor after an end."""

from policy.told import wished_by
from schemas.names import Outcome, Phase, Role
from schemas.state import Closing, State


def may_want_another(state: State, role: Role) -> bool:
    """Whether the reader is a mentee whose time with a mentor ends, or has ended, before it was over.

    Who wished for it makes no difference, so that this gives nobody's wish away. Of two who had not begun, it is so
    where the mentor has left, or where they were given to each other and the mentee did not wish for the end.
    """
    closing = state.closing
    outcome = closing.outcome if closing else state.outcome
    if role is not Role.MENTEE or role in state.gone or outcome in (None, Outcome.COMPLETED):
        return False
    if state.active is None:
        return (outcome is Outcome.LEFT and Role.MENTOR in state.gone) or _had_a_given_mentor(state)
    return closing is None or _is_an_early_end(closing, state.phase)


def _had_a_given_mentor(state: State) -> bool:
    """Whether a given pair does not begin, though the mentee has not wished for that."""
    closing = state.closing
    if closing is None or state.seeking:
        return False
    return closing.was is Phase.AGREEING and not closing.parted and Role.MENTEE not in wished_by(closing)


def _is_an_early_end(closing: Closing, phase: Phase) -> bool:
    """Whether it ends; a last notice has decided nothing yet, and after an end from a hold only a farewell comes."""
    return not closing.parted and (phase is Phase.CLOSED or not closing.lapsed)
