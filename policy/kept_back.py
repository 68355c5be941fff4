"""A yes, a no or an end that can still be taken back by the one who said it: until a letter tells of it, it stands for
everybody else as before. Their answers count there, and hold whether it is taken back or not."""

from datetime import timedelta

from policy import ending
from policy.agreeing import is_out
from policy.ending import OTHERS, carried_out
from policy.versions import as_drafted
from schemas.names import UNBEGUN, Phase, Role
from schemas.reason import ReasonCode
from schemas.state import State

TOLD_OF_A_YES = (Role.MENTEE, Role.COORDINATOR)


def known_to(state: State, role: Role) -> State:
    """Return how it stands as far as a role may know."""
    if state.ending and ending.is_kept_from(state.ending, role):
        state = state.with_(ending=None)
    if is_no_kept_from(state, role):
        state = before_the_no(state)
    return _unaccepted(state) if role in TOLD_OF_A_YES and _is_yes_untold(state) else state


def seen_by(state: State, role: Role) -> State:
    """Return how it stands for a role: an end that the role knows of is under way."""
    return carried_out(known_to(state, role))


def may_take_back(state: State) -> Role | None:
    """Return who of the two, or whether the coordinator, can take back an end, or a no, of which no letter has told."""
    end = state.ending
    return no_kept_by(state) if end is None else None if end.by is Role.HR else end.by


def no_kept_by(state: State) -> Role | None:
    """Return who can take back a no of which no letter has told."""
    seeking = state.seeking
    if state.phase is not Phase.SEEKING or not seeking or not seeking.declined:
        return None
    if seeking.told or seeking.hinted or seeking.nobody_left:
        return None
    if seeking.because is ReasonCode.BOWED_OUT_NEXT:
        return seeking.bowed_out
    return Role.MENTOR if seeking.because in (None, ReasonCode.DECLINED_NEXT) else None


def is_no_kept_from(state: State, role: Role) -> bool:
    """Whether somebody other than this role can still take back their no."""
    return role in OTHERS and no_kept_by(state) not in (None, role)


def without_secrets(state: State) -> State:
    """Return the state whose next letter waits for somebody, perhaps for weeks: a no is final and kept from nobody, nor
    is a yes."""
    if no_kept_by(state) and state.seeking:
        return state.with_(seeking=state.seeking.with_(hinted=True))
    if state.phase is Phase.AGREEING and state.agreeing:
        return state.with_(agreeing=state.agreeing.with_(known=True))
    return state


def before_the_no(state: State) -> State:
    """Return how it stood before the no that can still be taken back."""
    is_pair = state.seeking is not None and state.seeking.bowed_out is not None
    return undone(state).with_(phase=Phase.AGREEING if is_pair else Phase.SEEKING)


def undone(state: State) -> State:
    """Return the search without the no, and with the break that it ended."""
    seeking = state.seeking
    if seeking is None:
        return state
    fresh = seeking.with_(declined=None, because=None, bowed_out=None, hinted=False, rest=None)
    return state.with_(seeking=fresh, pause=state.pause or seeking.rest)


def without_their_yes(state: State, role: Role | None) -> State:
    """Return the state for an answer: whoever would rather not begin does not agree any more, nor once the other one
    takes back their own no."""
    agreeing = state.agreeing
    if state.phase not in UNBEGUN or agreeing is None:
        return state
    return state.with_(agreeing=agreeing.with_(accepted=tuple(one for one in agreeing.accepted if one is not role)))


def passed_again(state: State, heard: State) -> State:
    """Return what became of how it stood before, with the no of `state`; of two who would both rather not begin,
    neither can take it back."""
    seeking, again = state.seeking, heard.seeking
    if seeking and again and again.bowed_out:
        seeking = seeking.with_(bowed_out=None)
    return heard.with_(phase=Phase.SEEKING, seeking=seeking)


def _is_yes_untold(state: State) -> bool:
    """Whether the mentor's yes can be taken back, and neither a letter, not even one of a break, nor a page has told
    the mentee of it."""
    agreeing = state.agreeing
    if state.phase is not Phase.AGREEING or not state.seeking or agreeing is None:
        return False
    if is_out(agreeing) or agreeing.known:
        return False
    said = agreeing.heard or agreeing.since - timedelta(minutes=state.rules.undo_minutes)
    return state.last_letters.get(Role.MENTEE, said) <= said


def _unaccepted(state: State) -> State:
    """Return how it stood before the yes: the mentor was asked."""
    return as_drafted(state).with_(phase=Phase.SEEKING, agreeing=None)
