"""When a mail may arrive: working hours in the reader's own time zone, spread by a fixed jitter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from schemas.reader import Reader
from schemas.rules import Courtesy

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
LOOK_AHEAD = timedelta(days=14)


def decent(earliest: datetime, readers: Sequence[Reader], rules: Courtesy, seed: str) -> datetime:
    """Return the first moment from `earliest` on at which all readers may be written to.

    Working hours come first; readers too far apart for those share their waking
    hours (any two 14-hour windows overlap by at least four hours a day). Where
    even that fails, on the far side of the date line at weekends, days are free.
    """
    for days, begin, end in (
        (rules.working_days, rules.from_hour, rules.to_hour),
        (rules.working_days, rules.awake_from, rules.awake_to),
        (EVERY_DAY, rules.awake_from, rules.awake_to),
    ):
        moment = _common(earliest, readers, days, begin, end)
        if moment is not None:
            return _spread(moment, earliest, readers, (days, begin, end), rules, seed)
    return earliest


Hours = tuple[tuple[int, ...], int, int]


def _spread(
    moment: datetime, earliest: datetime, readers: Sequence[Reader], hours: Hours, rules: Courtesy, seed: str
) -> datetime:
    """Move a mail that waited for an opening hour by its own minutes, if that is still decent."""
    if moment == earliest or not rules.jitter_minutes:
        return moment
    later = moment + timedelta(minutes=crc32(seed.encode()) % (rules.jitter_minutes + 1))
    return later if _common(later, readers, *hours) == later else moment


def _common(
    earliest: datetime, readers: Sequence[Reader], days: tuple[int, ...], begin: int, end: int
) -> datetime | None:
    moment = earliest
    while moment - earliest <= LOOK_AHEAD:
        later = max((_opening(moment, reader, days, begin, end) for reader in readers), default=moment)
        if later == moment:
            return moment
        moment = later
    return None


def _opening(moment: datetime, reader: Reader, days: tuple[int, ...], begin: int, end: int) -> datetime:
    """Return `moment` if it lies within the reader's hours, else when they next begin."""
    local = moment + timedelta(minutes=reader.minutes_at(moment))
    if local.isoweekday() in days and begin <= local.hour < end:
        return moment
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    openings = (midnight + timedelta(days=ahead, hours=begin) for ahead in range(9))
    return next(
        instant for opening in openings if opening.isoweekday() in days and (instant := _utc(opening, reader)) > moment
    )


def _utc(local: datetime, reader: Reader) -> datetime:
    guess = local - timedelta(minutes=reader.minutes_at(local))
    return local - timedelta(minutes=reader.minutes_at(guess))
