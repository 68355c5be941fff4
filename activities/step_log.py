"""One line in the worker's log for each step that was taken: which, of which mentorship, who was written to."""

import logging
from typing import Any

from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from schemas.messages import Facts, Order

log = logging.getLogger(__name__)


class StepLog(Interceptor):
    """Logs steps by key and mentorship; never a name, an address or a word of anybody's."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Stand before every activity."""
        return _Logged(next)


class _Logged(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        found = await super().execute_activity(input)
        for order in input.args:
            if isinstance(order, Order) and isinstance(found, Facts):
                log.info("step %s of mentorship %s: %s", order.step.key, order.mentorship, _fate(found))
        return found


def _fate(facts: Facts) -> str:
    if facts.word:
        return "waits for an answer that is on its way"
    parts = {"written to": facts.written, "unreachable": facts.unreachable, "left out": facts.skipped}
    return "; ".join(f"{what} {', '.join(roles)}" for what, roles in parts.items() if roles) or "no letter"
