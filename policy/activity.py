"""A sign of life: whoever answers, thanks, or asks for a break is not silent."""

from datetime import date, datetime

from policy.engagement import side_of, with_side
from policy.ladder import BINDING, named, without
from policy.reviews import asked_later
from schemas.names import PAIR, Role
from schemas.state import Active, State


def alive(state: State, role: Role, now: datetime, about: date | None = None) -> State:
    """Return the state after somebody's activity: this person has nothing open to answer, and prompts continue.

    `about` is the day of the booked meeting of which they told: about any other one, they are still asked.
    An unreachable person stays unreachable: an answer to an older letter does not show that a new one would arrive.
    """
    active = state.active
    if active is None or role not in PAIR:
        return state
    side = side_of(active, role).with_(life=now, heard=now, unanswered=0, letters=0, question=None, answered=True)
    active = _rhythm_begun(without(with_side(active, role, side), role), now)
    return state.with_(active=asked_later(state, active, now, about))


def counts_from(active: Active, now: datetime) -> datetime:
    """Return from when on a faster rhythm that is chosen now counts: from when its first question can be asked, because
    the other one keeps the time that a letter named."""
    return max([now, *named(active, PAIR, BINDING)])


def _rhythm_begun(active: Active, now: datetime) -> Active:
    """Return the loop in which a faster rhythm counts sooner, once nobody has such time left."""
    since = active.rhythm_since
    return active.with_(rhythm_since=min(since, counts_from(active, now))) if since and since > now else active
