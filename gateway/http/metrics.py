"""What Prometheus reads: requests by route template, and what is kept but not told yet."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass(frozen=True)
class Metrics:
    """The numbers of one gateway process."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    untold: Gauge = field(init=False)

    def __post_init__(self) -> None:
        requests = Counter(
            "rapport_http_requests", "requests served", ("method", "route", "status"), registry=self.registry
        )
        seconds = Histogram(
            "rapport_http_request_seconds",
            "time to serve",
            ("method", "route"),
            registry=self.registry,
            buckets=SECONDS,
        )
        untold = Gauge(
            "rapport_untold", "kept in Postgres, not yet told to Temporal", ("what",), registry=self.registry
        )
        for name, metric in (("requests", requests), ("seconds", seconds), ("untold", untold)):
            object.__setattr__(self, name, metric)

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in METHODS else "other"
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """Return all numbers in Prometheus' text format."""
        return generate_latest(self.registry)
