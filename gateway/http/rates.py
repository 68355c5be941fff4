"""How often something may happen in a minute, counted by this process; several gateways each count for themselves."""

from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

MINUTE = 60.0


class Rate(NamedTuple):
    """So many of one kind in a minute."""

    amount: int
    kind: str


@dataclass
class Rates:
    """Counts minute by minute; with each new one all counts begin again."""

    _minute: int = 0
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def hit(self, rate: Rate, whose: str) -> bool:
        """Count one; False where it is one too many."""
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
