"""A mentorship that began under an earlier release goes on under this one: every kept history replays."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.histories.keeping import kept
from worker import WORKFLOWS, sandbox
from workflows.converter import CONVERTER

HISTORIES = sorted(Path(__file__).parent.glob("*.json"))


def test_there_is_a_history_for_each_path() -> None:
    """An empty folder would make the test below pass by doing nothing."""
    names = {file.stem for file in HISTORIES}
    assert {"completed", "waned", "nobody_answers", "paused_by_hr", "withdrawn_by_hr", "begun_anew"} <= names
    assert len(names) >= 15


@pytest.mark.parametrize("file", HISTORIES, ids=[file.stem for file in HISTORIES])
async def test_it_replays(file: Path) -> None:
    """The same events lead to the same commands."""
    history = WorkflowHistory.from_json(f"mentorship/{file.stem}", kept(file.stem))
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=sandbox(), data_converter=CONVERTER)
    await replayer.replay_workflow(history)
