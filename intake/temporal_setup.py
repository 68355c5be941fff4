"""What Temporal needs before a mentorship can start: the namespace and its seven search attributes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from intake.condition import lacks_namespace

T = TypeVar("T")

PROBES = {  # a search that Temporal accepts only if it knows the name
    "Organisation": 'Organisation = "-"',
    "Programme": 'Programme = "-"',
    "Phase": 'Phase = "-"',
    "Health": 'Health = "-"',
    "WaitingFor": 'WaitingFor = "-"',
    "NextDue": 'NextDue < "2000-01-01T00:00:00Z"',
    "Cycle": "Cycle = -1",
}
TYPES = {"NextDue": "Datetime", "Cycle": "Int"}
SEARCH_ATTRIBUTES = {name: TYPES.get(name, "Keyword") for name in PROBES}
PATIENCE = timedelta(seconds=5)
PAUSE = 0.5  # seconds between two checks
FORBIDDEN = (RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED)
BY_HAND = (
    "Temporal does not let this login change search attributes. Add these to the namespace another way, "
    "for example in the web UI of Temporal Cloud, then run this again: {}."
)


class SetupError(Exception):
    """Temporal could not be set up; the message says what to do."""


async def set_up(client: Client, retention_days: int, seconds: float, tell: Callable[[str], None]) -> None:
    """Create what is missing and wait until it can be used; change nothing if nothing is missing.

    Raises SetupError, and RPCError if Temporal is down.
    """
    try:
        async with asyncio.timeout(seconds):
            await _namespace(client, retention_days, tell)
            await _search_attributes(client, tell)
    except TimeoutError:
        raise SetupError(f"Temporal has not applied the changes after {seconds:g} seconds. Run this again.") from None


async def has_namespace(client: Client) -> bool:
    """Whether Temporal has our namespace; raises RPCError for any other failure."""
    try:
        await client.workflow_service.describe_namespace(
            DescribeNamespaceRequest(namespace=client.namespace), timeout=PATIENCE
        )
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def unknown_names(client: Client) -> list[str]:
    """Return the search attributes that Temporal does not have yet; raises RPCError for any other failure."""
    if await _is_known(client, " AND ".join(PROBES.values())):
        return []
    return [name for name, probe in PROBES.items() if not await _is_known(client, probe)]


async def _is_known(client: Client, probe: str) -> bool:
    try:
        await client.count_workflows(probe, rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            return False
        raise
    return True


async def _namespace(client: Client, retention_days: int, tell: Callable[[str], None]) -> None:
    if await has_namespace(client):
        tell(f"Namespace {client.namespace}: already there.")
        return
    retention = Duration(seconds=retention_days * 24 * 60 * 60)
    request = RegisterNamespaceRequest(namespace=client.namespace, workflow_execution_retention_period=retention)
    try:
        await client.workflow_service.register_namespace(request, timeout=PATIENCE)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:  # another process created it at the same time
            raise SetupError(f"Temporal did not create the namespace {client.namespace}: {error.message}") from None
    await _until(lambda: has_namespace(client))
    tell(f"Namespace {client.namespace}: created; ended workflows are kept for {retention_days} days.")


async def _search_attributes(client: Client, tell: Callable[[str], None]) -> None:
    missing = await _patiently(lambda: _missing(client))
    if missing:
        await _patiently(lambda: _add(client, missing))
    await _until(lambda: _patiently(lambda: _all_known(client)))
    for name, kind in SEARCH_ATTRIBUTES.items():
        tell(f"Search attribute {name} ({kind}): {'created' if name in missing else 'already there'}.")


async def _all_known(client: Client) -> bool:
    return not await unknown_names(client)


async def _missing(client: Client) -> list[str]:
    """Return the names to add; raises SetupError if one exists with another type."""
    request = ListSearchAttributesRequest(namespace=client.namespace)
    try:
        found = (await client.operator_service.list_search_attributes(request, timeout=PATIENCE)).custom_attributes
    except RPCError as error:
        if error.status not in FORBIDDEN:
            raise
        if not (missing := await unknown_names(client)):
            return []
        raise SetupError(BY_HAND.format(", ".join(f"{name} ({SEARCH_ATTRIBUTES[name]})" for name in missing))) from None
    for name, kind in SEARCH_ATTRIBUTES.items():
        if name in found and found[name] != _type(kind):
            raise SetupError(f"The search attribute {name} exists with another type; Rapport needs {kind}.")
    return [name for name in SEARCH_ATTRIBUTES if name not in found]


async def _add(client: Client, names: list[str]) -> None:
    types = {name: _type(SEARCH_ATTRIBUTES[name]) for name in names}
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=types)
    try:
        await client.operator_service.add_search_attributes(request, timeout=PATIENCE)
    except RPCError as error:
        if error.status in FORBIDDEN:
            raise SetupError(BY_HAND.format(", ".join(names))) from None
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


def _type(kind: str) -> IndexedValueType.ValueType:
    return IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")


async def _patiently(do: Callable[[], Awaitable[T]]) -> T:
    """Call `do` as soon as Temporal serves the namespace, which takes a moment after it was created."""
    while True:
        try:
            return await do()
        except RPCError as error:
            if not lacks_namespace(error):
                raise
        await asyncio.sleep(PAUSE)


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    while not await holds():  # noqa: ASYNC110  # Temporal sends no notification
        await asyncio.sleep(PAUSE)
