"""Remind two who both wished it of each other, months after their farewell, once.

This does not go through the workflow of the mentorship, which is over: a farewell leaves a row that says when.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from activities.recipients import clocks_of, people_of
from activities.swept_letters import SweptLetters, by_column
from policy.delivery import LONGEST, decent_ranges
from policy.staying_in_touch import Between, due
from schemas.letter import Letter
from schemas.names import PAIR, Role, StepKind
from schemas.people import Person
from schemas.reader import Reader
from schemas.reason import Reason, ReasonCode
from schemas.request import Request
from schemas.state import State
from schemas.step_key import StepKey
from store import queries
from store.pool import Connection

STEP = StepKey.of(StepKind.IN_TOUCH, 1)
REASON = Reason(code=ReasonCode.BOTH_IN_TOUCH)


class StayingInTouch(SweptLetters):
    """Writes these letters."""

    statements = queries.in_touch
    pause = 30.0
    what = "reminders to stay in touch"

    async def write(self, connection: Connection, organisation: UUID, row: Mapping[str, Any]) -> list[UUID]:
        """Write both letters, if they are due, and return their ids; else save when to look again."""
        state, clocks = State.model_validate(row["state"]), clocks_of(people_of(dict(row)), row["clock"])
        readers = {role: clocks[role] for role in PAIR}
        seed = f"{state.mentorship}/{STEP}"
        is_due, look = due(row["due_at"], between(row), [*readers.values()], state.rules, row["clock"], seed)
        if not is_due:
            await queries.in_touch.look_again(connection, id=state.mentorship, look_at=look)
            return []
        letters = [self._row(role, row, state, readers[role]) for role in PAIR]
        await queries.in_touch.write(
            connection,
            mentorship=state.mentorship,
            organisation=organisation,
            step=STEP,
            reason=REASON,
            **by_column(letters),
        )
        return [one["id"] for one in letters]

    def _row(self, role: Role, row: Mapping[str, Any], state: State, reader: Reader) -> dict[str, Any]:
        """Return one letter as the columns that `queries.in_touch.write` takes."""
        letter = letter_of(role, row)
        id = uuid5(state.mentorship, f"{STEP}/{letter.to.id}")
        letter = letter.model_copy(update={"link": self.links.address(self.links.id_of(id))})
        columns = self.finished(letter, id, state.mentorship, STEP)
        return {**columns, "role": role, "hours": _hours(reader, state, row["clock"])}


def letter_of(role: Role, row: Mapping[str, Any]) -> Letter:
    """Return the data of the letter to one of the two."""
    persons = {one: Person.of(row[one]) for one in PAIR}
    partner = Role.MENTOR if role is Role.MENTEE else Role.MENTEE
    return Letter(
        name="in_touch",
        to=persons[role],
        role=role,
        organisation=row["organisation"],
        programme=row["programme"],
        formality=row["formality"],
        mentee=persons[Role.MENTEE],
        mentor=persons[Role.MENTOR],
        coordinator=Person.of(row["coordinator"]) if row["coordinator"] else None,
        link="",
        now=row["clock"],
        reason=REASON,
        request=Request.model_validate(row["request"]),
        partner_thanks=row["thanks"].get(partner, ""),
        ended=row["ended"],
        safeguarded=row["safeguarded"],
    )


def between(row: Mapping[str, Any]) -> Between:
    """Return how the two stand."""
    two = [row[role] for role in PAIR]
    back = [datetime.fromisoformat(one["away_until"]) for one in two if one["away_until"]]
    return Between(
        wished=row["wished"],
        here=all(one["active"] for one in two),
        reached=not any(one["unreachable_since"] for one in two),
        back=max(back, default=None),
        together=row["together"],
        confided=row["confided"],
        letters=tuple(row["letters"]),
    )


def _hours(reader: Reader, state: State, now: datetime) -> str:
    """Return the hours in which a letter may be sent, in case the relay is down for a while."""
    ranges = decent_ranges(reader, state.rules.courtesy, now, now + LONGEST)
    return f"{{{','.join(f'[{begin.isoformat()},{end.isoformat()})' for begin, end in ranges)}}}"
