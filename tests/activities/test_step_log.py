"""A healthy worker's log says which steps it takes; never a name, an address or anybody's words."""

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.step_log import StepLog
from schemas.messages import Card, Facts, Order, Step
from schemas.names import PAIR, Health, Phase, Role, StepKind

MENTORSHIP = UUID(int=7)


class Taken(ActivityInboundInterceptor):
    """An activity that found these facts."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Return them."""
        return self.facts


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (Facts(written=(Role.MENTEE, Role.MENTOR)), "written to mentee, mentor"),
        (Facts(written=(Role.MENTEE,), unreachable=(Role.MENTOR,)), "written to mentee; unreachable mentor"),
        (Facts(skipped=(Role.COORDINATOR,)), "left out coordinator"),
        (Facts(word=True), "waits for an answer that is on its way"),
        (Facts(), "no letter"),
    ],
)
async def test_each_step_is_one_line(facts: Facts, says: str, caplog: pytest.LogCaptureFixture) -> None:
    now = datetime(2027, 1, 5, tzinfo=UTC)
    step = Step(kind=StepKind.CHECK_IN, key="check_in/3", due=now, to=PAIR, reason="they meet")
    card = Card(revision=1, phase=Phase.ACTIVE, health=Health.NEW, health_reason="", cadence_days=21)
    order = Order(
        organisation=UUID(int=1), mentorship=MENTORSHIP, step=step, now=now, mentor=None, cadence_days=21, card=card
    )
    given = ExecuteActivityInput(fn=print, args=[order], executor=None, headers={})
    with caplog.at_level(logging.INFO):
        assert await StepLog().intercept_activity(Taken(facts)).execute_activity(given) == facts
    assert caplog.messages == [f"step check_in/3 of mentorship {MENTORSHIP}: {says}"]
