"""When a mail may arrive: in working hours in the reader's time zone, spread by a fixed jitter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from policy.ends import LATEST
from schemas.messages import Step
from schemas.names import StepKind
from schemas.reader import Reader
from schemas.reason import ReasonCode
from schemas.rules import Courtesy

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
PATIENCE = timedelta(days=8)  # for better hours; from the next best ones, so that a wait does not restart at its end
LOOK_AHEAD = timedelta(days=14)
UNASKED = {
    StepKind.REQUEST_REMINDER,
    StepKind.AGREEMENT_REMINDER,
    StepKind.CHECK_IN,
    StepKind.REVIEW,
    StepKind.NUDGE,
    StepKind.RHYTHM,
    StepKind.TASK,
    StepKind.UNREACHABLE,
    StepKind.LAST_NOTICE,
    StepKind.FAREWELL,
}
# Kinds that usually follow an answer, but not for these reasons.
BY_TIME = {ReasonCode.AGREED_BY_SILENCE, ReasonCode.TIME_NEARLY_OVER}

Hours = tuple[tuple[int, ...], int, int]


def is_unasked(step: Step) -> bool:
    """Whether a step is due by time alone, so that it counts towards the limits per day and week."""
    if step.reason.code is ReasonCode.REACHED_AGAIN:
        return False  # they get what they would have read before
    return step.kind in UNASKED or step.reason.code in BY_TIME


def decent(earliest: datetime, readers: Sequence[Reader], rules: Courtesy, seed: str) -> datetime:
    """Return the first moment from `earliest` on at which all readers may get a letter.

    Working hours are preferred. Readers whose working hours do not overlap get letters in their shared
    waking hours (any two 14-hour windows overlap by at least four hours a day). If even that would take
    more than a week, at weekends across the date line, working days are ignored.
    """
    earliest = min(earliest, LATEST)
    moment, chosen, horizon = earliest, None, earliest + LOOK_AHEAD
    for hours in (
        (EVERY_DAY, rules.awake_from, rules.awake_to),
        (rules.working_days, rules.awake_from, rules.awake_to),
        (rules.working_days, rules.from_hour, rules.to_hour),
    ):
        better = _common(earliest, readers, hours, horizon)
        if better is not None:
            moment, chosen, horizon = better, hours, better + PATIENCE
    return _spread(moment, earliest, readers, chosen, rules, seed) if chosen else earliest


def next_day(moment: datetime, reader: Reader) -> datetime:
    """Return the start of the reader's next local day."""
    local = moment + timedelta(minutes=reader.minutes_at(moment))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return _utc(midnight + timedelta(days=1), reader)


def _spread(
    moment: datetime, earliest: datetime, readers: Sequence[Reader], hours: Hours, rules: Courtesy, seed: str
) -> datetime:
    """Delay a mail that waited for its hours by its jitter, if that is still within the hours."""
    if moment == earliest or not rules.jitter_minutes:
        return moment
    later = moment + timedelta(minutes=crc32(seed.encode()) % (rules.jitter_minutes + 1))
    return later if _common(later, readers, hours, later) == later else moment


def _common(earliest: datetime, readers: Sequence[Reader], hours: Hours, horizon: datetime) -> datetime | None:
    """Return the first moment from `earliest` to the horizon that is within all readers' hours."""
    moment = earliest
    while moment <= horizon:
        openings = [_opening(moment, reader, *hours) for reader in readers]
        later = max((opening or moment + 2 * LOOK_AHEAD for opening in openings), default=moment)
        if later == moment:
            return moment
        moment = later
    return None


def _opening(moment: datetime, reader: Reader, days: tuple[int, ...], begin: int, end: int) -> datetime | None:
    """Return `moment` if it is within the reader's hours, else their next start; None if there is none."""
    local = moment + timedelta(minutes=reader.minutes_at(moment))
    if local.isoweekday() in days and begin <= local.hour < end:
        return moment
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    openings = (midnight + timedelta(days=ahead, hours=begin) for ahead in range(9))
    fitting = (_utc(opening, reader) for opening in openings if opening.isoweekday() in days)
    return next((instant for instant in fitting if instant > moment), None)


def _utc(local: datetime, reader: Reader) -> datetime:
    guess = local - timedelta(minutes=reader.minutes_at(local))
    return local - timedelta(minutes=reader.minutes_at(guess))
