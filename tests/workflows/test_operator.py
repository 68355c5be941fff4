"""What an operator sees with Temporal's own command line, and nothing of anybody's person."""

import asyncio
import base64
import json
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.local_programme import LocalProgramme, Reader, create_programme
from tests.journeys.under_way import to_first
from tests.patience import PATIENCE

pytestmark = pytest.mark.asyncio(loop_scope="module")
TEMPORAL = Path(sysconfig.get_path("scripts")) / "temporal"


async def temporal(local: LocalProgramme, *arguments: str) -> Any:
    """Return what the command line prints as JSON."""
    address = local.environment["TEMPORAL_ADDRESS"]
    command = (str(TEMPORAL), *arguments, "--address", address, "--output", "json")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    assert process.returncode == 0, printed
    return json.loads(printed)


async def refused(local: LocalProgramme, *arguments: str) -> str:
    """Return why the command line did not do something to a workflow."""
    command = (str(TEMPORAL), "workflow", *arguments, "--address", local.environment["TEMPORAL_ADDRESS"])
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=pipe)
    said = b" ".join(await process.communicate()).decode()
    assert process.returncode, said
    return said


async def test_an_operator_sees_who_is_waited_for_what_is_next_and_why(local: LocalProgramme) -> None:
    """List by phase, describe, read the live card, read the history: each speaks in sentences."""
    programme = await create_programme(local, cadence_days=14)
    ana = Reader(local, await local.person("Ana", "America/New_York"))
    ben = Reader(local, await local.person("Ben", "Europe/Berlin", mentor=True))
    id = await local.begin(programme=programme, mentors=[{"external_id": "ben"}])
    await to_first(local, id)
    for mail in ben.new():
        await ben.press(mail, choice="accept")
    await local.to_next(id)

    workflow = ("--workflow-id", f"mentorship/{id}")
    listed = await temporal(local, "workflow", "list", "--query", f'Phase="agreeing" AND Programme="{programme}"')
    assert [one["execution"]["workflowId"] for one in listed] == [f"mentorship/{id}"]

    described = await temporal(local, "workflow", "describe", *workflow)
    assert {"Organisation", "Programme", "Phase", "Health", "WaitingFor", "NextDue", "Cycle"} <= _attributes(described)

    metadata = json.dumps(await temporal(local, "workflow", "metadata", *workflow))
    assert "Waiting for: the mentee and the mentor, since" in metadata
    assert "Next: remind of the agreement, on" in metadata
    assert "The mentor accepted the request." in metadata

    shown = await temporal(local, "workflow", "show", *workflow)
    said = [
        event["workflowExecutionUpdateAcceptedEventAttributes"]["acceptedRequest"]["input"]["name"]
        for event in shown["events"]
        if event["eventType"] == "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED"
    ]
    assert said == ["accept"]
    summary = await (await local.handle(id).describe()).static_summary()
    assert summary == f"Mentorship …{str(id)[-8:]} in programme …{programme[-8:]} (search for a mentor)"
    labels = _labels(shown["events"], "EVENT_TYPE_TIMER_STARTED", "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED")
    assert len(labels) >= 4
    assert all(label and " " in label for label in labels)
    assert any("ask the mentor (request/1), because the mentee asks the mentor" in one for one in labels)
    for name in ("Ana", "Ben", "Lund", "lantern.example", "lead a small team"):
        assert name not in json.dumps([shown, described, listed])
    ana.new()


async def test_an_operator_steps_in_with_an_update_from_the_command_line(local: LocalProgramme) -> None:
    """Close, by hand, without the gateway: the pair is still told kindly."""
    programme = await create_programme(local, "by hand")
    await local.person("Dan", "America/New_York")
    await local.person("Eva", "Europe/Berlin", mentor=True)
    id = await local.begin(programme=programme, mentee="dan", mentors=[{"external_id": "eva"}])
    await to_first(local, id)
    word = {"id": "00000000-0000-0000-0000-00000000000a", "role": "hr", "kind": "close", "outcome": "withdrawn"}
    workflow = ("--workflow-id", f"mentorship/{id}")
    for wrong, named in ({"id": ""}, "id"), ({"outcome": "lost"}, "outcome"):
        said = await refused(
            local, "update", "execute", *workflow, "--name", "close", "--input", json.dumps(word | wrong)
        )
        assert f"missing or not valid: {named}" in said
        assert "pydantic" not in said
    update = ("--name", "close", "--input", json.dumps(word))
    await temporal(local, "workflow", "update", "execute", "--workflow-id", f"mentorship/{id}", *update)
    while not await local.is_over(id):  # once the minutes are over in which the end can be taken back
        await local.to_next(id)
    assert (await local.view(id))["outcome"] == "withdrawn"
    assert await local.steps(id) == ["request", "withdrawn"]


async def test_an_operator_finds_the_searches_in_which_the_coordinator_is_waited_for(local: LocalProgramme) -> None:
    """The list of the manual, once nobody is left to ask."""
    programme = await create_programme(local, "waiting", reply_days=2, reply_reminders=[])
    await local.person("Fay", "Europe/Berlin")
    await local.person("Gil", "Europe/Berlin", mentor=True)
    id = await local.begin(programme=programme, mentee="fay", mentors=[{"external_id": "gil"}])
    while "no_mentor" not in await local.steps(id):
        await local.to_next(id)
    query = f'Programme="{programme}" AND WaitingFor="coordinator"'
    async with asyncio.timeout(PATIENCE):
        while True:
            listed = await temporal(local, "workflow", "list", "--query", query)
            if listed:
                break
            await asyncio.sleep(0.2)
    assert [one["execution"]["workflowId"] for one in listed] == [f"mentorship/{id}"]


async def test_an_operator_who_cancels_a_workflow_closes_the_mentorship_kindly(local: LocalProgramme) -> None:
    """Nobody is left without a goodbye, and no row stays open."""
    programme = await create_programme(local, "cancelled")
    await local.person("Hal", "Europe/Berlin")
    await local.person("Ida", "Europe/Berlin", mentor=True)
    id = await local.begin(programme=programme, mentee="hal", mentors=[{"external_id": "ida"}])
    await to_first(local, id)
    address = local.environment["TEMPORAL_ADDRESS"]
    command = (str(TEMPORAL), "workflow", "cancel", "--workflow-id", f"mentorship/{id}", "--address", address)
    await (await asyncio.create_subprocess_exec(*command)).wait()
    while not await local.is_over(id):
        await local.settled(id)
        await local.to_next(id)
    assert await local.handle(id).result() == "withdrawn"
    assert (await local.view(id))["phase"] == "closed"
    assert await local.steps(id) == ["request", "withdrawn"]


def _attributes(described: dict[str, Any]) -> set[str]:
    return set(described["workflowExecutionInfo"]["searchAttributes"]["indexedFields"])


def _labels(events: list[dict[str, Any]], *kinds: str) -> list[str]:
    found = [event["userMetadata"]["summary"]["data"] for event in events if event["eventType"] in kinds]
    return [str(json.loads(base64.b64decode(label))) for label in found]
