"""Renew running mentorships, so that an old policy edition can be retired, or a stuck run can continue."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.service import RPCError, RPCStatusCode

from intake.starting import freed, kept_state, run
from policy.editions import PRESENT
from schemas.ids import mentorship_of
from schemas.state import State
from store import queries
from store.pool import Pool, within
from store.troubles import TROUBLES, in_short

PATIENCE = timedelta(seconds=10)
AT_ONCE = 20  # runs asked at the same time, whatever the rate
TRIES = 3  # attempts at a workflow task after which a run counts as stuck; also attempts to start from Postgres
SETTLING = 0.5  # seconds for a gateway to save what the old run has just returned
NOT_ANSWERED = "no worker answered: does its version run? If so, repeat the command, or see --stuck"
RUNNING = 'WorkflowType = "Mentorship" AND ExecutionStatus = "Running"'
REPORTED = 'TemporalReportedProblems IN ("category=WorkflowTaskFailed", "category=WorkflowTaskTimedOut")'


@dataclass
class Tally:
    """How many runs were asked, with what results."""

    total: int = 0
    renewed: int = 0
    present: int = 0  # already decide by the current edition
    closed: int = 0  # ended, because Postgres has them as closed
    gone: int = 0  # ended or continued as new meanwhile
    freed: list[str] = field(default_factory=list)  # have lost a hold with its concern
    failed: dict[str, str] = field(default_factory=dict)  # the reason, by workflow id

    @property
    def asked(self) -> int:
        """How many runs are finished."""
        return self.renewed + self.present + self.closed + self.gone + len(self.failed)


async def running(client: Client, before: datetime | None = None) -> list[WorkflowExecution]:
    """Return the running mentorships' runs; with `before`, only those started before that time."""
    begun = f' AND StartTime < "{before.isoformat()}"' if before else ""
    return [one async for one in client.list_workflows(RUNNING + begun, rpc_timeout=PATIENCE)]


async def older_than(pool: Pool, runs: list[WorkflowExecution], edition: int) -> list[WorkflowExecution]:
    """Return the runs that used an edition before this one when their state was last saved in Postgres."""
    ids: dict[UUID, list[UUID]] = defaultdict(list)
    for one in runs:
        if (id := mentorship_of(one.id)) and (organisation := await _organisation(one)):
            ids[organisation].append(id)
    old: set[UUID | None] = set()
    for organisation, lying in ids.items():
        async with within(pool, organisation) as connection:
            found = queries.intake.of_older_editions(connection, ids=lying, edition=edition)
            old |= {row["mentorship"] async for row in found}
    return [one for one in runs if mentorship_of(one.id) in old]


async def renew(client: Client, runs: list[WorkflowExecution], rate: float, progress: Callable[[Tally], None]) -> Tally:
    """Ask each run to continue as new, `rate` runs a second; those that use the current edition refuse.

    Safe to repeat: a run that was renewed refuses.
    """
    tally, call = Tally(total=len(runs)), uuid4()

    async def ask(one: WorkflowExecution) -> None:
        handle = client.get_workflow_handle(one.id, run_id=one.run_id)
        begins: bool = await handle.execute_update(
            "renew", id=f"renew/{call}/{one.run_id}", result_type=bool, rpc_timeout=PATIENCE
        )
        tally.renewed += begins
        tally.present += not begins

    await _each(runs, ask, tally, rate, progress)
    return tally


async def restart(
    client: Client, pool: Pool, runs: list[WorkflowExecution], rate: float, progress: Callable[[Tally], None]
) -> Tally:
    """Replace each run by a new one from the state in Postgres, `rate` runs a second.

    A run whose mentorship is closed in Postgres has lost its end. It is terminated, or it would write to people again.
    """
    tally = Tally(total=len(runs))

    async def start_again(one: WorkflowExecution) -> None:
        if await _is_closed(pool, one):
            await client.get_workflow_handle(one.id, run_id=one.run_id).terminate("closed in Postgres")
            tally.closed += 1
        elif why := await _start_again(client, pool, one, tally):
            tally.failed[one.id] = why
        else:
            tally.renewed += 1

    await _each(runs, start_again, tally, rate, progress)
    return tally


