"""A life on a Temporal server without Postgres: people say what a test has them say, and the world is as it has it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from policy.lifecycle import after, expected, next_step
from policy.verdict import World, verdict
from schemas.messages import Answer, News, Order, Receipt, StepOutcome
from schemas.names import AnswerKind, NewsKind, Role, StepResult
from schemas.state import Candidate, State
from tests.patience import PATIENCE
from tests.policy.pairs import person
from worker import WORKFLOWS, sandbox
from workflows.converter import CONVERTER

A_MOMENT = timedelta(seconds=30)
STEPS = 40  # within which what a test waits for has to come


@dataclass
class PlayedLife:
    """One mentorship; `state` is as it left its last step or its last update."""

    handle: WorkflowHandle[object, object]
    state: State
    taken: list[Order] = field(default_factory=list)
    worlds: dict[str, World] = field(default_factory=dict)  # for the next step of a kind, once
    lost: dict[str, Role] = field(default_factory=dict)  # whom no letter of the next step of a kind reaches, once
    found: dict[str, Candidate] = field(default_factory=dict)  # who is found for the next request
    said: int = 0
    seen: int = 0  # of `taken`

    @activity.defn(name="take_step")
    async def take_step(self, order: Order) -> StepOutcome:
        """Let a step come out as the world has it."""
        step = order.step
        judged = verdict(order.state, step, order.now, self.worlds.pop(step.kind, World()))
        outcome = judged or self._delivered(order)
        if outcome.result is StepResult.TAKEN:
            self.taken.append(order)
        self.state = after(order.state, step, outcome, order.now)
        return outcome.with_(at=order.now)

    def _delivered(self, order: Order) -> StepOutcome:
        outcome, lost = expected(order.state, order.step), self.lost.pop(order.step.kind, None)
        if lost:
            written = tuple(role for role in outcome.written if role is not lost)
            outcome = outcome.with_(written=written, unreachable=(*outcome.unreachable, lost))
        return outcome.with_(found=self.found.pop(order.step.kind, None))

    async def says(self, role: Role, kind: AnswerKind | str, **said: object) -> None:
        """Let somebody answer the step waited for last, or the HR platform say something."""
        step = None if role is Role.HR else said.pop("step", self.taken[self.seen - 1].step.key)
        known = {"id": self._id(), "role": role, "kind": kind, "step": step, **said}
        await self._tell("answer", Answer.model_validate(known))

    async def learns(self, about: Role, kind: NewsKind | str, **known: object) -> None:
        """Let news about somebody come."""
        await self._tell("news", News.model_validate({"id": self._id(), "about": about, "kind": kind, **known}))

    async def takes(self, *kinds: str) -> Order:
        """Let time pass until the next step of one of these kinds is taken, and return its order."""
        for _ in range(STEPS):
            for number, order in enumerate(self.taken[self.seen :], self.seen + 1):
                if order.step.kind in kinds:
                    self.seen = number
                    return order
            step = next_step(self.state, await self.now())
            assert step, f"no {kinds} will come after {[order.step.key for order in self.taken]}"
            await self.passes(max(step.due - await self.now(), timedelta(0)) + A_MOMENT)
        raise AssertionError(f"no {kinds} has come after {[order.step.key for order in self.taken]}")

    async def passes(self, span: timedelta) -> None:
        """Let time pass, and wait until nothing is in its hands."""
        await TimeSkipper(self.handle._client).fast_forward(self.handle, span)
        await self._settled()

    async def now(self) -> datetime:
        """Return the mentorship's own time."""
        return await TimeSkipper(self.handle._client).get_current_time(self.handle)

    async def _tell(self, name: str, said: Answer | News) -> None:
        receipt = await self.handle.execute_update(name, said, id=str(said.id), result_type=Receipt)
        self.state = max(self.state, receipt.state, key=lambda state: state.revision)  # a step may have followed
        await self._settled()

    async def _settled(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                told = (await self.handle.describe()).raw_description
                if not told.pending_activities and not told.HasField("pending_workflow_task"):
                    return
                await asyncio.sleep(0.02)

    def _id(self) -> UUID:
        self.said += 1
        return UUID(int=self.said)


@asynccontextmanager
async def played(server: str, name: str, state: State) -> AsyncIterator[PlayedLife]:
    """Yield a life that begins now, on a worker of its own."""
    client = await Client.connect(server, data_converter=CONVERTER)
    id = f"played/{name}"
    life = PlayedLife(client.get_workflow_handle(id), _begun(name, state))
    worker = Worker(client, task_queue=id, workflows=WORKFLOWS, activities=[life.take_step], workflow_runner=sandbox())
    async with worker:
        await client.start_workflow("Mentorship", life.state, id=id, task_queue=id)
        await life._settled()
        yield life
        if (await life.handle.describe()).close_time is None:
            await life.handle.terminate()


def _begun(name: str, state: State) -> State:
    """Return the same start at the present time."""
    now = datetime.now(UTC)
    begun = state.with_(mentorship=person(name), started=now, history_budget=2000)
    if begun.seeking:
        return begun.with_(seeking=begun.seeking.with_(since=now))
    return begun.with_(agreeing=begun.agreeing and begun.agreeing.with_(since=now))
