"""A relationship-year in seconds: everybody answers everything; each workflow's own clock is carried forward."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import TimeSkipper

from bench.scene import Scene
from gateway.answers import NewAnswer
from gateway.telling import say
from schemas.ids import workflow_id
from schemas.messages import Card
from schemas.names import PAIR, AnswerKind, Choice, Met, Role, StepKind

Handle = WorkflowHandle[Any, Any]
SAID: dict[StepKind, tuple[AnswerKind, dict[str, Any]]] = {
    StepKind.REQUEST: (AnswerKind.ACCEPT, {}),
    StepKind.AGREEMENT: (AnswerKind.AGREE, {}),
    StepKind.CHECK_IN: (AnswerKind.CHECK_IN, {"met": Met.YES, "rating": 4}),
    StepKind.REVIEW: (AnswerKind.ADJUST, {"choice": Choice.CONTINUE}),
    StepKind.CLOSING: (AnswerKind.THANK, {}),
}


@dataclass(frozen=True)
class Stage:
    """One step: the seconds waited for it, and how many answers came to it."""

    gap: float
    answers: int


async def settled(handle: Handle) -> datetime | None:
    """Wait until a workflow has nothing in hand; return the time on its own clock, or None once it is over."""
    while True:
        told = await handle.describe()
        raw = told.raw_description
        if told.status is not WorkflowExecutionStatus.RUNNING:
            return None
        if not raw.pending_activities and not raw.HasField("pending_workflow_task"):
            skipped = raw.workflow_extended_info.time_skipping_info
            return skipped.current_time.ToDatetime(UTC) if skipped.HasField("current_time") else datetime.now(UTC)
        await asyncio.sleep(0.01)


async def carry(skipper: TimeSkipper, handle: Handle, gap: float) -> None:
    """Let time pass until just after the next timer."""
    if gap > 0:
        await skipper.fast_forward(handle, timedelta(seconds=gap + 1))


async def live(one: Scene, id: UUID, *, notes: bool = False) -> list[Stage]:
    """Live a mentorship from its request to its farewell; return what happened, for the bare one to repeat.

    Answers take the gateway's own way: a row first, then the Update, then the receipt.
    """
    handle, skipper = one.client.get_workflow_handle(workflow_id(id)), TimeSkipper(one.client)
    stages: list[Stage] = []
    gap = 0.0
    while now := await settled(handle):
        taken = (await one.rows("taken", mentorship=id))[len(stages) :]
        for row in taken:
            answers = _answers(id, row["step"], StepKind(row["kind"]), notes)
            for answer in answers:
                told = await say(one.desk, one.organisation, answer)
                if told.state != "told": print(answer.step, answer.role, told, now, flush=True)
            stages.append(Stage(gap, len(answers)))
            gap = 0.0
        if not taken and (left := await _gap(one, id, now)):
            gap += left
            await carry(skipper, handle, left)
    return [*stages, Stage(gap, 0)]  # the farewell, after which nothing is asked any more


async def follow(one: Scene, handle: Handle, stages: list[Stage]) -> None:
    """Live a bare workflow through the same stages."""
    skipper = TimeSkipper(one.client)
    for stage in stages:
        await carry(skipper, handle, stage.gap)
        await settled(handle)
        for number in range(stage.answers):
            await handle.execute_update("answer", str(number), result_type=int)


async def _gap(one: Scene, id: UUID, now: datetime) -> float:
    """Return the seconds until the next step; 0 when it is due, after a moment for the engine to notice.

    A run that continued as new begins with up to a second's rest.
    """
    step = Card.model_validate(await one.value("card", mentorship=id)).next
    if step is None or step.due <= now:
        await asyncio.sleep(0.1)
        return 0.0
    return (step.due - now).total_seconds()


def _answers(id: UUID, step: str, sort: StepKind, notes: bool) -> list[NewAnswer]:
    if sort not in SAID:
        return []
    kind, said = SAID[sort]
    words = {"note": "See you soon."} if notes and kind is AnswerKind.CHECK_IN else {}
    said = {**said, "note": True} if words else said
    roles = (Role.MENTOR,) if sort is StepKind.REQUEST else PAIR
    return [NewAnswer(mentorship=id, role=role, kind=kind, step=step, said=said, words=words) for role in roles]
