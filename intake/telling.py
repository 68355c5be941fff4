"""Send saved answers to workflows: each is an Update whose id is the row's id, so it takes effect once."""

import asyncio
import logging
from datetime import timedelta
from typing import Literal
from uuid import UUID

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.state_row import show
from intake.answers import Kept, NewAnswer, drafted_version, record
from intake.condition import LASTING, LONGEST, Cause, is_misconfigured
from intake.idempotency import Once
from intake.refusals import refusal
from intake.services import Services
from schemas.failures import Failure
from schemas.ids import workflow_id
from schemas.messages import Receipt
from schemas.value import Value
from store import queries
from store.literals import filled
from store.pool import AWAY, within

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)
NOTED = "Your answer is saved. We will act on it shortly; there is no need to send it again."
OVERTAKEN = "AcceptedUpdateCompletedWorkflow"  # the run continued as new before it answered; the next run is asked


class Told(Value):
    """The result of an answer, with one sentence for the person who gave it.

    `cause` says why it is saved but not sent yet. `trouble` is a sentence for operators if they must do something.
    `replayed` says that the same request came with the same key before.
    """

    answer_id: UUID
    state: Literal["told", "noted", "refused"]
    says: str
    refused: str | None = None
    cause: Cause | None = None
    trouble: str = ""
    replayed: bool = False


async def say(services: Services, organisation: UUID, answer: NewAnswer, once: Once | None = None) -> Told:
    """Save an answer, then send it to the workflow; if that is unreachable, the answer is sent later.

    Raises KeyReused if the key was used for another request.
    """
    kept, untold = await record(services.pool, organisation, answer, once)
    told = {one.answer_id: one for one in await tell_all(services, organisation, untold)}
    return (told.get(kept.id) or standing_of(kept)).model_copy(update={"replayed": kept.replayed})


async def tell_all(services: Services, organisation: UUID, untold: list[Kept]) -> list[Told]:
    """Send one mentorship's answers in the order in which they were given; stop if the workflow is unreachable.

    An answer that fails for this workflow alone blocks later ones at the same link, or of the same role without
    a link, because the last one must count. It blocks no others.
    """
    told: list[Told] = []
    held: set[UUID | str] = set()
    for kept in untold:
        place = kept.link or kept.role
        if place in held:
            continue
        told.append(await tell(services, organisation, kept))
        if told[-1].cause in (Cause.FAILED, Cause.UNREADABLE):
            held.add(place)
        elif told[-1].state == "noted":
            break
    return told


async def tell(services: Services, organisation: UUID, kept: Kept) -> Told:
    """Send one answer and save the workflow's reply; concurrent callers for the same answer share one Update.

    It continues even if its caller has disconnected.
    """
    telling: asyncio.Task[Told] | None = services.telling.get(kept.id)
    if telling is None:
        telling = services.telling[kept.id] = asyncio.create_task(_tell(services, organisation, kept))
        telling.add_done_callback(lambda _: services.telling.pop(kept.id, None))
    return await asyncio.shield(telling)


async def _tell(services: Services, organisation: UUID, kept: Kept) -> Told:
    """Send one answer; if Postgres goes down meanwhile, it is sent again later as the same Update."""
    try:
        return await _told(services, organisation, kept)
    except AWAY as error:
        return _noted(services, kept, Cause.AWAY, f"Postgres: {type(error).__name__}")


async def _told(services: Services, organisation: UUID, kept: Kept) -> Told:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds() + 1):
            receipt = await _send(services, kept)
    except WorkflowUpdateFailedError as error:
        return await _failed(services, organisation, kept, error)
    except RPCError as error:
        return await _unreached(services, organisation, kept, error)
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        return _noted(services, kept, Cause.SILENT, "Temporal or its workers did not answer in time")
    except (RuntimeError, OSError) as error:
        return _noted(services, kept, Cause.AWAY, type(error).__name__)
    except ValueError as error:
        return _noted(services, kept, Cause.UNREADABLE, type(error).__name__)
    return await _taken(services, organisation, kept, receipt)


async def _unreached(services: Services, organisation: UUID, kept: Kept, error: RPCError) -> Told:
    if is_misconfigured(error):
        trouble = services.condition.refuse(error)
        return _noted(services, kept, Cause.REFUSED, trouble).model_copy(update={"trouble": trouble})
    if error.status is RPCStatusCode.NOT_FOUND:
        return await _missing(services, organisation, kept)
    silent = error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
    return _noted(services, kept, Cause.SILENT if silent else Cause.AWAY, error.status.name)


