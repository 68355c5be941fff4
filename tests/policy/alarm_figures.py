"""How often a coordinator is alarmed about made-up pairs that are well, and how soon about those of whom one stopped.

`python -m tests.policy.alarm_figures` plays a year and prints it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from schemas.rules import Rules
from tests.policy.pairs import START
from tests.policy.simulated_pairs import DAY, SimulatedPair, Span
from tests.policy.simulated_people import Luck

WEEK = timedelta(days=7)
YEAR = 49  # weeks, until before the goodbye
CALM = Rules()


@dataclass(frozen=True)
class Well:
    """Pairs that go on meeting and answering: shares in the worst week, or over all."""

    pairs: int
    looked_at: float  # alarmed when the coordinator looks, once a week, on Monday at ten
    ever: float  # alarmed at any moment of the week
    late: float
    tasks: float
    lapsed: float

    def __str__(self) -> str:
        """Return a sentence for people."""
        return (
            f"{self.pairs} made-up pairs that are well: in the worst week {self.looked_at:.1%} are alarming when the "
            f"coordinator looks, {self.ever:.1%} at any moment of it, {self.late:.0%} late; "
            f"over all {self.tasks:.0%} led to a task, and {self.lapsed:.1%} ended because of silence"
        )


@dataclass(frozen=True)
class Stopped:
    """Pairs of whom one stopped: shares that are alarming, and days until they are."""

    pairs: int
    in_time: float  # within two rhythms of the day by which the first letter after that asked for an answer
    of_the_letter: float  # within two rhythms of that letter
    of_the_stop: float  # within three rhythms of the stop
    days: float  # from the stop: median

    def __str__(self) -> str:
        """Return a sentence for people."""
        return (
            f"{self.pairs} made-up pairs of whom one stops: {self.in_time:.1%} are alarming within two rhythms of the "
            f"day by which the first letter since asked for an answer, {self.of_the_letter:.1%} of that letter; "
            f"{self.of_the_stop:.1%} within three rhythms of the stop, half of them within {self.days:.0f} days of it"
        )


def well(pairs: int, weeks: int = YEAR, rules: Rules = CALM, seed: int = 1) -> Well:
    """Play pairs that go on meeting and answering."""
    lives = [SimulatedPair(Luck(seed, number), rules) for number in range(pairs)]
    for life in lives:
        life.live(START + weeks * WEEK)
    looks = [START + number * WEEK for number in range(4, weeks)]  # once all have begun
    return Well(
        pairs=pairs,
        looked_at=max(_share(lives, at, [_stands(one.alarms, at) for one in lives]) for at in looks),
        ever=max(_share(lives, at, [_within(one.alarms, at) for one in lives]) for at in looks),
        late=max(_share(lives, at, [_within(one.lates, at) for one in lives]) for at in looks),
        tasks=sum(life.tasks > 0 for life in lives) / pairs,
        lapsed=sum(not life.is_open for life in lives) / pairs,
    )


def stopped(pairs: int, weeks: int = YEAR, rules: Rules = CALM, seed: int = 2) -> Stopped:
    """Play pairs of whom one stops at some moment, at least six weeks after the beginning and nine before the end."""
    lives = [_stopping(Luck(seed, number), weeks, rules) for number in range(pairs)]
    found = [(life, life.asked, _found(life)) for life in lives if life.asked]  # none that ended before
    rhythm = rules.cadence_days * DAY
    return Stopped(
        pairs=len(found),
        in_time=sum(at <= asked + 3 * rhythm for _, asked, at in found) / len(found),
        of_the_letter=sum(at <= asked + 2 * rhythm for _, asked, at in found) / len(found),
        of_the_stop=sum(at <= life.stops + 3 * rhythm for life, _, at in found) / len(found),
        days=median((at - life.stops) / DAY for life, _, at in found),
    )


def _stopping(luck: Luck, weeks: int, rules: Rules) -> SimulatedPair:
    stops = START + (6 + luck.draw("both", "stops") * (weeks - 15)) * WEEK
    life = SimulatedPair(luck, rules, stops).live(stops)
    while life.is_open and life.now < stops + 5 * rules.cadence_days * DAY and _found(life) > life.now:
        life.live(life.now + WEEK)
    return life


def _found(life: SimulatedPair) -> datetime:
    """Return when a pair was first alarming after one of them had stopped."""
    alarms = [max(since, life.stops) for since, until in life.alarms if until > life.stops]
    return min(alarms, default=life.stops + 1000 * DAY)


def _share(lives: list[SimulatedPair], at: datetime, found: list[bool]) -> float:
    """Return the share of those pairs that have not ended."""
    return sum(found) / sum(life.is_open or life.now > at for life in lives)


def _stands(spans: list[Span], at: datetime) -> bool:
    return any(since <= at < until for since, until in spans)


def _within(spans: list[Span], at: datetime) -> bool:
    return any(since < at and until > at - WEEK for since, until in spans)


if __name__ == "__main__":
    print(well(1000), stopped(1000), sep="\n")
