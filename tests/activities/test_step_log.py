"""A healthy worker's log says which steps it takes; never a name, an address or anybody's words."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.step_log import StepLog
from schemas.messages import Order, Step, StepOutcome
from schemas.names import PAIR, Role, StepResult
from schemas.reason import Reason, ReasonCode
from schemas.step_key import StepKey
from tests.policy.pairs import START, paired

TAKEN = StepResult.TAKEN
LATER = StepOutcome.postponed(START + timedelta(days=1), Reason(code=ReasonCode.OUT_OF_HOURS))


class Taken(ActivityInboundInterceptor):
    """An activity with this outcome."""

    def __init__(self, outcome: StepOutcome) -> None:
        self.outcome = outcome

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Return it."""
        return self.outcome


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (StepOutcome(result=TAKEN, written=(Role.MENTEE, Role.MENTOR)), "written to mentee, mentor"),
        (
            StepOutcome(result=TAKEN, written=(Role.MENTEE,), unreachable=(Role.MENTOR,)),
            "written to mentee; unreachable mentor",
        ),
        (StepOutcome(result=TAKEN, skipped=(Role.COORDINATOR,)), "left out coordinator"),
        (StepOutcome(result=TAKEN), "no letter"),
        (StepOutcome.answer_pending(), "waits for an answer that is on its way"),
        (LATER, f"postponed until {LATER.until.isoformat() if LATER.until else ''}: out_of_hours"),
        (StepOutcome.dropped(Reason(code=ReasonCode.FULL_NEXT)), "dropped: full_next"),
    ],
)
async def test_each_step_is_one_line(outcome: StepOutcome, says: str, caplog: pytest.LogCaptureFixture) -> None:
    state = paired()
    step = Step(key=StepKey("check_in/3"), due=START, to=PAIR, reason=Reason(code=ReasonCode.RHYTHM_DUE))
    order = Order(state=state, step=step, now=START)
    given = ExecuteActivityInput(fn=print, args=[order], executor=None, headers={})
    with caplog.at_level(logging.INFO):
        assert await StepLog().intercept_activity(Taken(outcome)).execute_activity(given) == outcome
    assert caplog.messages == [f"step check_in/3 of mentorship {state.mentorship}: {says}"]
