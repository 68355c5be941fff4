"""What is said of an end: who decided it, who was told of it, and who is told that it is cancelled."""

from datetime import datetime

from policy.ends import before_the_end, is_nearly_over
from policy.participants import participants
from schemas.letter import EndedBy
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, UNBEGUN, Outcome, Role, StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import Active, Closing, Ending, State
from schemas.untold import Missed


def told_by(step: Step, outcome: StepOutcome, again: bool = False) -> tuple[Role, ...]:
    """Return who counts as told by a letter about the end; a letter that the relay refuses is retried only once."""
    missed = (*outcome.unreachable, *(() if again else outcome.skipped))
    return tuple(role for role in step.to if role not in missed)


def untold(state: State, closing: Closing) -> tuple[Role, ...]:
    """Return who can be reached and was not told of the end, although the closing letter told the others; or was told
    that somebody had left who is back by now; or may not have got the letter."""
    if closing.lapsed or closing.parted or (closing.told is None and not closing.lost):
        return ()
    mistaken = () if set(PAIR) & {*state.gone} else closing.told_left
    told = PAIR if closing.told is None else closing.told
    known = [role for role in told if role not in (*mistaken, *closing.lost)]
    return tuple(role for role in participants(state) if role not in (*known, *state.unreachable))


def told_why(state: State, step: Step, told: tuple[Role, ...]) -> State:
    """Return the state after a closing letter told these people why it ends."""
    closing = state.closing
    if closing is None:
        return state
    others = tuple(role for role in closing.told_left if role not in told)
    has_left = step.reason.code is ReasonCode.HAS_LEFT
    return state.with_(closing=closing.with_(told_left=(*others, *told) if has_left else others))


def missing(state: State) -> tuple[Role, ...]:
    """Return who of those without whom it cannot go on has left: a search can go on with another mentor."""
    needed = (Role.MENTEE,) if before_the_end(state) in UNBEGUN and state.seeking else PAIR
    return tuple(role for role in needed if role in state.gone)


def leavers(state: State, closing: Closing) -> tuple[Role, ...]:
    """Return whose leaving brought the end; an end that is only called so was decided by whoever said it."""
    return missing(state) if closing.outcome is Outcome.LEFT else ()


def decided_by(state: State, reader: Role) -> EndedBy:
    """Return who or what brought the end, as far as a reader may know: never that it was the other one of the two."""
    closing = state.closing
    if closing is None or closing.lapsed or closing.left or leavers(state, closing):
        return ""
    if closing.parted:
        return "organisation"
    if closing.outcome is Outcome.COMPLETED and is_nearly_over(state, closing.since):
        return "time"
    if closing.by in (Role.HR, Role.COORDINATOR):
        return "programme"
    return "reader" if closing.by in (None, reader) else ""  # None: both wished for it


def wished_by(end: Ending) -> tuple[Role, ...]:
    """Return who of the two wished for an end, whoever decided on it since: they know of it without a letter."""
    both = end.by is None and end.outcome not in (Outcome.LAPSED, Outcome.COMPLETED)
    return tuple(role for role in PAIR if both or role in (end.by, *end.wished))


def to_hear_of_reopening(active: Active, know: tuple[Role, ...] | None, by: Role | None, now: datetime) -> Active:
    """Return the loop with the people to tell of the cancellation: those who know of this end, or of an earlier one.

    More time is news for both.
    """
    earlier = active.reopened_to if active.reopened else ()
    to = None if by in PAIR else together(know, earlier)
    return active if to == () else active.with_(reopened=now, reopened_by=by, reopened_to=to, not_left=None)


def yet_to_begin(active: Active | None) -> dict[Role, Missed]:
    """Return from whom a hold kept that they begin, unless they have met by now: the letter would come after that."""
    if active is None or active.met is not None:
        return {}
    kept_back = {role: one for role, one in active.missed.items() if one.lost and one.kept_back}
    return {role: one for role, one in kept_back.items() if one.step.kind is StepKind.AGREED}


def why_it_goes_on(known: Active | Missed, by: Role | None) -> Reason:
    """Return why an end that somebody was told of does not come; `by`: who decided that."""
    if known.not_left:
        return Reason(code=ReasonCode.NOT_LEFT, who=(known.not_left,))
    if by in PAIR:
        return Reason(code=ReasonCode.MORE_TIME, who=(by,))
    if by:
        return Reason(code=ReasonCode.END_TAKEN_BACK)
    return Reason(code=ReasonCode.END_OVERTAKEN, who=(known.settled_by,) if known.settled_by else ())


def together(*groups: tuple[Role, ...] | None) -> tuple[Role, ...] | None:
    """Return all members of these groups; None means both."""
    if None in groups:
        return None
    return tuple(role for role in PAIR if any(role in (group or ()) for group in groups))