def standing_of(kept: Kept) -> Told:
    """Return the result of an answer as recorded in its row."""
    if kept.refused:
        says = refusal(kept.refused, kept.role, kept.kind, another=kept.receipt)
        return Told(answer_id=kept.id, state="refused", says=says, refused=kept.refused)
    if kept.told_at is None:
        return Told(answer_id=kept.id, state="noted", says=NOTED)
    return Told(answer_id=kept.id, state="told", says=kept.receipt or "")


async def _send(services: Services, kept: Kept) -> Receipt:
    client = await services.temporal()
    handle = client.get_workflow_handle(workflow_id(kept.mentorship))
    name, said = ("news", kept.news) if kept.news else (str(kept.kind), kept.answer)
    receipt: Receipt = await handle.execute_update(
        name, said, id=str(kept.id), result_type=Receipt, rpc_timeout=PATIENCE
    )
    return receipt


async def _taken(services: Services, organisation: UUID, kept: Kept, receipt: Receipt) -> Told:
    """Record that the workflow has taken an answer; if a crash loses this, the same Update returns the same."""
    services.condition.take()
    settled = filled(queries.answers.settle.sql, receipt.says, None, kept.id)
    async with within(services.pool, organisation, f"{queries.walls.unhurried.sql} {settled}") as connection:
        await show(connection, receipt.state, receipt.at)
    return Told(answer_id=kept.id, state="told", says=receipt.says)


async def _failed(services: Services, organisation: UUID, kept: Kept, error: WorkflowUpdateFailedError) -> Told:
    """Settle an answer that the policy refused; any other failure is a bug, and the answer is sent again."""
    code = _code(error)
    if code == OVERTAKEN:
        return _noted(services, kept, Cause.OVERTAKEN, "the run continued as new meanwhile")
    if code not in set(Failure):
        return _noted(services, kept, Cause.FAILED, f"the workflow failed with {code[:LONGEST]}")
    return await _refused(services, organisation, kept, code, _standing(error))


async def _refused(
    services: Services, organisation: UUID, kept: Kept, code: str, standing: Receipt | None = None
) -> Told:
    """Settle a refused answer; save the workflow's state, which is newer if Postgres has lost its last moments."""
    async with within(services.pool, organisation) as connection:
        if not await queries.answers.settle(connection, id=kept.id, receipt=None, refused=code):
            return standing_of(Kept(**await queries.answers.one(connection, id=kept.id)))
        if version := drafted_version(kept):
            await queries.answers.withdraw_draft(connection, mentorship=kept.mentorship, version=version)
        if standing:
            await show(connection, standing.state, standing.at)
    return Told(answer_id=kept.id, state="refused", says=refusal(code, kept.role, kept.kind), refused=code)


async def _missing(services: Services, organisation: UUID, kept: Kept) -> Told:
    """There is no such workflow: refuse the answer only if the mentorship is closed in Postgres."""
    async with within(services.pool, organisation) as connection:
        now = Kept(**await queries.answers.one(connection, id=kept.id))
        if now.told_at:
            return standing_of(now)
        standing = await queries.intake.standing(connection, mentorship=kept.mentorship)
        if standing["started"] and not standing["closed"]:
            await queries.intake.mark_missing(
                connection, mentorship=kept.mentorship, organisation=organisation, seconds=0.0
            )
    if standing["closed"]:
        return await _refused(services, organisation, kept, Failure.CLOSED)
    if not standing["started"]:
        return _noted(services, kept, Cause.UNSTARTED, "its workflow has not started yet")
    return _noted(services, kept, Cause.MISSING, f"Temporal has no workflow for mentorship {kept.mentorship}")


def _noted(services: Services, kept: Kept, cause: Cause, why: str) -> Told:
    services.condition.keep(cause)
    level = logging.ERROR if cause in LASTING else logging.WARNING
    log.log(level, "answer %s is saved and sent later: %s", kept.id, why)
    return Told(answer_id=kept.id, state="noted", says=NOTED, cause=cause)


def _code(error: WorkflowUpdateFailedError) -> str:
    cause = error.cause
    return (cause.type if isinstance(cause, ApplicationError) else None) or "Unknown"


def _standing(error: WorkflowUpdateFailedError) -> Receipt | None:
    """Return the state that came with a refusal; None from a worker of an earlier release, or if it is unreadable."""
    details = error.cause.details if isinstance(error.cause, ApplicationError) else ()
    try:
        return Receipt.model_validate(details[0]) if details else None
    except ValueError:
        return None
