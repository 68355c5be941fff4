"""Start workflows: a mentorship is a row in Postgres first, and a workflow once Temporal accepts it."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from activities.state_row import show
from intake.condition import Cause, is_misconfigured
from intake.services import Services
from policy.card import card_of
from policy.editions import PRESENT
from policy.holding import with_hold, without_hold
from schemas.ids import TASK_QUEUE, workflow_id
from schemas.names import Phase
from schemas.state import State
from store import queries
from store.pool import AWAY, Connection, Pool, said, within, written
from workflows.search_attributes import attributes, memo_of

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)
FREED = "a hold is over, because Postgres has lost the concern behind it"


@dataclass(frozen=True)
class Start:
    """Whether a workflow runs, and if not, why; `trouble` is a sentence for operators."""

    cause: Cause | None = None
    trouble: str = ""

    def __bool__(self) -> bool:
        """Whether it is started."""
        return self.cause is None


async def start(services: Services, state: State) -> Start:
    """Start a mentorship's workflow and record that, or say why it starts later; a second call starts nothing."""
    try:
        await run(await services.temporal(), state, state.started)
    except WorkflowAlreadyStartedError:
        pass  # an earlier attempt started it, and it has ended
    except (RPCError, RuntimeError, OSError) as error:
        return _later(services, state, error)
    services.condition.take()
    try:
        told = f"{queries.walls.unhurried.sql} {said(queries.mentorships.told, state.mentorship)}"
        await written(services.pool, state.organisation, told)
    except AWAY as error:  # it has started; starting it again changes nothing
        return _later(services, state, error)
    return Start()


async def run(client: Client, state: State, now: datetime, anew: bool = False) -> None:
    """Start a mentorship's workflow from this state; `anew` terminates a run that is under way.

    Raises WorkflowAlreadyStartedError if it was closed before, unless `anew`; RPCError, RuntimeError or OSError
    if Temporal does not accept it.
    """
    policies: dict[str, Any] = {
        "id_reuse_policy": WorkflowIDReusePolicy.REJECT_DUPLICATE,
        "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
    }
    if anew:
        policies = {
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "id_conflict_policy": WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        }
    async with asyncio.timeout(PATIENCE.total_seconds() + 1):
        await client.start_workflow(
            "Mentorship",
            state,
            id=workflow_id(state.mentorship),
            task_queue=TASK_QUEUE,
            search_attributes=attributes(state, card_of(state, now)),
            static_summary=label(state),
            memo=memo_of(state),
            rpc_timeout=PATIENCE,
            **policies,
        )


def label(state: State) -> str:
    """Return a mentorship's name in lists of workflows; ids start alike, so their last characters are shown."""
    began = "search for a mentor" if state.phase is Phase.SEEKING else "given pair"
    return f"Mentorship …{str(state.mentorship)[-8:]} in programme …{str(state.programme)[-8:]} ({began})"


async def kept_state(connection: Connection, mentorship: UUID) -> State | None:
    """Return the state from which an open mentorship continues if its workflow is lost or stuck.

    It is without holds that were lifted meanwhile, or whose concern Postgres has lost: nobody could lift these. A hold
    that its workflow had forgotten, restored from an older copy, counts again until a contact decides.
    If a later release decided last, it was rolled back: the mentorship continues by the latest edition known here.
    Raises ValueError for a state that this release cannot read.
    """
    kept, now = await queries.intake.kept_state(connection, mentorship=mentorship), datetime.now(UTC)
    state = State.model_validate(kept) if kept else None
    if state and state.hold:
        async for row in queries.intake.lifted(connection, mentorship=mentorship):
            state = without_hold(state, row["hold"], row["ends"], now)
        async for row in queries.intake.lost_holds(connection, mentorship=mentorship):
            state = without_hold(state, row["hold"], ends=False, now=now)
    if state:
        async for row in queries.intake.forgotten_holds(connection, mentorship=mentorship):
            state = with_hold(state, row["hold"], now)
    return state and state.with_(edition=min(state.edition, PRESENT))


async def freed(pool: Pool, state: State) -> bool:
    """Whether a mentorship that continues from this state has lost a hold with its concern.

    Its row has the state at once, not only with the next step: on hold, none would come.
    """
    async with within(pool, state.organisation) as connection:
        lost = [row["hold"] async for row in queries.intake.lost_holds(connection, mentorship=state.mentorship)]
        await show(connection, state, datetime.now(UTC))
    return bool(lost)


def _later(services: Services, state: State, error: Exception) -> Start:
    if isinstance(error, RPCError) and is_misconfigured(error):
        trouble = services.condition.refuse(error)
        services.condition.keep(Cause.REFUSED)
        log.error("mentorship %s is saved and started later: %s", state.mentorship, trouble)
        return Start(Cause.REFUSED, trouble)
    why = error.status.name if isinstance(error, RPCError) else type(error).__name__
    log.warning("mentorship %s is saved and started later: %s", state.mentorship, why)
    return Start(Cause.AWAY)
