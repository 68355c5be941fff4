"""What Prometheus reads: requests by route template, what is kept but not told yet, and what stands still."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.routing import BaseRoute, Route

from intake.condition import LASTING, REFUSALS, Condition
from schemas.names import MailState

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
FAULTS = ("500", "503")  # of ours: the first of them is to raise an alarm, so they are counted from nought
UNSENT = (MailState.RENDERED, MailState.CLAIMED, MailState.SENDING, MailState.DEFERRED)
# A refused letter is a deferred one that waits because the relay refuses us, and is counted as refused alone.
LETTERS = (*UNSENT, "refused", MailState.UNKNOWN, MailState.REJECTED)
FRESH = 5.0  # seconds that counts over all of Postgres are good for, however often they are read


@dataclass
class Metrics:
    """The numbers of one gateway process."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    untold: Gauge = field(init=False)
    untold_seconds: Gauge = field(init=False)
    troubled: Gauge = field(init=False)
    standings: Gauge = field(init=False)
    letters: Gauge = field(init=False)
    refusals: Counter = field(init=False)
    kept: Counter = field(init=False)
    counted_at: float = field(init=False, default=float("-inf"))

    def __post_init__(self) -> None:
        self.requests = self._counter("http_requests", "requests served", "method", "route", "status")
        self.seconds = Histogram(
            "rapport_http_request_seconds",
            "time to serve",
            ("method", "route"),
            registry=self.registry,
            buckets=SECONDS,
        )
        self.untold = self._gauge("untold", "kept in Postgres, not yet told to Temporal", "what")
        self.untold_seconds = self._gauge("untold_oldest_seconds", "how long the oldest of them has waited", "what")
        self.troubled = self._gauge("mentorships_in_trouble", "mentorships that stand still, by why", "why")
        self.standings = self._gauge("mentorships", "open mentorships, by phase and health", "phase", "health")
        self.letters = self._gauge("letters", "letters on their way, of unknown fate or rejected, by state", "state")
        self.refusals = self._counter("configuration_refusals", "refused by Temporal until somebody acts", "status")
        self.kept = self._counter("kept", "kept for a reason that does not pass by itself", "cause")
        self.observe(Condition())

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"rapport_{name}", says, labels, registry=self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"rapport_{name}", says, labels, registry=self.registry)

    def expect(self, routes: Iterable[BaseRoute]) -> None:
        """Count the faults of these routes from nought, or the first one of each would be no increase."""
        for route in routes:
            if isinstance(route, Route):
                for method, status in product(route.methods or (), FAULTS):
                    self.requests.labels(method, route.path, status)

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in METHODS else "other"
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def observe(self, condition: Condition) -> None:
        """Take over what this process has seen of Temporal."""
        for counter, expected, seen in (
            (self.refusals, REFUSALS, condition.refusals),
            (self.kept, LASTING, condition.kept),
        ):
            counter.clear()
            for label in sorted({*expected, *seen}):
                counter.labels(label).inc(seen[label])

    def count_letters(self, counts: Mapping[str, int]) -> None:
        """Take over how many letters are in each state whose fate is open, known to nobody, or a refusal."""
        self.letters.clear()
        for state in sorted({*LETTERS, *counts}):
            self.letters.labels(state).set(counts.get(state, 0))

    def is_due(self, now: float) -> bool:
        """Whether Postgres is to be counted anew; True once for each span of time."""
        if now - self.counted_at < FRESH:
            return False
        self.counted_at = now
        return True

    def forget(self) -> None:
        """Drop the counts of Postgres, which are not known while it is away."""
        for gauge in (self.untold, self.untold_seconds, self.troubled, self.standings, self.letters):
            gauge.clear()
        self.counted_at = float("-inf")

    def text(self) -> bytes:
        """Return all numbers in Prometheus' text format."""
        return generate_latest(self.registry)
