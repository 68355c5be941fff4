"""`rapport temporal setup` on a plain server: afterwards a mentorship starts, with all that operators search for."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError, RPCStatusCode

from intake.starting import run
from intake.temporal_setup import SEARCH_ATTRIBUTES, has_namespace, unknown_names
from stack import temporal as engine
from stack.child_process import Recipe, start, until
from stack.ports import free_port
from tests.gateway.pair_fixture import make_pair
from tests.stack.command_line import rapport
from workflows import search_attributes
from workflows.converter import CONVERTER


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[str]:
    """Yield the address of `temporal server start-dev` without any set-up."""
    port = free_port()
    whole = engine.recipe(folder / "plain.db", port).command
    kept = whole[: whole.index("--search-attribute")]
    child = start(Recipe("Temporal", kept), folder / "plain.log")
    until(lambda: engine.ready(port), child)
    yield engine.address(port)
    child.stop()


def setup(address: str, namespace: str, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    return rapport("temporal", "setup", *more, TEMPORAL_ADDRESS=address, TEMPORAL_NAMESPACE=namespace)


async def test_it_creates_what_is_missing_waits_until_it_can_be_used_and_changes_nothing_the_second_time(
    plain: str, database_url: str, organisation: UUID
) -> None:
    first = setup(plain, "mentoring")
    assert first.returncode == 0, first.stderr
    assert "Namespace mentoring: created; ended workflows are kept for 30 days." in first.stdout
    assert "Search attribute NextDue (Datetime): created" in first.stdout
    client = await Client.connect(plain, namespace="mentoring", data_converter=CONVERTER)
    assert await unknown_names(client) == []
    pair = await make_pair(database_url, organisation)
    await run(client, pair.state, pair.now)
    described = await client.get_workflow_handle(f"mentorship/{pair.id}").describe()
    assert {pair.key.name for pair in described.typed_search_attributes} == set(SEARCH_ATTRIBUTES)
    second = setup(plain, "mentoring")
    assert second.returncode == 0, second.stderr
    assert "created" not in second.stdout


async def test_what_is_missing_is_named_one_by_one(plain: str) -> None:
    client = await Client.connect(plain)
    assert await has_namespace(client)
    assert not await has_namespace(await Client.connect(plain, namespace="nowhere"))
    types = {
        "Phase": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
        "Cycle": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    }
    request = AddSearchAttributesRequest(namespace="default", search_attributes=types)
    await client.operator_service.add_search_attributes(request)
    assert await unknown_names(client) == [name for name in SEARCH_ATTRIBUTES if name not in types]
    assert setup(plain, "default").returncode == 0
    assert await unknown_names(client) == []


async def test_a_name_of_another_type_is_an_error_that_says_so(plain: str) -> None:
    client = await Client.connect(plain, namespace="typed")
    retention = Duration(seconds=24 * 60 * 60)
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(namespace="typed", workflow_execution_retention_period=retention)
    )
    text = {"Phase": IndexedValueType.INDEXED_VALUE_TYPE_TEXT}
    while True:
        try:
            request = AddSearchAttributesRequest(namespace="typed", search_attributes=text)
            await client.operator_service.add_search_attributes(request)
            break
        except RPCError as error:  # a namespace takes a moment until it can be used
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            await asyncio.sleep(0.2)
    done = setup(plain, "typed")
    assert (done.returncode, done.stderr) == (
        1,
        "The search attribute Phase exists with another type; Rapport needs Keyword.\n",
    )


def test_without_an_address_or_a_server_it_says_so_by_its_exit_code() -> None:
    unset = rapport("temporal", "setup")
    assert (unset.returncode, "TEMPORAL_ADDRESS is not set" in unset.stderr) == (2, True)
    away = setup("127.0.0.1:1", "default", "--wait", "0.2")
    refused = "127.0.0.1:1 cannot be reached: connection refused"
    assert (away.returncode, away.stderr.splitlines()[-1]) == (
        1,
        f"Temporal is not ready after 0.2 seconds: {refused}",
    )
    assert f"waiting for Temporal: {refused}" in away.stderr


def test_it_sets_up_what_the_workflow_writes() -> None:
    keys = [key for key in vars(search_attributes).values() if isinstance(key, SearchAttributeKey)]
    kinds = {"DATETIME": "Datetime", "KEYWORD": "Keyword", "INT": "Int"}
    assert {key.name: kinds[key.indexed_value_type.name] for key in keys} == SEARCH_ATTRIBUTES
