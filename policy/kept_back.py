"""A yes, a no or an end that can still be taken back by the one who said it: until a letter tells of it, it stands for
everybody else as before. Their answers count there, and hold whether it is taken back or not."""

from datetime import timedelta

from policy.agreeing import is_out
from schemas.names import PAIR, Outcome, Phase, Role, StepKind
from schemas.reason import ReasonCode
from schemas.state import Closing, State

OTHERS = (*PAIR, Role.COORDINATOR)  # HR sees, and decides on, how it really stands
TOLD_OF_A_YES = (Role.MENTEE, Role.COORDINATOR)


def kept_by(state: State) -> Role | None:
    """Return who can take back an end, or a no, of which no letter has told; an end by HR or by time is final."""
    closing, seeking = state.closing, state.seeking
    if state.phase is Phase.CLOSING and closing:
        return None if closing.asked or closing.by is Role.HR else closing.by
    if state.phase is not Phase.SEEKING or not seeking or not seeking.declined:
        return None
    if seeking.told or seeking.hinted or seeking.nobody_left:
        return None
    if seeking.because is ReasonCode.BOWED_OUT_NEXT:
        return seeking.bowed_out
    return Role.MENTOR if seeking.because in (None, ReasonCode.DECLINED_NEXT) else None


def is_unread(state: State) -> bool:
    """Whether no letter has told of an end, or of a no: whoever decided it, it may still be taken back."""
    closing = state.closing if state.phase is Phase.CLOSING else None
    return kept_by(state) is not None or (closing is not None and not (closing.asked or closing.lapsed))


def is_kept_from(state: State, role: Role) -> bool:
    """Whether somebody other than this role can still take back what they ended."""
    return role in OTHERS and kept_by(state) not in (None, role)


def known_to(state: State, role: Role) -> State:
    """Return how it stands as far as a role may know."""
    if is_kept_from(state, role):
        return known_to(before(state), role)
    return _unaccepted(state) if role in TOLD_OF_A_YES and _is_yes_untold(state) else state


def before(state: State) -> State:
    """Return how it stood before the end, or the no, that can still be taken back."""
    closing, seeking = state.closing, state.seeking
    if state.phase is Phase.CLOSING and closing:
        lapse = _lapse(state, closing)
        return state.with_(phase=Phase.CLOSING if lapse else closing.was, closing=lapse, pause=closing.pause)
    if seeking is None:
        return state
    return undone(state).with_(phase=Phase.AGREEING if seeking.bowed_out else Phase.SEEKING)


def undone(state: State) -> State:
    """Return the search without the no, and with the break that it ended."""
    seeking = state.seeking
    if seeking is None:
        return state
    fresh = seeking.with_(declined=None, because=None, bowed_out=None, hinted=False, rest=None)
    return state.with_(seeking=fresh, pause=state.pause or seeking.rest)


def _is_yes_untold(state: State) -> bool:
    """Whether the mentor's yes can be taken back, and no letter has told the mentee of it, not even one of a break."""
    agreeing = state.agreeing
    if state.phase is not Phase.AGREEING or not state.seeking or agreeing is None or is_out(agreeing):
        return False
    said = agreeing.heard or agreeing.since - timedelta(minutes=state.rules.undo_minutes)
    return state.last_letters.get(Role.MENTEE, said) <= said


def _unaccepted(state: State) -> State:
    """Return how it stood before the yes: the mentor was asked."""
    return state.with_(phase=Phase.SEEKING, agreeing=None)


def to_answer(state: State) -> State:
    """Return how it stood before, for an answer; whoever would rather not begin does not agree any more."""
    was, by = before(state), kept_by(state)
    if was.phase is not Phase.AGREEING or was.agreeing is None:
        return was
    accepted = tuple(role for role in was.agreeing.accepted if role is not by)
    return was.with_(agreeing=was.agreeing.with_(accepted=accepted))


def ended_again(state: State, heard: State, role: Role) -> State:
    """Return what became of how it stood before, with the end of `state`, which somebody else may also have wished."""
    if state.phase is not Phase.CLOSING or state.closing is None:
        return _passed_again(state, heard)
    closing, wished = state.closing, _wished(heard)
    if wished:
        closing = _confirmed(closing, wished, role).with_(was=wished.was, pause=wished.pause)
    else:
        was = closing.was if heard.phase is Phase.CLOSING else heard.phase
        closing = closing.with_(was=was, pause=heard.pause)
    return heard.with_(phase=Phase.CLOSING, closing=closing, pause=None)


def _lapse(state: State, closing: Closing) -> Closing | None:
    """Return the last notice that an end replaced, as long as nobody else has answered it."""
    active, told = state.active, PAIR if closing.told is None else closing.told
    if not closing.noticed or active is None:
        return None
    sides = {Role.MENTEE: active.mentee, Role.MENTOR: active.mentor}
    asked = [question for role in told if (question := sides[role].question)]
    if not asked or len(asked) < len(told) or any(one.key.kind is not StepKind.LAST_NOTICE for one in asked):
        return None
    since, until = asked[0].asked, asked[0].until
    return Closing(
        since=since, outcome=Outcome.LAPSED, was=Phase.ACTIVE, until=until, asked=since, lapsed=True, told=closing.told
    )


def _wished(heard: State) -> Closing | None:
    """Return the end that an answer brought, if it brought one."""
    closing = heard.closing if heard.phase is Phase.CLOSING else None
    return None if closing is None or closing.lapsed else closing


def _confirmed(closing: Closing, wished: Closing, role: Role) -> Closing:
    """Return an end that somebody else wishes for as well: neither of them can take it back alone. What the coordinator
    also decided is final, as if HR had."""
    both = {closing.by, role}
    if both == {*PAIR}:
        return closing.with_(by=None)
    if Role.COORDINATOR not in both or not both & {*PAIR}:
        return closing
    theirs = tuple(one for one in PAIR if one in both)
    return closing.with_(by=Role.HR, wished=theirs, outcome=wished.outcome if role in PAIR else closing.outcome)


def _passed_again(state: State, heard: State) -> State:
    """Return the search with the no of `state`; of two who would both rather not begin, neither can take it back."""
    seeking, again = state.seeking, heard.seeking
    if heard.phase is Phase.CLOSING and heard.closing:  # the search is to end as well
        return heard.with_(seeking=seeking, closing=heard.closing.with_(was=Phase.SEEKING))
    if seeking and again and again.bowed_out:
        seeking = seeking.with_(bowed_out=None)
    return heard.with_(phase=Phase.SEEKING, seeking=seeking)
