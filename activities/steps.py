"""The activity of a mentorship: take a step; and ask whether one that was stopped has been taken.

It writes the step's letters, links, timeline row and state in one transaction, sends the letters and
returns what it found. Its business key is (mentorship, step, person): if repeated, it sends nothing twice.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.attempts import Clock, heartbeats, to_the_end
from activities.choosing import found_for, with_candidate
from activities.deciding import decide, key_of, look
from activities.failures import reported
from activities.letter_data import LetterData, reminds_on
from activities.letter_names import outdated_letters
from activities.letter_rows import LetterRow, Writer, by_postgres, columns
from activities.outbox import Outbox, Settled
from activities.state_row import only_places_of, show, state_row
from activities.step_outcomes import Mails, outcome_of
from letters.links import Links
from policy.delivery import outdated_for
from policy.lifecycle import addressee, after
from policy.places import places_kept
from schemas.messages import Order, StepOutcome
from schemas.names import MailState, Phase, Role, StepKind, StepResult
from schemas.state import State
from store import queries
from store.pool import AWAY, Connection, Pool, said, within

log = logging.getLogger(__name__)

WAITING = (MailState.RENDERED, MailState.DEFERRED)
WITH_SEAT = (StepKind.REQUEST, StepKind.AGREEMENT)
WITHOUT_SEAT = (StepKind.NO_MENTOR, StepKind.PLACE_TAKEN)


@dataclass(frozen=True)
class Written:
    """A step that is committed: its letters, and the state that was written with it."""

    data: LetterData
    mails: Mails
    again: bool  # an earlier attempt had written it


@dataclass(frozen=True)
class Steps:
    """Takes steps, with the connections and settings that this needs."""

    pool: Pool
    outbox: Outbox
    links: Links
    domain: str

    @activity.defn
    async def take_step(self, order: Order) -> StepOutcome:
        """Take one step, or say why not; raises UnknownMentorship if Postgres has no such row, or a closed one."""
        clock = Clock(order.now)
        async with heartbeats(), reported(self.pool, order):
            return await to_the_end(self._take(order, clock))

    @activity.defn
    async def outcome_of_step(self, order: Order) -> StepOutcome | None:
        """Return the outcome of a step that an earlier attempt has committed, or None; the sweeper sends its letters.

        It fails, and is tried again, only while Postgres is away: a fault in the step holds up nobody's answer.
        """
        try:
            written = await self._written(order)
            return await self._settled(written, []) if written else None
        except AWAY as error:
            raise ApplicationError("Postgres is away", type=type(error).__name__) from None
        except Exception as error:
            log.error("step %s of %s may be taken: %s", order.step.key, order.state.mentorship, type(error).__name__)
            return None

    async def _written(self, order: Order) -> Written | None:
        lock = said(queries.steps.lock, order.state.mentorship)
        async with within(self.pool, order.state.organisation, lock) as connection:
            if not await queries.steps.is_recorded(connection, **key_of(order)):
                return None
            data = await look(connection, (await with_candidate(connection, order)).order)
            return Written(data, await _mails_of(connection, order), again=True)

    async def _take(self, order: Order, clock: Clock) -> StepOutcome:
        lock = said(queries.steps.lock, order.state.mentorship)
        async with within(self.pool, order.state.organisation, lock) as connection:
            written = await self._write(connection, order.with_(now=clock.now()))
        return written if isinstance(written, StepOutcome) else await self._send(written)

    async def _write(self, connection: Connection, order: Order) -> Written | StepOutcome:
        """Check whether a step is still right, given what Postgres knows, and write all of it or nothing."""
        data, refused = await decide(connection, order)
        if data.row["recorded"]:
            return Written(data, await _mails_of(connection, order), again=True)
        if refused:
            return await _put_off(connection, data, refused.with_(at=order.now, found=found_for(data.order)))
        writer = Writer(self.links, self.outbox.sender, self.domain)
        letters = [writer.row(role, data) for role in order.step.to if role in data.people]
        await _keep(connection, data, letters)
        return Written(data, {row.role: (row.id, row.state) for row in letters}, again=False)

    async def _send(self, written: Written) -> StepOutcome:
        """Send the letters, and settle what became of them."""
        return await self._settled(written, await self._hand_over(written))

    async def _settled(self, written: Written, sent: list[Settled]) -> StepOutcome:
        """Return the outcome, and write the state again if it differs from what was expected."""
        order = written.data.order
        outcome = outcome_of(written.data, written.mails, sent)
        state = after(order.state, order.step, outcome, order.now)
        if written.again or state != written.data.after:
            await self._show(state, order.now)
        return outcome

    async def _show(self, state: State, at: datetime) -> None:
        """Write the state again; if Postgres is down, the next step or answer writes it: this step is taken."""
        try:
            async with within(self.pool, state.organisation) as connection:
                await show(connection, state, at)
        except AWAY as error:
            log.warning("the state of %s is written later: %s", state.mentorship, type(error).__name__)

    async def _hand_over(self, written: Written) -> list[Settled]:
        """Try to send now; if Postgres goes down meanwhile, the letters stay queued for the sweeper."""
        waiting = [id for id, state in written.mails.values() if state in WAITING]
        if not waiting:
            return []
        try:
            return await self.outbox.hand_over(written.data.order.state.organisation, waiting)
        except AWAY as error:
            log.warning("letters of %s are sent later: %s", written.data.order.state.mentorship, type(error).__name__)
            return []


async def _put_off(connection: Connection, data: LetterData, refused: StepOutcome) -> StepOutcome:
    """Write the state after a step that is not taken, so that everybody sees why it comes later, and when."""
    order = data.order
    state = after(order.state, order.step, refused, order.now)
    is_found = refused.found is not None and refused.result is not StepResult.ANSWER_PENDING
    if state != order.state or is_found:  # whom the order knows already, but not the row
        await show(connection, state, order.now)
    return refused


async def _keep(connection: Connection, data: LetterData, letters: list[LetterRow]) -> None:
    """Write a step with its letters, and release the places that are no longer needed."""
    order, step = data.order, data.order.step
    await queries.steps.write(
        connection,
        **state_row(data.after, order.now),
        **columns(letters),
        organisation=order.state.organisation,
        step=step.key,
        kind=step.kind,
        outdated=outdated_letters(step, order.state),
        readers=list(outdated_for(step)),
        at=order.now,
        reason=step.reason,
        facts={"to": list(step.to), "undelivered": data.row["undelivered"] or []},
        **only_places_of(_places_kept(data)),
    )
    if day := reminds_on(data):
        pair = {"mentorship": order.state.mentorship, "organisation": order.state.organisation}
        await queries.in_touch.promise(connection, **pair, due_at=by_postgres(day, data))


def _places_kept(data: LetterData) -> tuple[UUID, ...] | None:
    """Return the mentors whose places a mentorship keeps with a step; None if the step changes nothing about them."""
    order, step = data.order, data.order.step
    if data.after.phase is Phase.CLOSED or step.kind in WITHOUT_SEAT:
        return ()
    mentor = addressee(order.state, step)
    return (mentor,) if step.kind in WITH_SEAT and mentor else places_kept(data.after, order.now)


async def _mails_of(connection: Connection, order: Order) -> Mails:
    rows = [row async for row in queries.outbox.of_step(connection, **key_of(order))]
    return {Role(row["role"]): (row["id"], MailState(row["state"])) for row in rows}
