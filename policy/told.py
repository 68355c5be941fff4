"""Who was told of an end: only they hear that it is taken back, and nobody hears of a farewell before it."""

from datetime import datetime

from policy.participants import participants
from schemas.messages import Step, StepOutcome
from schemas.names import PAIR, Role
from schemas.state import Active, Closing, State


def told_by(step: Step, outcome: StepOutcome, again: bool = False) -> tuple[Role, ...]:
    """Return who counts as told by a letter of the end; one that the relay refuses is tried again only once."""
    missed = (*outcome.unreachable, *(() if again else outcome.skipped))
    return tuple(role for role in step.to if role not in missed)


def untold(state: State, closing: Closing) -> tuple[Role, ...]:
    """Return who can be written to and was not told of the end that the closing letter told the others."""
    if closing.told is None or closing.lapsed:
        return ()
    missed = (*closing.told, *state.unreachable)
    return tuple(role for role in participants(state) if role not in missed)


def to_hear_of_reopening(active: Active, closing: Closing, by: Role | None, now: datetime) -> Active:
    """Return the loop with the good news for whoever was told of this end, or still waits for that of an earlier one.

    That there is more time is news to both.
    """
    told = None if by in PAIR else together(closing.told, active.reopened_to if active.reopened else ())
    return active if told == () else active.with_(reopened=now, reopened_by=by, reopened_to=told)


def together(*groups: tuple[Role, ...] | None) -> tuple[Role, ...] | None:
    """Return everybody of these groups; None stands for both."""
    if None in groups:
        return None
    return tuple(role for role in PAIR if any(role in (group or ()) for group in groups))
