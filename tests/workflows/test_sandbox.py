"""Workflow code stays inside the sandbox, and what is passed through is listed."""

import re
from collections.abc import AsyncIterator

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.fences.tree import ROOT
from worker import PASSED_THROUGH, WORKFLOWS, sandbox
from workflows.converter import CONVERTER


async def test_every_workflow_loads_in_the_workers_own_sandbox() -> None:
    """A module that is missing from the pass-through list fails here, not in production."""

    async def none() -> AsyncIterator[WorkflowHistory]:
        histories: tuple[WorkflowHistory, ...] = ()
        for history in histories:
            yield history

    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=sandbox(), data_converter=CONVERTER)
    results = await replayer.replay_workflows(none())
    assert results.replay_failures == {}


def test_the_workflow_modules_themselves_are_never_passed_through() -> None:
    """Passed through, datetime.now() in workflow code would be allowed."""
    assert "workflows" not in PASSED_THROUGH
    assert not [name for name in PASSED_THROUGH if name.endswith(".mentorship")]


def test_decisions_are_versioned_by_edition_and_never_by_patches() -> None:
    """A patch around what a validator calls too stops every answer; an edition is taken only when a run begins anew."""
    patches = re.compile(r"\b(patched|deprecate_patch)\s*\(")
    places = [*ROOT.glob("workflows/*.py"), *ROOT.glob("policy/*.py"), *ROOT.glob("schemas/*.py")]
    assert len(places) > 20
    assert [place.name for place in places if patches.search(place.read_text("utf-8"))] == []
