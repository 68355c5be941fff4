"""Who is away during a break, and until when: changes of these values alone."""

from datetime import datetime
from typing import TypeVar

from schemas.names import PAIR, Role
from schemas.state import Pause

T = TypeVar("T")


def without(roles: dict[Role, T], role: Role) -> dict[Role, T]:
    """Return what is known of the roles, except one."""
    return {one: what for one, what in roles.items() if one is not role}


def ahead(leave: dict[Role, datetime], now: datetime) -> dict[Role, datetime]:
    """Return those who are still away."""
    return {role: back for role, back in leave.items() if back > now}


def limited(away: dict[Role, datetime], until: datetime) -> dict[Role, datetime]:
    """Return the same with everybody back by then."""
    return {role: min(back, until) for role, back in away.items()}


def dated(pause: Pause, until: datetime, now: datetime) -> Pause:
    """Limit every absence to HR's date; a later date extends HR's own break, or the absence of the last one back.

    Where all are back before the day that was told, nobody is away any more: a new date begins a break of HR's own.
    """
    if pause.until <= now and pause.until != pause.told_until:
        return pause.with_(absences={Role.HR: until}, leave={}, dated_by_hr=False)
    own, asked = Role.HR in pause.absences, pause.absences
    last = [Role.HR] if own else [role for role, back in pause.away.items() if back == pause.until < until]
    leave = {one for one in last if one not in asked or asked[one] <= now < pause.leave.get(one, now)}  # made longer
    there = pause.with_(
        absences={**limited(asked, until), **dict.fromkeys(last, until)}, leave=limited(pause.leave, until)
    )
    return there.with_(dated_by_hr=not own, prolonged=tuple(one for one in PAIR if one in {*pause.prolonged, *leave}))
