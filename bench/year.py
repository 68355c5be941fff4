"""A relationship-year in seconds: everybody answers everything; time skipping moves each workflow's clock forward."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import TimeSkipper

from bench.programme import BenchProgramme
from intake.answers import NewAnswer
from intake.telling import say
from policy.lifecycle import next_step
from schemas.ids import workflow_id
from schemas.names import PAIR, AnswerKind, Choice, Met, Role, StepKind
from schemas.state import State

Handle = WorkflowHandle[Any, Any]
MARGIN = timedelta(minutes=1)
SAID: dict[StepKind, tuple[AnswerKind, dict[str, Any]]] = {
    StepKind.REQUEST: (AnswerKind.ACCEPT, {}),
    StepKind.AGREEMENT: (AnswerKind.AGREE, {}),
    StepKind.CHECK_IN: (AnswerKind.CHECK_IN, {"met": Met.YES, "rating": 4}),
    StepKind.REVIEW: (AnswerKind.ADJUST, {"choice": Choice.CONTINUE}),
    StepKind.CLOSING: (AnswerKind.THANK, {}),
}


@dataclass(frozen=True)
class Stage:
    """One step: the seconds waited for it, and how many answers it got."""

    gap: float
    answers: int


async def settled(handle: Handle) -> datetime | None:
    """Wait until a workflow is idle; return the time on its own clock, or None once it has ended."""
    while True:
        told = await handle.describe()
        raw = told.raw_description
        if told.status is not WorkflowExecutionStatus.RUNNING:
            return None
        if not raw.pending_activities and not raw.HasField("pending_workflow_task"):
            skipped = raw.workflow_extended_info.time_skipping_info
            return skipped.current_time.ToDatetime(UTC) if skipped.HasField("current_time") else datetime.now(UTC)
        await asyncio.sleep(0.05)  # each query costs the server something


async def carry(skipper: TimeSkipper, handle: Handle, gap: float) -> None:
    """Skip time until shortly after the next timer.

    The margin is longer than the step on a busy machine: time skipping that ends while the step is taken may run on
    to the timer after it (seen on server 1.32.2).
    """
    if gap > 0:
        await skipper.fast_forward(handle, timedelta(seconds=gap) + MARGIN)


async def live(one: BenchProgramme, id: UUID, *, notes: bool = False, turn: asyncio.Lock | None = None) -> list[Stage]:
    """Run a mentorship from its request to its farewell; return what happened, for the bare workflow to repeat.

    Answers go the way the gateway sends them: a row first, then the Update, then the receipt. With `turn`, mentorships
    that run in parallel take turns, one wake or answer each.
    """
    turn = turn or asyncio.Lock()
    handle, skipper = one.client.get_workflow_handle(workflow_id(id)), TimeSkipper(one.client)
    stages: list[Stage] = []
    gap = 0.0
    while now := await settled(handle):
        standing = await one.value("standing", mentorship=id)
        taken = (standing["steps"] or [])[len(stages) :]
        for step in taken:
            answers = _answers(id, step, notes)
            for answer in answers:
                async with turn:
                    await _say(one, answer)
            stages.append(Stage(gap, len(answers)))
            gap = 0.0
        if not taken and (left := await _gap(standing["state"], now)):
            gap += left
            async with turn:
                await carry(skipper, handle, left)
                await settled(handle)
    return [*stages, Stage(gap, 0)]  # the farewell, which asks nothing


async def follow(one: BenchProgramme, id: str, stages: list[Stage], turn: asyncio.Lock) -> None:
    """Run a bare workflow through the same stages, taking turns; raises TimeoutError if it does not end soon after."""
    handle, skipper = one.client.get_workflow_handle(id), TimeSkipper(one.client)
    for number, stage in enumerate(stages, start=1):
        while await settled(handle) and await one.value("taken_bare", workflow=id) < number:
            async with turn:
                await carry(skipper, handle, stage.gap)
                await settled(handle)
        for _ in range(stage.answers):
            async with turn:
                await one.value("keep_bare", id=uuid4(), what="answer")
                await handle.execute_update("answer", "yes", result_type=int)
    async with asyncio.timeout(30):
        await handle.result()


async def _say(one: BenchProgramme, answer: NewAnswer) -> None:
    told = await say(one.services, one.organisation, answer)
    if told.state != "told":
        raise RuntimeError(f"the answer to {answer.step} was {told.state}: {told.says}")


async def _gap(state: str, now: datetime) -> float:
    """Return the seconds until the next step; 0 if it is due, after a moment for Temporal to notice.

    A run that continued as new waits up to a second first.
    """
    step = next_step(State.model_validate_json(state), now)
    if step is None or step.due <= now:
        await asyncio.sleep(0.1)
        return 0.0
    return (step.due - now).total_seconds()


def _answers(id: UUID, taken: str, notes: bool) -> list[NewAnswer]:
    sort, step = taken.split()
    if sort not in SAID:
        return []
    kind, said = SAID[StepKind(sort)]
    words = {"note": "See you soon."} if notes and kind is AnswerKind.CHECK_IN else {}
    said = {**said, "note": True} if words else said
    roles = (Role.MENTOR,) if sort == StepKind.REQUEST else PAIR
    return [NewAnswer(mentorship=id, role=role, kind=kind, step=step, said=said, words=words) for role in roles]
