"""Until when, and in which hours, a letter that could not be sent at once may still be sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from policy.card import answer_by
from policy.courtesy import EVERY_DAY, Hours
from policy.unasked import open_task
from schemas.messages import Step
from schemas.names import Phase, Role, StepKind
from schemas.reader import Reader
from schemas.rules import Courtesy
from schemas.state import State

LONGEST = timedelta(days=3)
LONGEST_LAST = timedelta(days=14)
LAST = (StepKind.CLOSING, StepKind.FAREWELL, StepKind.WITHDRAWN)  # no later one says that it ends, or brings thanks
SHORTEST = timedelta(hours=1)
# Letters that ask for an answer or announce something; they are of no use once that time has come.
QUESTIONS = frozenset(StepKind) - {
    StepKind.WITHDRAWN,
    StepKind.PLACE_TAKEN,
    StepKind.AGREED,
    StepKind.THANKS,
    StepKind.UNREACHABLE,
    StepKind.PAUSED,
    StepKind.RESUMED,
    StepKind.REOPENED,
    StepKind.FAREWELL,
    StepKind.IN_TOUCH,
}
# Letters that are only of use in the phase in which they were written.
OF_A_PHASE = QUESTIONS | {StepKind.PAUSED, StepKind.RESUMED, StepKind.REOPENED}
# Letters about the beginning are of no use at the end. A break does not expire them: they contain the terms, once.
OF_A_BEGINNING = frozenset({StepKind.AGREED})
# Letters that do not replace the question that was asked before.
BESIDE = frozenset({StepKind.REQUEST_REMINDER, StepKind.AGREEMENT_REMINDER, StepKind.THANKS, StepKind.UNREACHABLE})
# A break moves the time to answer these, and they are not written again after it.
OF_A_BREAK = frozenset({StepKind.PAUSED, StepKind.RESUMED})
TOLD_ALONE = OF_A_BREAK | {StepKind.AGREED, StepKind.REOPENED}  # if only one of the two has not been told
ASKED_ONCE = frozenset({StepKind.REQUEST, StepKind.AGREEMENT})


def kept_in_a_break(state: State) -> frozenset[StepKind]:
    """Return the kinds of steps whose letters still leave in a break or a hold, which only moves the time to answer:
    nothing asks for them again after it, and no letter about a break says that it goes on after all."""
    task = open_task(state)
    return ASKED_ONCE | {StepKind.REOPENED, task} if task else ASKED_ONCE | {StepKind.REOPENED}


def outdated_by(kind: StepKind, kept: frozenset[StepKind] = ASKED_ONCE) -> frozenset[StepKind]:
    """Return the kinds of earlier steps whose letters are of no use after one of this kind; a break leaves `kept`."""
    if kind in BESIDE:
        return frozenset()
    if kind in OF_A_BREAK:
        return OF_A_PHASE - (kept if kind is StepKind.PAUSED else kept - {StepKind.REOPENED})
    if kind is StepKind.CLOSING:
        return (OF_A_PHASE | OF_A_BEGINNING) - {StepKind.CLOSING}  # one of the two may get it later than the other
    is_last = kind in (StepKind.FAREWELL, StepKind.AGREED)  # of its kind: a late one replaces what still waits
    return OF_A_PHASE | OF_A_BEGINNING if is_last else OF_A_PHASE


def outdated_for(step: Step) -> tuple[Role, ...]:
    """Return whose letters are of no use after a step: what one of the two is told alone is no news for the other."""
    return step.to if step.kind in TOLD_ALONE and len(step.to) == 1 else tuple(Role)


def outdated_in(phase: Phase) -> frozenset[StepKind]:
    """Return the kinds of steps whose letters are of no use once a mentorship has entered this phase."""
    return OF_A_PHASE | OF_A_BEGINNING if phase in (Phase.CLOSING, Phase.CLOSED) else OF_A_PHASE


def need_passes(step: Step, after: State, now: datetime) -> datetime:
    """Return when a letter of a step is of no use any more; `after` is the state after the step."""
    ends = [now + (LONGEST_LAST if step.kind in LAST else LONGEST)]
    if step.kind in QUESTIONS and (by := answer_by(after)):
        ends.append(by)
    if step.kind is StepKind.CLOSING and after.closing:  # it comes at least a day before the farewell
        ends.append(after.closing.until - min(timedelta(days=1), (after.closing.until - now) / 2))
    if step.kind is StepKind.PAUSED and after.pause:
        ends.append(after.pause.until)
    return max(min(ends), now + SHORTEST)


def decent_ranges(
    reader: Reader, rules: Courtesy, begin: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return when, between two moments, a reader may get a letter, in hours wide enough to include `begin`."""
    levels: tuple[Hours, ...] = (
        (rules.working_days, rules.from_hour, rules.to_hour),
        (rules.working_days, rules.awake_from, rules.awake_to),
        (EVERY_DAY, rules.awake_from, rules.awake_to),
        (EVERY_DAY, 0, 24),
    )
    for hours in levels:
        ranges = tuple(_ranges(reader, hours, begin, end))
        if ranges and ranges[0][0] == begin:
            return ranges
    return ((begin, end),)


def _ranges(reader: Reader, hours: Hours, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    days, opens, closes = hours
    midnight = _local(reader, begin).replace(hour=0, minute=0, second=0, microsecond=0)
    while (opening := _utc(reader, midnight + timedelta(hours=opens))) < end:
        closing = _utc(reader, midnight + timedelta(hours=closes))
        if midnight.isoweekday() in days and closing > begin:
            yield max(opening, begin), min(closing, end)
        midnight += timedelta(days=1)


def _local(reader: Reader, instant: datetime) -> datetime:
    return instant + timedelta(minutes=reader.minutes_at(instant))


def _utc(reader: Reader, local: datetime) -> datetime:
    guess = local - timedelta(minutes=reader.minutes_at(local))
    return local - timedelta(minutes=reader.minutes_at(guess))
