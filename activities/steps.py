"""The one activity: take a step.

It writes the step's letters, links, timeline row and state in one transaction, sends the letters and
returns what it found. Its business key is (mentorship, step, person): if repeated, it sends nothing twice.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.attempts import Clock, heartbeats, to_the_end
from activities.choosing import found_for, is_lost, with_candidate, with_others
from activities.failures import reported
from activities.letter_data import LetterData, letters_of
from activities.letter_rows import LetterRow, Writer, columns
from activities.outbox import Outbox, Settled
from activities.recipients import HAS_LEFT, clocks_of, people_of
from activities.state_row import show, state_row
from activities.step_outcomes import Mails, expected_outcome, outcome_of
from activities.words_left import PASSED_ON
from letters.links import Links
from policy.delivery import outdated_by
from policy.engagement import last_question
from policy.lifecycle import addressee, after
from policy.seeking import with_clock
from policy.verdict import World, left_out, verdict
from policy.versions import first_version
from schemas.failures import Failure
from schemas.messages import Order, StepOutcome
from schemas.names import MailState, Phase, Role, StepKind, StepResult
from schemas.state import State
from store import queries, seats
from store.pool import AWAY, Connection, Pool, said, within

log = logging.getLogger(__name__)

TRIES = 10  # to find a mentor whose last place nobody else takes meanwhile
WITH_SUMMARY = (StepKind.CLOSING, StepKind.FAREWELL)
WAITING = (MailState.RENDERED, MailState.DEFERRED)
OTHERS = "does another Rapport use this Temporal namespace? Each needs one of its own: this database has"
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

    async def _take(self, order: Order, clock: Clock) -> StepOutcome:
        lock = said(queries.steps.lock, order.state.mentorship)
        async with within(self.pool, order.state.organisation, lock) as connection:
            written = await self._write(connection, order.with_(now=clock.now()))
        return written if isinstance(written, StepOutcome) else await self._send(written)

    async def _write(self, connection: Connection, order: Order) -> Written | StepOutcome:
        """Check whether a step is still right, given what Postgres knows, and write all of it or nothing."""
        data, refused = await _decide(connection, order)
        if data.row["recorded"]:
            return Written(data, await _mails_of(connection, order), again=True)
        if refused:
            return await _put_off(connection, data, refused.with_(at=order.now, found=found_for(data.order)))
        writer = Writer(self.links, self.outbox.sender, self.domain)
        letters = [writer.row(role, data) for role in order.step.to if role in data.people]
        await _keep(connection, data, letters)
        return Written(data, {row.role: (row.id, row.state) for row in letters}, again=False)

    async def _send(self, written: Written) -> StepOutcome:
        """Send the letters, and write the state again if the outcome differs from what was expected."""
        order = written.data.order
        outcome = outcome_of(written.data, written.mails, await self._hand_over(written))
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


async def _decide(connection: Connection, order: Order, tries: int = TRIES) -> tuple[LetterData, StepOutcome | None]:
    """Read and judge all that matters to a step; if somebody else was faster to take a place, find the next best."""
    data = await _look(connection, await with_candidate(connection, order))
    if data.row["recorded"]:
        return data, None
    refused = await _judge(connection, data)
    if tries > 1 and refused and is_lost(data.order, refused):
        return await _decide(connection, data.order, tries - 1)
    return data, refused


async def _look(connection: Connection, order: Order) -> LetterData:
    """Read everything that matters to a step, under a lock that makes new answers wait."""
    state, step = order.state, order.step
    row = await queries.steps.look(
        connection,
        **_key(order),
        mentor=addressee(state, step),
        **PASSED_ON,
        outdated=letters_of(outdated_by(step.kind)),
        heard=list(state.heard),
        now=order.now,
        question=last_question(state),
        first=first_version(state),
        with_summary=step.kind in WITH_SUMMARY,
    )
    if row is None:
        raise await _unknown(connection, state)
    if row["closed"] and not row["recorded"]:  # the workflow has lost its end: see `rapport renew --restored`
        raise ApplicationError(f"mentorship {state.mentorship} is closed in Postgres", type=Failure.UNKNOWN_MENTORSHIP)
    order = order.with_(now=row["recorded"] or order.now)
    data = LetterData(order, state, people_of(dict(row)), dict(row))
    data = replace(data, left_out=left_out(state, step, order.now, _world(data)))
    return replace(data, after=after(state, step, expected_outcome(data), order.now))


async def _unknown(connection: Connection, state: State) -> ApplicationError:
    """Return the error for a mentorship without a row, which may be another Rapport's."""
    says = f"no mentorship {state.mentorship}"
    if not await queries.intake.has_organisation(connection, id=state.organisation):
        says = f"{OTHERS} no organisation {state.organisation}"
        log.error("mentorship %s: %s", state.mentorship, says)
    return ApplicationError(says, type=Failure.UNKNOWN_MENTORSHIP)


