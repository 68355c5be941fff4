"""Who reads a concern that somebody has raised in confidence, and when they are written to."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from schemas.names import MailState
from schemas.value import Value

LOOK = timedelta(hours=1)  # until it is seen that a letter did not leave, or that somebody else is named
AGAIN = timedelta(days=1)  # between two letters of which none left
LOST = (MailState.REJECTED, MailState.EXPIRED, MailState.SKIPPED)


class Contact(Value):
    """Somebody whom the programme has named for concerns."""

    person: UUID
    there: bool = True  # has not left, and mail reaches them
    away: bool = False


class Concern(Value):
    """How a concern stands: its last letters, to whom they went, and what became of it."""

    letters: int = 0
    written: datetime | None = None
    outs: dict[UUID, MailState] = {}  # of those whose present address a letter went to: a link ends with its address
    taken_up: datetime | None = None
    taken_up_by: UUID | None = None
    decided: bool = False
    holds: bool = True  # the mentorship was put on hold, which somebody has to lift
    closed: bool = False  # the mentorship is over


class Due(NamedTuple):
    """Whether letters are due now, and when to look again; None: never."""

    write: bool
    look: datetime | None


def readers(contacts: Sequence[Contact], involved: Iterable[UUID], letters: int = 0) -> tuple[UUID, ...]:
    """Return who gets the next letter: the first who is named, is there, and is none of those involved.

    Whoever is away is passed over if somebody else is there. From the second letter on, all of them get it, because
    the first one has brought no answer.
    """
    known = set(involved)
    fit = [one for one in contacts if one.there and one.person not in known]
    fit.sort(key=lambda one: one.away)
    return tuple(one.person for one in (fit if letters else fit[:1]))


def recipients(concern: Concern, to: Sequence[UUID]) -> tuple[UUID, ...]:
    """Return who of these gets a letter: once somebody has taken it up in time, nobody else reads it."""
    return tuple(one for one in to if one == concern.taken_up_by) or tuple(to)


def due(concern: Concern, to: Sequence[UUID], days: int, hold_days: int, now: datetime) -> Due:
    """Return whether the people in `to` are written to now: at first, again after `days`, as long as nobody has taken
    it up, and after each `hold_days` once somebody has, as long as the mentorship is on hold. What somebody took up who
    is not there any more, or has another address, comes to those who are there at once.
    """
    if concern.decided or (concern.taken_up and concern.closed):
        return Due(False, None)
    if not to or (_taken_up(concern, to) and not concern.holds):
        return Due(False, now + LOOK)
    at = _next_letter(concern, to, days, hold_days)
    return Due(True, now + LOOK) if at <= now else Due(False, min(at, now + LOOK))


def _next_letter(concern: Concern, to: Sequence[UUID], days: int, hold_days: int) -> datetime:
    written, taken_up = concern.written, _taken_up(concern, to)
    if written is None:
        return datetime.min.replace(tzinfo=UTC)
    if not set(concern.outs) & ({concern.taken_up_by} if taken_up else {*to}):  # nobody could act on a letter
        return written
    if all(state in LOST for state in concern.outs.values()):
        return written + AGAIN
    return max(written, taken_up) + timedelta(days=hold_days) if taken_up else written + timedelta(days=days)


def _taken_up(concern: Concern, to: Sequence[UUID]) -> datetime | None:
    """Return when somebody took it up who still looks after it: what others took up rests with nobody."""
    return concern.taken_up if concern.taken_up_by in to else None
