"""One reminder of each other, months after the farewell, for two who both wished to stay in touch."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from policy.courtesy import decent
from policy.ending import is_parted
from schemas.names import PAIR, Phase
from schemas.reader import Reader
from schemas.rules import Rules
from schemas.state import State
from schemas.value import Value

LATEST = timedelta(days=28)  # after its day; later, it would come out of nowhere
LOOK = timedelta(days=1)  # until it is seen whether what speaks against it now is over


class Between(Value):
    """What Postgres knows about the two when the reminder may be due."""

    wished: bool = True  # both last said that they would like to stay in touch
    here: bool = True  # neither has left
    reached: bool = True  # mail reaches both
    back: datetime | None = None  # until when one of them is on leave
    together: bool = False  # they have begun another mentorship with each other, which is open
    confided: bool = False  # a concern about this one did not end with going on, or they are not to be paired
    letters: tuple[int, ...] = ()  # how many letters each of them got in the last seven days


class Due(NamedTuple):
    """Whether it is written now, and when to look again; None: never."""

    write: bool
    look: datetime | None


def reminded_on(after: State, wished: bool, now: datetime) -> datetime | None:
    """Return when two are reminded of each other to whom this farewell goes; None if they are not."""
    days = after.rules.stay_in_touch_days
    is_possible = after.phase is Phase.CLOSED and after.active is not None and not is_parted(after)
    lost = {*after.gone, *after.unreachable} & {*PAIR}
    return now + timedelta(days=days) if wished and days and is_possible and not lost else None


def due(day: datetime, between: Between, readers: Sequence[Reader], rules: Rules, now: datetime, seed: str) -> Due:
    """Return whether both get their reminder now, which was to come on that day."""
    if _is_off(between) or now > day + LATEST:
        return Due(False, None)
    if between.back and between.back > now:
        return Due(False, between.back if between.back <= day + LATEST else None)
    if not between.reached or max(between.letters, default=0) >= rules.letters_a_week:
        return Due(False, now + LOOK)
    at = decent(max(day, now), readers, rules.courtesy, seed)
    return Due(at <= now, None if at <= now else at)


def _is_off(between: Between) -> bool:
    return not (between.wished and between.here) or between.together or between.confided
