"""A step's letters as rows of the outbox: text and bytes are fixed before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid5

from activities.letter_data import LetterData, hindrance_of, letter_for
from activities.letter_names import letter_name
from letters.links import Links
from letters.message import compose, message_id
from letters.render import write
from policy.delivery import decent_ranges, need_passes
from schemas.letter import Envelope, Letter
from schemas.names import MailState, Role


@dataclass(frozen=True)
class Fixed:
    """The parts of a letter that never change once it is written."""

    letter: str
    subject: str
    message: bytes
    message_id: str


@dataclass(frozen=True)
class LetterRow:
    """One letter of a step; one that is not written has no link, and `reply` says why."""

    id: UUID
    link: UUID | None
    person: UUID
    role: Role
    letter: str
    state: MailState
    recipient: str
    subject: str
    message: bytes
    message_id: str
    reply: str
    hours: str | None  # a tstzmultirange as Postgres reads it; None means at any time
    not_after: datetime


@dataclass(frozen=True)
class Writer:
    """Writes letters, with everything that all of them share."""

    links: Links
    sender: str
    domain: str

    def row(self, role: Role, data: LetterData) -> LetterRow:
        """Return one letter of a step; for a person who gets none, a row that says why."""
        person, hindrance = data.people[role].person, hindrance_of(role, data)
        id = letter_id(data, person.id)
        link = None if hindrance else self.links.id_of(id)
        fixed = self._fixed(letter_for(role, data, self.links.address(link)), data) if link else _nothing(role, data)
        passes = need_passes(data.order.step, data.after, data.order.now)
        return LetterRow(
            id=id,
            link=link,
            person=person.id,
            role=role,
            state=MailState.SKIPPED if hindrance else MailState.RENDERED,
            recipient=person.email,
            reply=hindrance,
            letter=fixed.letter,
            subject=fixed.subject,
            message=fixed.message,
            message_id=fixed.message_id,
            hours=_hours(role, data, passes),
            not_after=by_postgres(passes, data),
        )

    def _fixed(self, letter: Letter, data: LetterData) -> Fixed:
        """Return a letter's text and bytes, which never change from here on."""
        key, written = data.order.step.key, write(letter)
        envelope = Envelope(
            id=letter_id(data, letter.to.id),
            mentorship=data.order.state.mentorship,
            step=key,
            sender=self.sender,
            domain=self.domain,
            to=letter.to,
            date=data.order.now,
            thread=f"<{letter_id(data, letter.to.id, key.question)}@{self.domain}>" if key.nth else None,
        )
        return Fixed(letter.name, written.subject, compose(letter, written, envelope), message_id(envelope))


def columns(rows: Sequence[LetterRow]) -> dict[str, list[object]]:
    """Return rows as the columns that queries.steps.write takes."""
    names = {"id": "ids", "person": "people", "hours": "hours", "not_after": "not_after", "reply": "replies"}
    return {
        names.get(field.name, f"{field.name}s"): [getattr(row, field.name) for row in rows]
        for field in fields(LetterRow)
    }


def letter_id(data: LetterData, person: UUID, step: str = "") -> UUID:
    """Return the id of one letter of one step; it is the same in every attempt and in its Message-ID."""
    return uuid5(data.order.state.mentorship, f"{step or data.order.step.key}/{person}")


def _nothing(role: Role, data: LetterData) -> Fixed:
    """Return no text, under the name of the letter that this person would have got."""
    return Fixed(letter_name(data.order.step, data.order.state, role), "", b"", "")


def _hours(role: Role, data: LetterData, passes: datetime) -> str | None:
    """Return the hours in which a letter may be sent, in case the relay or Postgres is down for a while."""
    now, reader = data.order.now, data.order.state.readers.get(role)
    if reader is None:
        return None
    ranges = decent_ranges(reader, data.order.state.rules.courtesy, now, passes)
    spans = (tuple(by_postgres(moment, data).isoformat() for moment in one) for one in ranges)
    return f"{{{','.join(f'[{begin},{end})' for begin, end in spans)}}}"


def by_postgres(instant: datetime, data: LetterData) -> datetime:
    """Convert a time from the mentorship's own clock to the clock of Postgres, which decides when to send.

    The worker's own clock may be ahead of it, and then no letter could leave at once.
    """
    clock: datetime = data.row["clock"]
    return instant + (clock - data.order.now)
