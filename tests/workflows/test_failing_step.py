"""On a real server: a step that keeps failing holds nobody up, and a step that is under way is not torn apart."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.attempts import heartbeats, to_the_end
from policy.holding import shown_phase
from policy.lifecycle import expected
from schemas.messages import Answer, Order, Receipt, StepOutcome
from schemas.names import AnswerKind, Phase, Role, StepKind
from schemas.rules import Courtesy, Rules
from tests.patience import PATIENCE
from tests.policy.pairs import paired
from worker import WORKFLOWS, sandbox
from workflows import calls
from workflows.converter import CONVERTER

OPEN = Courtesy(working_days=(1, 2, 3, 4, 5, 6, 7), from_hour=0, to_hour=24)


@pytest.fixture(autouse=True)
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop steps sooner than in production."""
    monkeypatch.setattr(calls, "STOP_AFTER", timedelta(seconds=3))


@dataclass
class Steps:
    """Steps that go as a test wants them to."""

    fails: Callable[[Order], bool] = lambda order: False
    slow: float = 0.0
    tried: list[str] = field(default_factory=list)
    recorded: set[str] = field(default_factory=set)  # keys of steps that were committed, though their outcome is lost
    asked: list[str] = field(default_factory=list)  # keys of stopped steps whose outcome was asked for
    failed: asyncio.Event = field(default_factory=asyncio.Event)

    @activity.defn
    async def take_step(self, order: Order) -> StepOutcome:
        """Take a step, or fail."""
        self.tried.append(order.step.key)
        if self.fails(order):
            self.failed.set()
            raise ApplicationError("by design")
        self.failed.set()
        async with heartbeats():
            await to_the_end(asyncio.sleep(self.slow))
        return expected(order.state, order.step).with_(at=order.now)

    @activity.defn
    async def outcome_of_step(self, order: Order) -> StepOutcome | None:
        """Return the outcome of a step that was committed."""
        self.asked.append(order.step.key)
        return expected(order.state, order.step).with_(at=order.now) if order.step.key in self.recorded else None


@asynccontextmanager
async def begun(temporal: str, steps: Steps) -> AsyncIterator[WorkflowHandle[Any, Any]]:
    """Yield the running workflow of a pair that is about to be asked to agree."""
    client = await Client.connect(temporal, data_converter=CONVERTER)
    queue, state = uuid4().hex, paired(Rules(courtesy=OPEN, undo_minutes=0)).with_(mentorship=uuid4())
    async with Worker(
        client,
        task_queue=queue,
        workflows=WORKFLOWS,
        activities=[steps.take_step, steps.outcome_of_step],
        workflow_runner=sandbox(),
    ):
        handle = await client.start_workflow("Mentorship", state, id=f"mentorship/{state.mentorship}", task_queue=queue)
        await asyncio.wait_for(steps.failed.wait(), PATIENCE)
        yield handle
        with suppress(RPCError):  # it is over already
            await handle.terminate()


async def say(handle: WorkflowHandle[Any, Any], name: str, **said: object) -> Receipt:
    """Send an update by HR, as the gateway does."""
    answer = Answer.model_validate({"id": uuid4(), "role": Role.HR, **said})
    async with asyncio.timeout(PATIENCE):
        receipt: Receipt = await handle.execute_update(name, answer, result_type=Receipt)
        return receipt


async def test_hr_closes_while_a_step_keeps_failing(temporal: str) -> None:
    """Between two tries the step stops at once; what follows from the answer is taken instead."""
    steps = Steps(fails=lambda order: order.step.kind is StepKind.AGREEMENT)
    async with begun(temporal, steps) as handle:
        await asyncio.sleep(4)  # now the wait until the next try is longer than STOP_AFTER
        receipt = await say(handle, "close", kind=AnswerKind.CLOSE, outcome="withdrawn")
        assert shown_phase(receipt.state) is Phase.CLOSING
        assert await handle.result() == "withdrawn"
        assert steps.tried[-1] == "withdrawn/1"
        assert steps.asked == ["agreement/1"]


async def test_a_step_that_was_committed_before_it_was_stopped_is_not_forgotten(temporal: str) -> None:
    """Its letter was sent; the workflow went on as if it had not been, and nobody heard of the end in its thread."""
    steps = Steps(fails=lambda order: order.step.kind is StepKind.AGREEMENT, recorded={"agreement/1"})
    async with begun(temporal, steps) as handle:
        await asyncio.sleep(4)  # now the wait until the next try is longer than STOP_AFTER
        receipt = await say(handle, "close", kind=AnswerKind.CLOSE, outcome="withdrawn")
        assert receipt.state.agreeing
        assert receipt.state.agreeing.asked
        assert await handle.result() == "withdrawn"
        assert set(steps.tried) == {"agreement/1", "withdrawn/1"}


async def test_hr_pauses_while_a_step_keeps_failing(temporal: str) -> None:
    steps = Steps(fails=lambda order: order.step.kind is StepKind.AGREEMENT)
    async with begun(temporal, steps) as handle:
        until = paired().started + timedelta(days=3600)
        receipt = await say(handle, "pause", kind=AnswerKind.PAUSE, until=until)
        assert receipt.state.pause
        async with asyncio.timeout(PATIENCE):
            while steps.tried[-1] != "paused/1":  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_an_answer_to_a_step_whose_outcome_is_not_known_yet_waits_for_it(temporal: str) -> None:
    """The step was committed and its letter sent, then Postgres was away: it was stopped, and the answer refused."""
    until = asyncio.get_running_loop().time() + 6
    steps = Steps(fails=lambda order: asyncio.get_running_loop().time() < until)
    async with begun(temporal, steps) as handle:
        said = {"role": Role.MENTOR, "kind": AnswerKind.AGREE, "step": "agreement/1"}
        receipt = await say(handle, "agree", **said)
        assert receipt.state.agreeing
        assert receipt.state.agreeing.accepted == (Role.MENTOR,)
        assert set(steps.tried) == {"agreement/1"}


@pytest.mark.parametrize("seconds", [0.5, 8.0], ids=["soon done", "told to stop"])
async def test_a_step_under_way_is_finished_before_an_answer_is_taken(temporal: str, seconds: float) -> None:
    steps = Steps(slow=seconds)
    async with begun(temporal, steps) as handle:
        receipt = await say(handle, "close", kind=AnswerKind.CLOSE, outcome="withdrawn")
        assert receipt.state.agreeing
        assert receipt.state.agreeing.asked
        assert steps.tried[0] == "agreement/1"
