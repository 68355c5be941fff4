"""Reconcile Postgres and Temporal after a workflow was stopped from outside, or after Temporal lost it.

Stopped: the mentorship is closed in Postgres too, so that its mentee can start another one. Lost: the workflow is
started again from the state in Postgres, once it was found missing twice, a minute apart.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.sweeper import rest
from intake.condition import is_misconfigured, lacks_namespace
from intake.services import Services
from intake.starting import FREED, freed, kept_state, run
from schemas.ids import mentorship_of, workflow_id
from schemas.names import StepKind
from schemas.reason import Reason, ReasonCode
from schemas.state import State
from schemas.step_key import StepKey
from schemas.value import Value
from store import queries
from store.pool import AWAY, sweeping, within

log = logging.getLogger(__name__)

PAUSE = 20.0  # seconds between two passes
SECOND_LOOK = 60.0  # seconds a workflow must be missing before it is started again
LOOK_BACK = timedelta(days=30)  # how far back a process's first pass looks for ended workflows
OVERLAP = timedelta(minutes=2)  # each later pass overlaps the one before: searches lag behind
SETTLED = timedelta(seconds=5)  # whoever saw a workflow end this recently may still be recording it
PAGE, LARGE_PAGE = 50, 1000  # mentorships checked in one pass; more when Temporal runs too few workflows
AT_ONCE = 8
PATIENCE = timedelta(seconds=5)
ENDED = ("Terminated", "Failed", "TimedOut", "Canceled", "Completed")
NOBODY = UUID(int=0)


class Suspect(Value):
    """An open mentorship whose workflow may be gone."""

    mentorship: UUID
    organisation: UUID


@dataclass
class Reconciler:
    """Checks mentorships that are open in Postgres, pass by pass; remembers how far it got."""

    services: Services
    second_look: float = SECOND_LOOK
    settled: timedelta = SETTLED
    since: datetime | None = None
    after: UUID = NOBODY
    closed: int = 0
    restarted: int = 0
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def keep_on(self, stop: asyncio.Event) -> None:
        """Make pass after pass until `stop` is set."""
        while not stop.is_set():
            try:
                await self.go_through()
            except (RPCError, RuntimeError, *AWAY) as error:  # an outage: nothing was changed
                log.info("looking for lost workflows failed, will be retried: %s", type(error).__name__)
            except Exception as error:
                log.error("looking for lost workflows failed: %s", type(error).__name__)
            await rest(stop, PAUSE)

    async def go_through(self) -> None:
        """Make one pass; raises RPCError, RuntimeError or one of AWAY while Temporal or Postgres is down."""
        client, now = await self.services.temporal(), datetime.now(UTC)
        ended = await self._ended(client, self.since or now - LOOK_BACK)
        suspects = {one.mentorship: one for one in [*ended, *await self._marked(), *await self._page(client)]}
        await asyncio.gather(*(self._look(client, one, now) for one in suspects.values()))
        self.since = now - OVERLAP

    async def _ended(self, client: Client, since: datetime) -> list[Suspect]:
        """Return open mentorships whose workflow has ended recently."""
        states = ", ".join(f'"{one}"' for one in ENDED)
        search = f'WorkflowType = "Mentorship" AND ExecutionStatus IN ({states}) AND CloseTime > "{since.isoformat()}"'
        found = [one.id async for one in client.list_workflows(search, rpc_timeout=PATIENCE)]
        return await self._open(filter(None, map(mentorship_of, found)))

    async def _open(self, ids: Iterable[UUID]) -> list[Suspect]:
        async with sweeping(self.services.pool) as connection:
            rows = queries.intake.open_among(connection, ids=list(ids))
            return [Suspect.model_validate(dict(row)) async for row in rows]

    async def _marked(self) -> list[Suspect]:
        async with sweeping(self.services.pool) as connection:
            rows = queries.intake.missing(connection, size=LARGE_PAGE)
            return [Suspect.model_validate(dict(row)) async for row in rows]

    async def _page(self, client: Client) -> Sequence[Suspect]:
        """Return the next few open mentorships; many if Temporal runs fewer workflows than Postgres has open."""
        search = 'WorkflowType = "Mentorship" AND ExecutionStatus = "Running"'
        running = (await client.count_workflows(search, rpc_timeout=PATIENCE)).count
        async with sweeping(self.services.pool) as connection:
            size = PAGE if running >= await queries.intake.count_under_way(connection) else LARGE_PAGE
            rows = queries.intake.under_way(connection, after=self.after, size=size)
            page = [Suspect.model_validate(dict(row)) async for row in rows]
        self.after = page[-1].mentorship if len(page) == size else NOBODY
        return page

    async def _look(self, client: Client, suspect: Suspect, now: datetime) -> None:
        """Check the latest run of a mentorship's workflow, and do what is needed."""
        async with self._places:
            try:
                handle = client.get_workflow_handle(workflow_id(suspect.mentorship))
                described = await handle.describe(rpc_timeout=PATIENCE)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND or lacks_namespace(error):
                    raise
                await self._miss(client, suspect, now)
                return
            if described.status is WorkflowExecutionStatus.RUNNING:
                async with within(self.services.pool, suspect.organisation) as connection:
                    await queries.intake.found(connection, mentorship=suspect.mentorship)
            elif described.close_time and described.close_time <= now - self.settled:
                await self._close(client, suspect, described)

    async def _close(self, client: Client, suspect: Suspect, described: WorkflowExecutionDescription) -> None:
        outcome, had_ended = None, described.status is WorkflowExecutionStatus.COMPLETED
        if had_ended:
            handle = client.get_workflow_handle(described.id, run_id=described.run_id)
            outcome = await handle.result(follow_runs=False, rpc_timeout=PATIENCE)
        async with within(self.services.pool, suspect.organisation) as connection:
            if not await queries.intake.end(connection, mentorship=suspect.mentorship, outcome=outcome):
                return
            await queries.intake.found(connection, mentorship=suspect.mentorship)
            await queries.seats.keep_only(connection, mentorship=suspect.mentorship, mentor=None)
            await queries.intake.record_end(
                connection,
                mentorship=suspect.mentorship,
                organisation=suspect.organisation,
                step=StepKey.of(StepKind.STOPPED, 1),
                kind=StepKind.STOPPED,
                at=described.close_time,
                reason=Reason(code=ReasonCode.END_LOST if had_ended else ReasonCode.STOPPED),
            )
        self.closed += 1
        stopped = f"was stopped from outside ({described.status.name.lower() if described.status else 'closed'})"
        how = "had ended, and Postgres had lost that" if had_ended else stopped
        log.warning("mentorship %s is closed: its workflow %s", suspect.mentorship, how)

    async def _miss(self, client: Client, suspect: Suspect, now: datetime) -> None:
        """Note that a workflow is missing; start it again if that was noted long enough ago."""
        async with within(self.services.pool, suspect.organisation) as connection:
            again = await queries.intake.mark_missing(
                connection,
                mentorship=suspect.mentorship,
                organisation=suspect.organisation,
                seconds=self.second_look,
            )
            try:
                state = await kept_state(connection, suspect.mentorship) if again else None
            except ValueError as error:  # of a later release; it must not block the others
                log.error("mentorship %s cannot continue: %s", suspect.mentorship, type(error).__name__)
                return
        if not again:
            log.error("Temporal has no workflow for mentorship %s, which is open", suspect.mentorship)
        elif state:
            await self._restart(client, suspect, state, now)

    async def _restart(self, client: Client, suspect: Suspect, state: State, now: datetime) -> None:
        try:
            await run(client, state, now)
        except WorkflowAlreadyStartedError:
            return  # it is there after all, and has ended; the next pass sees it
        except RPCError as error:
            if is_misconfigured(error):
                log.error(
                    "mentorship %s cannot continue: %s", suspect.mentorship, self.services.condition.refuse(error)
                )
                return
            raise
        async with within(self.services.pool, suspect.organisation) as connection:
            await queries.intake.found(connection, mentorship=suspect.mentorship)
        self.services.condition.take()
        self.restarted += 1
        log.warning("mentorship %s continues from the state in Postgres: Temporal had lost it", suspect.mentorship)
        if await freed(self.services.pool, state):
            log.warning("mentorship %s: %s", suspect.mentorship, FREED)
