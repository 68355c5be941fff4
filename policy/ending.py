"""An end that no letter has told of yet. It stands beside the state, to which answers and news go on as before; it is
carried out when the letter is sent, and for whoever knows of it, it already is."""

from policy.cut_short import with_cut_short
from policy.ends import goodbye_length
from policy.pausing import ended
from schemas.names import PAIR, UNBEGUN, Outcome, Phase, Role
from schemas.state import Closing, Ending, State

OTHERS = (*PAIR, Role.COORDINATOR)  # HR sees, and decides on, how it really stands


def decided(state: State) -> Ending | None:
    """Return the end that was decided, whether a letter has told of it or not; a last notice decides nothing yet."""
    closing = state.closing if state.phase is Phase.CLOSING else None
    return state.ending or (None if closing is None or closing.lapsed else closing)


def with_decided(state: State, end: Ending) -> State:
    """Return the state with a change of the end that was decided."""
    return state.with_(closing=end) if isinstance(end, Closing) else state.with_(ending=end)


def is_parted(state: State) -> bool:
    """Whether it was ended from a hold, by a contact or by HR: only a farewell is sent."""
    return state.closing is not None and state.closing.parted


def is_kept_from(end: Ending, role: Role) -> bool:
    """Whether somebody other than this role can still take back what they ended; an end by HR, or by both, is final."""
    return role in OTHERS and end.by not in (None, Role.HR, role)


def carried_out(state: State) -> State:
    """Return the state with the end that stands beside it carried out: a break ends with it, a last notice as well."""
    end, pause = state.ending, state.pause
    if end is None:
        return state
    lapse = state.closing if state.phase is Phase.CLOSING else None
    was = lapse.was if lapse else state.phase
    over = ended(with_cut_short(state), max(end.since, pause.since) if pause else end.since)
    until = end.since if was in UNBEGUN else end.since + goodbye_length(over)
    told = lapse.told if lapse else ()
    closing = Closing(**dict(end), was=was, until=until, noticed=lapse is not None, told=told)
    return over.with_(phase=Phase.CLOSING, closing=closing, ending=None)


def joined(heard: State, end: Ending, role: Role) -> State:
    """Return what became of the state without an end, by an answer of somebody who does not know of it, with the end;
    it is confirmed by who wishes for one as well."""
    return heard.with_(ending=_confirmed(end, heard.ending, role) if heard.ending else end)


def wished_by_both(end: Ending, outcome: Outcome, role: Role) -> Ending:
    """Return an end that the other one of the two wishes for as well: whether another mentor is sought is the mentee's
    wish alone, so nothing gives away that the mentor asked for another match."""
    return end.with_(by=None, outcome=outcome if role is Role.MENTEE else end.outcome)


def _confirmed(end: Ending, wished: Ending, role: Role) -> Ending:
    """Return an end that somebody else wishes for as well: neither of them can take it back alone. What the coordinator
    also decided is final, as if HR had."""
    both = {end.by, role}
    if both == {*PAIR}:
        return wished_by_both(end, wished.outcome, role)
    if Role.COORDINATOR not in both or not both & {*PAIR}:
        return end
    theirs = tuple(one for one in PAIR if one in both)
    return end.with_(by=Role.HR, wished=theirs, outcome=wished.outcome if role in PAIR else end.outcome)
