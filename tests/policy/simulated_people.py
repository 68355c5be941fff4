"""Made-up people who are asked whether they met: when they meet, whether they answer, and after how long.

Reply delays are two log-normals, as studies of mail found them; how often people answer is a benchmark of mentoring
platforms; the other numbers are ours. Luck is a hash of who, for what and when, never the next number of a stream, so
that other rules, which ask at other times, still meet the same people.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import count
from math import exp
from random import Random
from statistics import NormalDist

NORMAL = NormalDist()
ANSWERS, SPREAD = 0.65, 0.15  # mean and standard deviation of how often one person answers
AT_ONCE, LATER = (1.5, 1.2), (40.0, 1.0)  # hours until a reply: median and sigma of either kind
OF_REPLIES_AT_ONCE = 0.55
STRETCH, VARIES = 1.1, 0.25  # from one meeting to the next: median in rhythms, and sigma
WAKES, SLEEPS = 7, 22  # o'clock, one hour ahead of UTC


@dataclass(frozen=True)
class Luck:
    """What chance gives one pair."""

    seed: int
    pair: int

    def draw(self, who: str, purpose: str, week: int = 0) -> float:
        """Return a number between 0 and 1, always the same one for the same question."""
        named = f"{self.seed}/{self.pair}/{who}/{purpose}/{week}"
        return (int.from_bytes(blake2b(named.encode(), digest_size=6).digest()) + 0.5) / 2**48

    def near(self, median: float, sigma: float, who: str, purpose: str, week: int) -> float:
        """Return a length that is mostly near its median, and sometimes far above it."""
        return median * exp(sigma * NORMAL.inv_cdf(self.draw(who, purpose, week)))

    def rate(self, who: str) -> float:
        """Return how often somebody answers."""
        both = ANSWERS * (1 - ANSWERS) / SPREAD**2 - 1
        return Random(self.draw(who, "rate")).betavariate(ANSWERS * both, (1 - ANSWERS) * both)

    def reply_after(self, who: str, week: int) -> timedelta:
        """Return how long somebody takes to reply."""
        kind = AT_ONCE if self.draw(who, "soon", week) < OF_REPLIES_AT_ONCE else LATER
        return timedelta(hours=self.near(*kind, who, "delay", week))

    def meetings(self, began: datetime, end: datetime, rhythm: int) -> list[datetime]:
        """Return when the two meet until then; letters change nothing about it."""
        met, nth = [began], count()
        while met[-1] < end:
            gap = self.near(rhythm * STRETCH, VARIES, "both", "gap", next(nth))
            met.append(met[-1] + timedelta(days=gap))
        return met[1:-1]


def awake(moment: datetime) -> datetime:
    """Return the first moment from this one on at which somebody who lives an hour ahead of UTC is awake."""
    local = moment + timedelta(hours=1)
    if WAKES <= local.hour < SLEEPS:
        return moment
    return local.replace(hour=WAKES) + timedelta(days=local.hour >= SLEEPS, hours=-1)
