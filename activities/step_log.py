"""One line in the worker's log for each step taken: the step, its mentorship, and who was written to.

A step that failed has its own line, with its traceback, from activities/failures.py.
"""

import logging
from typing import Any

from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from schemas.messages import Order, StepOutcome
from schemas.names import StepResult

log = logging.getLogger(__name__)


class _Brief(logging.Filter):
    """Removes the traceback from the SDK's line about a failed attempt: it shows only where we raised the error."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ApplicationError):
            record.msg, record.exc_info = f"{record.msg}: {error}", None
        return True


BRIEF = _Brief()


def brief_failures() -> None:
    """Make the SDK log a failed attempt in one line; safe to repeat."""
    logging.getLogger("temporalio.activity").addFilter(BRIEF)


class StepLog(Interceptor):
    """Logs steps by key and mentorship; never a name, an address or anybody's words."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Wrap every activity."""
        return _Logged(next)


class _Logged(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        found = await super().execute_activity(input)
        for order in input.args:
            if isinstance(order, Order) and isinstance(found, StepOutcome):
                log.info("step %s of mentorship %s: %s", order.step.key, order.state.mentorship, _fate(found))
        return found


def _fate(outcome: StepOutcome) -> str:
    because = outcome.because.code.value if outcome.because else ""
    match outcome.result:
        case StepResult.ANSWER_PENDING:
            return "waits for an answer that is on its way"
        case StepResult.POSTPONED if outcome.until:
            return f"postponed until {outcome.until.isoformat(timespec='seconds')}: {because}"
        case StepResult.DROPPED:
            return f"dropped: {because}"
    parts = {"written to": outcome.written, "unreachable": outcome.unreachable, "left out": outcome.skipped}
    return "; ".join(f"{what} {', '.join(roles)}" for what, roles in parts.items() if roles) or "no letter"