async def _start_again(client: Client, pool: Pool, one: WorkflowExecution, tally: Tally) -> str:
    """Start one from the state in Postgres, again if the old run took an answer meanwhile; return why it failed."""
    state = await _kept(pool, one)
    for _ in range(TRIES):
        if state is None:
            return await _unknown(pool, one)
        await run(client, state.with_(edition=PRESENT), datetime.now(UTC), anew=True)
        await asyncio.sleep(SETTLING)
        now = await _kept(pool, one)
        if now is None or now.revision <= state.revision:
            tally.freed += [one.id] if await freed(pool, state) else []
            return ""
        state = now
    return "it keeps changing; try again"


async def stuck(client: Client, runs: list[WorkflowExecution]) -> list[WorkflowExecution]:
    """Return the runs whose workflow task keeps failing, and those that would fail when they wake.

    The latter use an edition that this release does not have: a release that had it was rolled back.
    """
    reported = await _reported(client)
    places = asyncio.Semaphore(AT_ONCE)

    async def is_stuck(one: WorkflowExecution) -> bool:
        if one.run_id in reported or await _edition(one) > PRESENT:
            return True
        if reported:
            return False
        async with places:
            return await _fails(client, one)

    fails = await asyncio.gather(*map(is_stuck, runs))
    return [one for one, fail in zip(runs, fails, strict=True) if fail]


async def _reported(client: Client) -> set[str]:
    """Return the runs that Temporal itself reports as stuck; none if it has no such list."""
    try:
        found = client.list_workflows(f"{RUNNING} AND {REPORTED}", rpc_timeout=PATIENCE)
        return {one.run_id async for one in found}
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            return set()
        raise


async def _fails(client: Client, one: WorkflowExecution) -> bool:
    try:
        described = await client.get_workflow_handle(one.id, run_id=one.run_id).describe(rpc_timeout=PATIENCE)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    return described.raw_description.pending_workflow_task.attempt >= TRIES


async def _kept(pool: Pool, one: WorkflowExecution) -> State | None:
    id, organisation = mentorship_of(one.id), await _organisation(one)
    if id is None or organisation is None:
        return None
    async with within(pool, organisation) as connection:
        return await kept_state(connection, id)


async def _unknown(pool: Pool, one: WorkflowExecution) -> str:
    """Return why there is no state to start from; a run of another Rapport must not be ended."""
    if organisation := await _organisation(one):
        async with within(pool, organisation) as connection:
            if not await queries.intake.has_organisation(connection, id=organisation):
                return f"Postgres has no organisation {organisation}; does another Rapport use this namespace?"
    return "Postgres has no mentorship with this id"


async def _is_closed(pool: Pool, one: WorkflowExecution) -> bool:
    id, organisation = mentorship_of(one.id), await _organisation(one)
    if id is None or organisation is None:
        return False
    async with within(pool, organisation) as connection:
        standing = await queries.intake.standing(connection, mentorship=id)
        return bool(standing and standing["closed"])


async def _edition(one: WorkflowExecution) -> int:
    return int((await one.memo()).get("edition", PRESENT))


async def _organisation(one: WorkflowExecution) -> UUID | None:
    memo = await one.memo()
    return UUID(memo["organisation"]) if "organisation" in memo else None


async def _each(
    runs: list[WorkflowExecution],
    do: Callable[[WorkflowExecution], Awaitable[None]],
    tally: Tally,
    rate: float,
    progress: Callable[[Tally], None],
) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def one_of(one: WorkflowExecution) -> None:
        try:
            await _counted(do, one, tally)
        finally:
            places.release()
            progress(tally)

    async with asyncio.TaskGroup() as group:
        async for one in _paced(runs, rate):
            await places.acquire()
            group.create_task(one_of(one))


async def _counted(do: Callable[[WorkflowExecution], Awaitable[None]], one: WorkflowExecution, tally: Tally) -> None:
    """Call `do` for a run, and count the result if it did not succeed."""
    try:
        await do(one)
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        tally.failed[one.id] = NOT_ANSWERED
    except WorkflowUpdateFailedError as error:
        tally.failed[one.id] = f"the run refused: {error.cause}"
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            tally.gone += 1
        else:
            tally.failed[one.id] = f"{error.status.name}: {error.message}"
    except (*TROUBLES, RuntimeError) as error:
        tally.failed[one.id] = in_short(error)


async def _paced(runs: list[WorkflowExecution], rate: float) -> AsyncIterator[WorkflowExecution]:
    clock = asyncio.get_running_loop().time
    begun = clock()
    for number, one in enumerate(runs):
        await asyncio.sleep(max(0.0, begun + number / rate - clock()))
        yield one
