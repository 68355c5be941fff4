"""Rate limits per minute, counted in this process; our own, because `limits` starts a thread for each hit."""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

MINUTE = 60.0


class Rate(NamedTuple):
    """How many of one kind are allowed in a minute."""

    amount: int
    kind: str


@dataclass
class Rates:
    """Counts per minute; all counts restart at 0 with each minute."""

    _minute: int = 0
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def hit(self, rate: Rate, whose: str) -> bool:
        """Count one; False if it is one too many."""
        if not self.test(rate, whose):
            return False
        self._counts[rate.kind, whose] += 1
        return True

    def test(self, rate: Rate, whose: str) -> bool:
        """Whether one more may happen; counts nothing."""
        minute = int(monotonic() / MINUTE)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        return self._counts[rate.kind, whose] < rate.amount
