"""The one activity: take a step.

It looks at the world anew, writes the step's letters, links, timeline row and card
in one transaction, hands the letters over, and returns what it found. Its business
key is (mentorship, step, person): repeated, it changes and sends nothing twice.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID, uuid5

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.failures import discreet
from activities.letter_data import LetterData, answered_steps, clocks_of, letter_for, people_of
from activities.outbox import Outbox, Settled
from letters.links import Links
from letters.message import compose, message_id
from letters.render import write
from policy.lifecycle import digest
from schemas.failures import Failure
from schemas.letter import Envelope, Letter, Summary
from schemas.messages import Facts, Order
from schemas.names import PAIR, MailState, Role, StepKind
from store import queries
from store.pool import Connection, Pool, within

HEARTBEAT = 5.0  # seconds; see STEP_HEARTBEAT in workflows/calls.py
WITH_SUMMARY = (StepKind.CLOSING, StepKind.FAREWELL)
LOST = (MailState.REJECTED, MailState.SKIPPED, MailState.EXPIRED)


@dataclass(frozen=True)
class Steps:
    """Takes steps, with everything that needs from outside."""

    pool: Pool
    outbox: Outbox
    links: Links
    domain: str

    @activity.defn
    async def take_step(self, order: Order) -> Facts:
        """Take one step; raises UnknownMentorship where Postgres has no such row."""
        async with _heartbeats(), discreet(order):
            async with within(self.pool, order.organisation) as connection:
                data = await _look(connection, order)
                if data.row["word"] and not order.insist:
                    return Facts(word=True)
                await self._write(connection, order, data)
                rows = [row async for row in queries.outbox.of_step(connection, **_key(order))]
            waiting = [row["id"] for row in rows if row["state"] in (MailState.RENDERED, MailState.DEFERRED)]
            settled = await self.outbox.hand_over(order.organisation, waiting) if waiting else []
            states = {Role(row["role"]): (row["id"], MailState(row["state"])) for row in rows}
            return _facts(order, data, states, settled)

    async def _write(self, connection: Connection, order: Order, data: LetterData) -> None:
        """Record the step and file its letters; whoever cannot be written to gets a row that says why."""
        for role in order.step.to:
            if role in data.people:
                await self._file(connection, role, order, data)
        await queries.steps.record(
            connection,
            **_key(order),
            organisation=order.organisation,
            kind=order.step.kind,
            at=order.now,
            reason=order.step.reason,
            facts={"to": list(order.step.to)},
        )
        card = order.card
        await queries.steps.show(
            connection,
            mentorship=order.mentorship,
            card=card,
            phase=card.phase,
            health=card.health,
            revision=card.revision,
            mentor=card.mentor,
        )

    async def _file(self, connection: Connection, role: Role, order: Order, data: LetterData) -> None:
        """File one letter; for recipient who cannot be written to, a row that says why."""
        recipient = data.people[role]
        row: dict[str, object] = {"letter": order.step.kind, "subject": "", "message": b"", "message_id": ""}
        if not recipient.hindrance:
            link = await self._link(connection, role, order, recipient.person.id)
            row = self._written(letter_for(role, order, data, link), order)
        await queries.outbox.file(
            connection,
            **_subject(order),
            **row,
            hours=None,
            not_after=None,
            id=_letter_id(order.mentorship, order.step.key, recipient.person.id),
            organisation=order.organisation,
            person=recipient.person.id,
            role=role,
            state=MailState.SKIPPED if recipient.hindrance else MailState.RENDERED,
            recipient=recipient.person.email,
            made_at=order.now,
            reply=recipient.hindrance,
        )

    def _written(self, letter: Letter, order: Order) -> dict[str, object]:
        """Return a letter's words and bytes, fixed from here on."""
        written = write(letter)
        question, reminder, _ = order.step.key.partition("/reminder/")
        first = _letter_id(order.mentorship, question, letter.to.id)
        envelope = Envelope(
            id=_letter_id(order.mentorship, order.step.key, letter.to.id),
            mentorship=order.mentorship,
            step=order.step.key,
            sender=self.outbox.sender,
            domain=self.domain,
            to=letter.to,
            date=order.now,
            thread=f"<{first}@{self.domain}>" if reminder else None,
        )
        return {
            "letter": letter.name,
            "subject": written.subject,
            "message": compose(letter, written, envelope),
            "message_id": message_id(envelope),
        }

    async def _link(self, connection: Connection, role: Role, order: Order, person: UUID) -> str:
        id = await queries.steps.link(
            connection,
            **_subject(order),
            id=UUID(bytes=secrets.token_bytes(16)),
            organisation=order.organisation,
            person=person,
            role=role,
            kind=order.step.kind,
            made_at=order.now,
        )
        return self.links.address(id)


def _letter_id(mentorship: UUID, step: str, person: UUID) -> UUID:
    """Return the id that one letter of one step has in every try, and in its Message-ID."""
    return uuid5(mentorship, f"{step}/{person}")


def _key(order: Order) -> dict[str, object]:
    return {"mentorship": order.mentorship, "step": order.step.key}


def _subject(order: Order) -> dict[str, object]:
    """Return the key of letters and links, which belong to other subjects as well."""
    return {"subject_kind": "mentorship", "subject_id": order.mentorship, "step": order.step.key}


async def _look(connection: Connection, order: Order) -> LetterData:
    row = await queries.steps.letter_data(
        connection, **_key(order), mentor=order.mentor, answered=answered_steps(order.step)
    )
    if row is None:
        raise ApplicationError(f"no mentorship {order.mentorship}", type=Failure.UNKNOWN_MENTORSHIP)
    summary = None
    if order.step.kind in WITH_SUMMARY:
        counted = await queries.steps.summary(connection, mentorship=order.mentorship)
        goals = tuple((row["terms"] or {}).get("goals", ()))
        summary = Summary(**{**counted, "started": counted["started"] or order.now}, goals=goals)
    return LetterData(people_of(dict(row)), dict(row), summary)


def _facts(order: Order, data: LetterData, states: dict[Role, tuple[UUID, MailState]], settled: list[Settled]) -> Facts:
    """Tell the workflow what it must know, and no more."""
    now_known = {one.id: one.state for one in settled}
    bad = {one.id for one in settled if one.bad_address}
    fate = {role: now_known.get(id, state) for role, (id, state) in states.items()}
    unreachable = tuple(
        role
        for role in PAIR
        if role in data.people and (data.people[role].hindrance or (role in states and states[role][0] in bad))
    )
    clocks = clocks_of(data.people, order.now)
    return Facts(
        written=tuple(role for role in order.step.to if role in fate and fate[role] not in LOST),
        unreachable=unreachable,
        skipped=tuple(role for role in order.step.to if fate.get(role) in LOST and role not in unreachable),
        readers={} if digest(clocks) == order.readers else clocks,
    )


@asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """Beat while a relay thinks; a step that is over at once never beats, and costs nothing."""
    if not activity.in_activity():
        yield
        return

    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
