"""Tell workflows what was recorded: each answer is an Update whose id is the row's id, taken once by meaning."""

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
OVERTAKEN = "AcceptedUpdateCompletedWorkflow"  # the run went on before it could answer; the next run is asked again


class Told(Value):
    """What became of an answer, with one sentence for whoever gave it.

    `cause` says why it is only noted. `trouble` is a sentence for operators, where they must do something.
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
    """Keep an answer, then tell the workflow; when it is away the answer is noted, and told later.

    Raises KeyReused where a key came with another request before.
    """
    kept, untold = await record(services.pool, organisation, answer, once)
    told = {one.answer_id: one for one in await tell_all(services, organisation, untold)}
    return (told.get(kept.id) or standing_of(kept)).model_copy(update={"replayed": kept.replayed})


async def tell_all(services: Services, organisation: UUID, untold: list[Kept]) -> list[Told]:
    """Tell one mentorship's answers in the order in which they were said; stop where the workflow is away.

    An answer that only this one workflow cannot take holds up those of the same link, or of the same role without
    a link: the last one said must hold. It holds up no others.
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
    """Tell one answer and keep what the workflow said to it; many who ask at once share one telling.

    It goes on when whoever asked for it has hung up.
    """
    telling: asyncio.Task[Told] | None = services.telling.get(kept.id)
    if telling is None:
        telling = services.telling[kept.id] = asyncio.create_task(_tell(services, organisation, kept))
        telling.add_done_callback(lambda _: services.telling.pop(kept.id, None))
    return await asyncio.shield(telling)


async def _tell(services: Services, organisation: UUID, kept: Kept) -> Told:
    """Tell one answer; should Postgres be lost meanwhile, it is told once more later, as the same Update."""
    try:
        return await _told(services, organisation, kept)
    except AWAY as error:
        return _noted(services, kept, Cause.AWAY, f"Postgres: {type(error).__name__}")


async def _told(services: Services, organisation: UUID, kept: Kept) -> Told:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds() + 1):
            receipt = await _send(services, kept)
    except WorkflowUpdateFailedError as error:
        return await _failed(services, organisation, kept, _code(error))
    except RPCError as error:
        return await _unreached(services, organisation, kept, error)
    except (WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        return _noted(services, kept, Cause.SILENT, "no worker has answered in time")
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
    """Return what became of an answer by what its row says."""
    if kept.refused:
        return Told(
            answer_id=kept.id, state="refused", says=refusal(kept.refused, kept.role, kept.kind), refused=kept.refused
        )
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
    """Write down that the workflow has taken an answer; lost in a crash, it is told again and says the same."""
    services.condition.take()
    settled = filled(queries.answers.settle.sql, receipt.says, None, kept.id)
    async with within(services.pool, organisation, f"{queries.walls.unhurried.sql} {settled}") as connection:
        await show(connection, receipt.state, receipt.at)
    return Told(answer_id=kept.id, state="told", says=receipt.says)


async def _failed(services: Services, organisation: UUID, kept: Kept, code: str) -> Told:
    """Settle an answer that policy refused; any other failure is ours, and the answer is told again."""
    if code == OVERTAKEN:
        return _noted(services, kept, Cause.OVERTAKEN, "the run began anew meanwhile")
    if code not in set(Failure):
        return _noted(services, kept, Cause.FAILED, f"the workflow failed with {code[:LONGEST]}")
    return await _refused(services, organisation, kept, code)


async def _refused(services: Services, organisation: UUID, kept: Kept, code: str) -> Told:
    async with within(services.pool, organisation) as connection:
        if not await queries.answers.settle(connection, id=kept.id, receipt=None, refused=code):
            return standing_of(Kept(**await queries.answers.one(connection, id=kept.id)))
        if "terms" in kept.words:
            version = drafted_version(kept.step)
            await queries.answers.withdraw_draft(connection, mentorship=kept.mentorship, version=version)
    return Told(answer_id=kept.id, state="refused", says=refusal(code, kept.role, kept.kind), refused=code)


async def _missing(services: Services, organisation: UUID, kept: Kept) -> Told:
    """No such workflow: only where Postgres has the mentorship as closed is the answer refused."""
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
        return _noted(services, kept, Cause.UNSTARTED, "its workflow is not started yet")
    return _noted(services, kept, Cause.MISSING, f"Temporal has no workflow of mentorship {kept.mentorship}")


def _noted(services: Services, kept: Kept, cause: Cause, why: str) -> Told:
    services.condition.keep(cause)
    level = logging.ERROR if cause in LASTING else logging.WARNING
    log.log(level, "answer %s is kept and told later: %s", kept.id, why)
    return Told(answer_id=kept.id, state="noted", says=NOTED, cause=cause)


def _code(error: WorkflowUpdateFailedError) -> str:
    cause = error.cause
    return (cause.type if isinstance(cause, ApplicationError) else None) or "Unknown"
