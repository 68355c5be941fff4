"""When the agreed time is over, how long before that the goodbye begins, and until when something is asked."""

from datetime import UTC, datetime, timedelta

from schemas.names import UNBEGUN, Phase, Role
from schemas.rules import Rules
from schemas.state import Pause, State

GAP = timedelta(days=7)  # longest gap between the last question and the goodbye
SHARE = 4  # the goodbye takes at most a quarter of the time together
LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # later dates would overflow; only old states contain one


def soonest_end(rules: Rules, now: datetime) -> datetime:
    """Return the earliest end that leaves a pair that begins at `now` time to meet and to say goodbye."""
    return now + timedelta(days=min(rules.closing_days, rules.duration_days))


def before_the_end(state: State) -> Phase:
    """Return the phase in which it ends, or has ended; without an end, the present one."""
    return state.closing.was if state.closing else state.phase


def end_of(state: State, now: datetime) -> datetime:
    """Return the end date of a pair that begins at `now`: from the terms, but not before the earliest end."""
    usual = now + timedelta(days=state.rules.duration_days)
    return max(state.ends or usual, soonest_end(state.rules, now))


def foreseen(state: State) -> datetime | None:
    """Return the expected end date; a break moves it, unless the end was set during the break."""
    pause = state.pause
    if state.ends is None or pause is None or keeps_end(state, pause, pause.until):
        return state.ends
    length = pause.until - pause.since
    return min(state.ends, LATEST - length) + length


def shown_end(state: State, now: datetime) -> datetime | None:
    """Return the end that is shown: as foreseen; as long as they have not begun, one that has come too close moves."""
    ends = foreseen(state)
    if ends is None or state.phase not in UNBEGUN:
        return ends
    return max(ends, soonest_end(state.rules, _earliest_beginning(state, now)))


def named_end(state: State) -> tuple[datetime | None, Role | None]:
    """Return the end that one of the two named for the agreement that they look at, and who did. One of the draft has
    moved with whatever came since, and is not kept."""
    if state.phase is not Phase.AGREEING or state.agreeing is None:
        return None, None
    return state.agreeing.end_named, state.agreeing.end_named_by


def keeps_end(state: State, pause: Pause, back: datetime) -> bool:
    """Whether a break that is over at `back` does not move the end: it was set during the break, and comes after it."""
    return pause.ends_named and state.ends is not None and state.ends > back


def _earliest_beginning(state: State, now: datetime) -> datetime:
    """Return when the two can begin at the earliest: not in a break, nor before the agreement that waits is sent."""
    is_sent = state.agreeing is not None and state.agreeing.asked is not None
    waits = state.postponed.until if state.postponed and not is_sent else now
    return max(now, waits, state.pause.until if state.pause else now)


def later(moment: datetime, length: timedelta) -> datetime:
    """Return a moment moved by a length, without overflow."""
    return min(moment, LATEST) + length


def goodbye_length(state: State) -> timedelta:
    """Return how long before the end the goodbye begins: the programme's time, or a quarter of a short mentorship."""
    usual = timedelta(days=state.rules.closing_days)
    if state.active is None or state.ends is None:
        return usual
    return min(usual, (state.ends - state.active.agreed) / SHARE)


def last_question_by(state: State) -> datetime | None:
    """Return until when a question may be sent, so that it does not collide with the goodbye; None if no end is set."""
    if state.ends is None:
        return None
    return state.ends - goodbye_length(state) - min(GAP, timedelta(days=state.cadence_days) / 2)


def is_nearly_over(state: State, now: datetime) -> bool:
    """Whether the goodbye of the agreed time is due."""
    return state.ends is not None and state.ends - goodbye_length(state) <= now
