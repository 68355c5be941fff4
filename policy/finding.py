"""The candidates of a search; in one that finds them, each one anew when it is their turn to be asked."""

from schemas.messages import Step
from schemas.reader import Reader
from schemas.reason import Reason, ReasonCode
from schemas.state import NOBODY, Candidate, State


def candidate_of(state: State, step: Step) -> Candidate:
    """Return the candidate whom a request goes to: the current one, or the next."""
    return state.candidates[step.key.number - state.requests]


def with_clock(state: State, step: Step, reader: Reader) -> State:
    """Return the state with new UTC offsets of the candidate whom a request goes to: they may have moved."""
    moved, number = candidate_of(state, step).with_(reader=reader), step.key.number - state.requests
    return state.with_(candidates=(*state.candidates[:number], moved, *state.candidates[number + 1 :]))


def with_found(state: State, step: Step, found: Candidate) -> State:
    """Return the state in which a request goes to the candidate who was found for it.

    If they were to be asked later, the two change places; otherwise they are asked in place of the one who was planned.
    """
    number = step.key.number - state.requests
    planned = state.candidates[number]
    others = [planned if one.person == found.person != NOBODY else one for one in state.candidates]
    return state.with_(candidates=(*others[:number], found, *others[number + 1 :]))


def without_the_unfound(state: State, because: Reason) -> State:
    """Return the state in which nobody else is looked for, if nobody was found now; who was named is still asked."""
    present, *later = state.candidates
    named = tuple(one for one in later if one.named)
    return state.with_(candidates=(present, *named)) if because.code is ReasonCode.NOBODY_LEFT else state


def is_candidate(state: State, rank: int) -> bool:
    """Whether the candidate with this rank was, is or may be asked; of a pair, nobody is left out."""
    if rank < state.requests or not state.candidates:
        return True
    known = state.candidates[rank - state.requests :]
    return bool(known) and known[0].person != NOBODY


def goes_on(state: State) -> bool:
    """Whether the search goes on after the current candidate, also if it is not known yet whom it finds."""
    return len(state.candidates) > 1


def finds_next(state: State) -> bool:
    """Whether the search goes on with somebody who is found then, not with somebody who was named."""
    return state.proposes and goes_on(state) and not state.candidates[1].named


def has_used_up_its_turns(state: State) -> bool:
    """Whether a search that finds its candidates has found as many as it was to; whether others fit is not known."""
    nobody_fits = state.seeking is not None and state.seeking.because is ReasonCode.NOBODY_LEFT
    return state.proposes and not goes_on(state) and not nobody_fits
