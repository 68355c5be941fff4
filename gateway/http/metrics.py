"""Prometheus metrics: requests by route template, answers that are saved but not sent yet, and stuck mentorships."""

from collections import Counter as Counted
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.routing import BaseRoute, Route

from intake.condition import LASTING, REFUSALS, Condition
from schemas.names import MailState

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
FAULTS = ("500", "503")  # our own faults; exported as 0 at start, so that the first one is an increase and can alert
UNSENT = (MailState.RENDERED, MailState.CLAIMED, MailState.SENDING, MailState.DEFERRED)
# A refused letter is a deferred one that waits because the relay refuses us; it is counted only as refused.
LETTERS = (*UNSENT, "refused", MailState.UNKNOWN, MailState.REJECTED)
TOLD_AS = {"/a/{token}/concern": "/a/{token}"}  # its minute would tell that somebody has raised a concern
FRESH = 5.0  # seconds for which counts from Postgres are reused


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
    waiting: Gauge = field(init=False)
    key_unknown: Gauge = field(init=False)
    refusals: Counter = field(init=False)
    kept: Counter = field(init=False)
    observed: Counted[tuple[Counter, str]] = field(init=False, default_factory=Counted)
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
        self.untold = self._gauge("untold", "saved in Postgres, not yet sent to Temporal", "what")
        self.untold_seconds = self._gauge("untold_oldest_seconds", "how long the oldest of them has waited", "what")
        self.troubled = self._gauge("mentorships_in_trouble", "mentorships that cannot move on, by reason", "why")
        self.standings = self._gauge("mentorships", "open mentorships, by phase and health", "phase", "health")
        self.letters = self._gauge("letters", "letters not sent yet, of unknown outcome or rejected", "state")
        self.waiting = self._gauge("work_waiting_seconds", "how long the oldest work has waited for a worker", "what")
        self.key_unknown = self._gauge("signing_key_unknown", "whether workers sign links with a key that is not here")
        self.refusals = self._counter("configuration_refusals", "calls refused by Temporal until it is fixed", "status")
        self.kept = self._counter("kept", "saved but not sent, for a cause that does not pass by itself", "cause")
        self.observe(Condition())

    def _counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"rapport_{name}", says, labels, registry=self.registry)

    def _gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"rapport_{name}", says, labels, registry=self.registry)

    def expect(self, routes: Iterable[BaseRoute]) -> None:
        """Export the faults of these routes with 0, so that the first fault of each counts as an increase."""
        for route in routes:
            if isinstance(route, Route):
                for method, status in product(route.methods or (), FAULTS):
                    self.requests.labels(method, TOLD_AS.get(route.path, route.path), status)

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in METHODS else "other"
        route = TOLD_AS.get(route, route)
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def observe(self, condition: Condition) -> None:
        """Copy what this process has observed about Temporal and the workers."""
        self.key_unknown.set(condition.key_unknown)
        for counter, expected, seen in (
            (self.refusals, REFUSALS, condition.refusals),
            (self.kept, LASTING, condition.kept),
        ):
            for label in sorted({*expected, *seen}):
                more = seen[label] - self.observed[counter, label]
                counter.labels(label).inc(max(more, 0))  # in place: a new counter would say that it was reset
                self.observed[counter, label] = seen[label]

    def count_letters(self, counts: Mapping[str, int]) -> None:
        """Set the number of letters that are not sent yet, refused, of unknown outcome or rejected."""
        self.letters.clear()
        for state in sorted({*LETTERS, *counts}):
            self.letters.labels(state).set(counts.get(state, 0))

    def is_due(self, now: float) -> bool:
        """Whether to count in Postgres again; True at most once in FRESH seconds."""
        if now - self.counted_at < FRESH:
            return False
        self.counted_at = now
        return True

    def forget(self) -> None:
        """Drop the counts from Postgres, which are unknown while it is down."""
        for gauge in (self.untold, self.untold_seconds, self.troubled, self.standings, self.letters):
            gauge.clear()
        self.counted_at = float("-inf")

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)
