"""Write to a programme's contact about concerns: at once and at any hour, and again while nobody takes them up.

This does not go through the workflow of the mentorship: it may be over, and nobody who watches workflows is to see that
somebody has raised a concern.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from activities.swept_letters import SweptLetters, by_column
from policy.concerns import Concern, Contact, due, readers, recipients
from schemas.letter import Letter, Raised
from schemas.names import MailState, Role
from schemas.people import Person
from schemas.request import Request
from store import queries
from store.pool import Connection

log = logging.getLogger(__name__)

ARRIVED = (MailState.ACCEPTED, MailState.UNKNOWN)


class Concerns(SweptLetters):
    """Writes these letters."""

    statements = queries.concerns
    pause = 2.0
    what = "letters about a concern"

    async def write(self, connection: Connection, organisation: UUID, row: Mapping[str, Any]) -> list[UUID]:
        """Write the letters that are due, in one transaction, and return their ids; else save when to look again."""
        concern = concern_of(row)
        before = concern.letters if concern.written or concern.taken_up else 0
        to = readers(contacts_of(row["contacts"], row["clock"]), involved_in(row), before)
        to = recipients(concern, to)
        is_due, look = due(concern, to, row["concern_days"], row["concern_hold_days"], row["clock"])
        if not is_due:
            await queries.concerns.look_again(connection, id=row["id"], look_at=look)
            if not to and look:
                log.warning("a concern reaches nobody: its programme has no contact for concerns whom mail reaches")
            return []
        letters = [self._row(person, row, to) for person in to]
        await queries.concerns.write(
            connection,
            organisation=organisation,
            concern=row["id"],
            step=step_of(row),
            letters=row["letters"] + 1,
            look_at=look,
            **by_column(letters),
        )
        return [one["id"] for one in letters]

    def _row(self, person: UUID, row: Mapping[str, Any], to: tuple[UUID, ...]) -> dict[str, Any]:
        """Return one letter as the columns that `queries.concerns.write` takes."""
        id = uuid5(row["id"], f"{step_of(row)}/{person}")
        letter = letter_of(row, person, to, f"{self.links.address(self.links.id_of(id))}/concern")
        return self.finished(letter, id, row["mentorship"], step_of(row))


# The letter names nothing of the request, so it does not fail on what a later release wrote there.
UNSAID = Request(objective="-")


def step_of(row: Mapping[str, Any]) -> str:
    """Return the key of a concern's next letters, which is theirs alone."""
    return f"concern/{row['letters'] + 1}"


def letter_of(row: Mapping[str, Any], person: UUID, to: tuple[UUID, ...], link: str) -> Letter:
    """Return the data of the letter to one contact."""
    persons = {one.id: one for one in (Person.of(each) for each in row["contacts"])}
    return Letter(
        name="concern",
        to=persons[person],
        role=Role.COORDINATOR,  # none of the two; the letter does not call its reader that
        organisation=row["organisation"],
        programme=row["programme"],
        formality=row["formality"],
        mentee=Person.of(row["mentee"]),
        mentor=Person.of(row["mentor"]) if row["mentor"] and row["takes_part"] else None,
        link=link,
        now=row["clock"],
        request=UNSAID,
        nth=row["letters"],
        raised=Raised(
            by=Person.of(row["raised_by"]),
            at=row["raised_at"],
            words=row["words"] if persons[person].email.lower() in row["addressed"] else "",
            holds=row["held"],
            closed=row["closed"] or (row["holds"] and not row["held"]),
            others_hold=row["on_hold"] and not row["held"],
            matched=row["matched"],
            takes_part=row["takes_part"],
            arrived=any(out["words"] and MailState(out["state"]) in ARRIVED for out in row["outs"]),
            stopped_since=row["letters"] > 0 and row["written_at"] is None,
            taken_up=concern_of(row).taken_up_by == person,
            first=all(UUID(out["person"]) != person for out in row["outs"]),
            others=tuple(persons[one] for one in to if one != person),
        ),
    )


def concern_of(row: Mapping[str, Any]) -> Concern:
    """Return how a concern stands."""
    return Concern(
        letters=row["letters"],
        written=row["written_at"],
        outs={UUID(out["person"]): MailState(out["state"]) for out in row["outs"] if out["last"] and out["here"]},
        taken_up=row["taken_up_at"],
        taken_up_by=UUID(row["taken_up_by"]["id"]) if row["taken_up_by"] else None,
        decided=row["decided_at"] is not None,
        holds=row["held"],
        closed=row["closed"],
    )


def contacts_of(rows: list[dict[str, Any]], now: datetime) -> list[Contact]:
    """Return those whom the programme has named, in their order."""
    return [
        Contact(
            person=one["id"],
            there=one["active"] and not one["unreachable_since"],
            away=bool(one["away_until"]) and datetime.fromisoformat(one["away_until"]) > now,
        )
        for one in rows
    ]


def involved_in(row: Mapping[str, Any]) -> list[UUID]:
    """Return who must not read a concern: whoever raised it, and the two whom it is about, then and now."""
    now = [UUID(one["id"]) for one in (row["mentee"], row["mentor"], row["raised_by"]) if one]
    return [*row["about"], *now]
