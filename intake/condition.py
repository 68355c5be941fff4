"""How Temporal responds: why something was not sent, and what this process has seen of that."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from temporalio.api.errordetails.v1 import NamespaceNotFoundFailure
from temporalio.service import RPCError, RPCStatusCode


class Cause(StrEnum):
    """Why something is saved and sent later."""

    AWAY = "away"  # Temporal or Postgres is unreachable
    REFUSED = "refused"  # Temporal is reachable, but its configuration or ours is wrong
    SILENT = "silent"  # no worker answered in time, or Temporal itself could not finish
    FAILED = "failed"  # a worker answered with a failure that is not a refusal
    UNREADABLE = "unreadable"  # this release cannot read what is saved
    MISSING = "missing"  # Temporal has no such workflow, although Postgres has the mentorship as open
    UNSTARTED = "unstarted"  # its workflow has not been started yet
    OVERTAKEN = "overtaken"  # the run continued as new meanwhile; the next run is asked


LASTING = frozenset({Cause.REFUSED, Cause.FAILED, Cause.UNREADABLE, Cause.MISSING})  # none of them goes away by itself
MISCONFIGURED = frozenset(
    {RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED}
)
REFUSALS = tuple(sorted(status.name for status in {*MISCONFIGURED, RPCStatusCode.NOT_FOUND}))  # NOT_FOUND: no namespace
LONGEST = 300  # characters of Temporal's own sentence


@dataclass
class Condition:
    """What this process has seen since it started, for health checks and metrics."""

    refusals: Counter[str] = field(default_factory=Counter)  # by gRPC status
    kept: Counter[str] = field(default_factory=Counter)  # by lasting cause
    refusal: str = ""  # the latest one as a sentence; empty once Temporal has accepted something since
    key_unknown: bool = False  # whether a worker signs links with a key that this gateway does not have
    saved_at: float = -inf  # when Postgres last committed for a health check, on the monotonic clock

    def refuse(self, error: RPCError) -> str:
        """Note a configuration error and return it as a sentence."""
        self.refusals[error.status.name] += 1
        self.refusal = refusal_of(error)
        return self.refusal

    def keep(self, cause: Cause) -> None:
        """Note that something is saved for later for a reason that does not go away by itself."""
        if cause in LASTING:
            self.kept[cause.value] += 1

    def take(self) -> None:
        """Note that Temporal has accepted something."""
        self.refusal = ""


def is_misconfigured(error: BaseException) -> bool:
    """Whether Temporal refuses for a reason that lasts until somebody changes the configuration."""
    return isinstance(error, RPCError) and (error.status in MISCONFIGURED or lacks_namespace(error))


def lacks_namespace(error: RPCError) -> bool:
    """Whether the whole namespace is missing in Temporal: then our settings are wrong, and no mentorship has ended."""
    return any(detail.Is(NamespaceNotFoundFailure.DESCRIPTOR) for detail in error.grpc_status.details)


def refusal_of(error: RPCError) -> str:
    """Return Temporal's refusal as a sentence; it contains namespaces, names and ids, never data about people."""
    return f"Temporal refuses: {error.status.name}: {error.message[:LONGEST].rstrip('. ')}; your operator sees it."