async def _judge(connection: Connection, data: LetterData) -> StepOutcome | None:
    """Return why a step is not taken, or None; a place with the mentor is claimed only if nothing else prevents it."""
    world = await with_others(connection, data.order, _world(data))
    judged = _judged(data, world)
    if judged or await _has_place(connection, data.order):
        return judged
    judged = _judged(data, world.model_copy(update={"place": False}))
    if judged:
        await queries.seats.keep_only(connection, mentorship=data.order.state.mentorship, mentor=None)
    return judged


def _judged(data: LetterData, world: World) -> StepOutcome | None:
    """Judge a step; a request is judged by its mentor's current clock, which the workflow then gets."""
    order, state, mentor = data.order, data.order.state, data.people.get(Role.MENTOR)
    if order.step.kind is not StepKind.REQUEST or mentor is None:
        return verdict(state, order.step, order.now, world, order.ignore_pending)
    clock = clocks_of({Role.MENTOR: mentor}, order.now)[Role.MENTOR]
    judged = verdict(with_clock(state, order.step, clock), order.step, order.now, world, order.ignore_pending)
    is_late = judged is not None and judged.result is StepResult.POSTPONED
    return judged.with_(readers={Role.MENTOR: clock}) if judged and is_late else judged


async def _put_off(connection: Connection, data: LetterData, refused: StepOutcome) -> StepOutcome:
    """Write the state after a step that is not taken, so that everybody sees why it comes later, and when."""
    order = data.order
    state = after(order.state, order.step, refused, order.now)
    if state != order.state:
        await show(connection, state, order.now)
    return refused


def _world(data: LetterData) -> World:
    letters = data.row["letters"] or {}
    ids = {role: str(recipient.person.id) for role, recipient in data.people.items()}
    gone = {role for role, recipient in data.people.items() if recipient.hindrance == HAS_LEFT}
    lost = {role for role, recipient in data.people.items() if recipient.hindrance} - gone
    return World(
        **{name: data.row[name] for name in ("pending", "not_before")},
        nobody=Role.MENTOR not in data.people,
        coordinates=ids.get(Role.MENTOR, "") == ids.get(Role.COORDINATOR),
        apart=data.row["kept_apart"],
        letters={role: tuple(map(datetime.fromisoformat, letters.get(id, ()))) for role, id in ids.items()},
        gone=frozenset(gone),
        unreachable=frozenset(lost),
        undelivered=frozenset(map(Role, data.row["undelivered"] or ())),
        away={role: one.away_until for role, one in data.people.items() if one.away_until},
    )


async def _has_place(connection: Connection, order: Order) -> bool:
    """Whether the mentor has a place: held when they are asked, taken once they said yes."""
    claims = {StepKind.REQUEST: seats.hold, StepKind.AGREEMENT: seats.take}
    claim, mentor = claims.get(order.step.kind), addressee(order.state, order.step)
    if claim is None or mentor is None:
        return True
    return await claim(connection, order.state.organisation, mentor, order.state.mentorship) not in (None, False)


async def _keep(connection: Connection, data: LetterData, letters: list[LetterRow]) -> None:
    """Write a step with its letters, and release the places that are no longer needed."""
    order, step = data.order, data.order.step
    over = data.after.phase is Phase.CLOSED or step.kind in WITHOUT_SEAT
    await queries.steps.write(
        connection,
        **state_row(data.after, order.now),
        **columns(letters),
        organisation=order.state.organisation,
        step=step.key,
        kind=step.kind,
        outdated=letters_of(outdated_by(step.kind)),
        at=order.now,
        reason=step.reason,
        facts={"to": list(step.to)},
        releasing=over or step.kind in WITH_SEAT,
        place_with=None if over else addressee(order.state, step),
    )


async def _mails_of(connection: Connection, order: Order) -> Mails:
    rows = [row async for row in queries.outbox.of_step(connection, **_key(order))]
    return {Role(row["role"]): (row["id"], MailState(row["state"])) for row in rows}


def _key(order: Order) -> dict[str, object]:
    return {"mentorship": order.state.mentorship, "step": order.step.key}
