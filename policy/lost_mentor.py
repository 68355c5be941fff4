"""A mentor who left, or whom mail stopped reaching, while an end of the search could still be cancelled."""

from datetime import datetime

from policy import agreeing, seeking
from policy.participants import is_mentor_lost
from schemas.names import Phase, Role
from schemas.reason import ReasonCode
from schemas.state import State


def passed_over(state: State, now: datetime) -> State:
    """Return a search that continues after all, with the mentor who was asked, or had accepted, passed over."""
    search = state.seeking
    if search is None or search.declined or not is_mentor_lost(state):
        return state
    code = ReasonCode.LEFT_NEXT if Role.MENTOR in state.gone else ReasonCode.UNREACHED_NEXT
    match state.phase:
        case Phase.SEEKING if search.asked:
            return seeking.passed_over(state, code, now)
        case Phase.AGREEING:
            return agreeing.back_to_search(state, now, code)
        case _:
            return state
