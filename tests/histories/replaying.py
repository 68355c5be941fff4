"""Replaying a kept history: the same events must lead to the same steps, at the same times."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, WorkflowRunner

from tests.histories.keeping import FOLDER, kept
from worker import WORKFLOWS
from workflows.converter import CONVERTER
from workflows.updatable_timer import UpdatableTimer

HISTORIES = sorted(FOLDER.glob("*.json"))
ROUNDING = timedelta(milliseconds=1)  # of the server's clock, and of floating-point seconds
ON_ITS_WAY = "an answer is recorded and on its way"  # this timer is no decision of the policy


async def difference(file: Path, runner: WorkflowRunner) -> str:
    """Replay a history; return what would happen otherwise now, empty where nothing would."""
    history = WorkflowHistory.from_json(f"mentorship/{file.stem}", kept(file.stem))
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=runner, data_converter=CONVERTER)
    with pytest.MonkeyPatch.context() as patch:
        waits = _watched(patch)
        try:
            await replayer.replay_workflow(history)
        except Exception as error:
            return f"another step: {error}"
    return _first_difference(timers(history), waits)


def timers(history: WorkflowHistory) -> list[timedelta]:
    """Return how long a history waited for its steps, each time it set a timer for one."""
    return [
        event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
        and ON_ITS_WAY.encode() not in event.user_metadata.summary.data
    ]


def _watched(patch: pytest.MonkeyPatch) -> list[timedelta]:
    """Return the waits of the workflow being replayed, as they come; Temporal compares only that there are some."""
    waits: list[timedelta] = []
    start = UpdatableTimer._start

    def watched(self: UpdatableTimer, left: timedelta, label: str) -> asyncio.Task[None]:
        waits.append(left)
        return start(self, left, label)

    patch.setattr(UpdatableTimer, "_start", watched)
    return waits


def _first_difference(before: list[timedelta], now: list[timedelta]) -> str:
    for number, (old, new) in enumerate(zip(before, now, strict=False), 1):
        if abs(old - new) > ROUNDING:
            return f"another time: wait {number} was {old} and is {new}"
    return "" if len(before) == len(now) else f"another time: there were {len(before)} waits and are {len(now)}"
