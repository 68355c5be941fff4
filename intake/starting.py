"""Start workflows: a mentorship is a row in Postgres first, and a workflow once Temporal takes it."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from intake.services import Services
from policy.card import card_of
from schemas.ids import TASK_QUEUE, workflow_id
from schemas.state import State
from store import queries
from store.pool import AWAY, sweeping, within
from workflows.search_attributes import attributes

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)
PAUSE = 3.0  # seconds between two passes
BATCH = 100
AT_ONCE = 8
YOUNG = 5.0  # seconds in which whoever took the request starts the workflow themselves
BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), UUID(int=0))


async def start(services: Services, state: State) -> bool:
    """Start a mentorship's workflow and note that it is; False when Temporal is away. Repeated, it starts none."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds() + 1):
            await _start(services, state)
    except WorkflowAlreadyStartedError:
        pass  # by an earlier try, and over by now
    except (RPCError, RuntimeError, OSError) as error:
        return _later(state, error)
    try:
        async with within(services.pool, state.organisation) as connection:
            await queries.mentorships.told(connection, id=state.mentorship)
    except AWAY as error:  # it is started; starting it again changes nothing
        return _later(state, error)
    return True


def _later(state: State, error: Exception) -> bool:
    log.warning("mentorship %s is kept and started later: %s", state.mentorship, type(error).__name__)
    return False


async def keep_starting(services: Services, pause: float = PAUSE) -> None:
    """Start what has not been started, again and again, until cancelled."""
    while True:
        try:
            await sweep(services)
        except Exception as error:  # whatever it was, the next pass must come
            log.warning("looking for unstarted mentorships failed, trying again soon: %s", type(error).__name__)
        await asyncio.sleep(pause)


async def sweep(services: Services, older_than: float = YOUNG) -> int:
    """Go once through all that is unstarted, as long as Temporal takes any; return how many were started."""
    started, after = 0, BEGINNING
    while True:
        before = started
        async with sweeping(services.pool) as connection:
            found = queries.mentorships.untold(
                connection, after_at=after[0], after_id=after[1], seconds=older_than, size=BATCH
            )
            rows = [row async for row in found]
        for few in (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE)):
            started += sum(await asyncio.gather(*(_start_kept(services, row) for row in few)))
        if len(rows) < BATCH or started == before:
            return started
        after = (rows[-1]["created_at"], rows[-1]["id"])


async def _start_kept(services: Services, row: asyncpg.Record) -> bool:
    async with within(services.pool, row["organisation_id"]) as connection:
        kept = await queries.mentorships.started(connection, id=row["id"])
    try:
        return bool(kept) and await start(services, State.model_validate(kept))
    except ValueError as error:  # one that cannot be read must not hold up the others
        log.error("mentorship %s cannot be started: %s", row["id"], type(error).__name__)
        return False


async def _start(services: Services, state: State) -> None:
    client = await services.temporal()
    await client.start_workflow(
        "Mentorship",
        state,
        id=workflow_id(state.mentorship),
        task_queue=TASK_QUEUE,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        search_attributes=attributes(state, card_of(state, state.started)),
        static_summary=f"Mentorship {str(state.mentorship)[:8]}, programme {str(state.programme)[:8]}",
        memo={"organisation": str(state.organisation), "programme": str(state.programme)},
        rpc_timeout=PATIENCE,
    )
