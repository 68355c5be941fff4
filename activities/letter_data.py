"""From one row of Postgres to the letters of a step; pure once the row is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfoNotFoundError

from activities.time_zones import clock_of
from schemas.letter import Letter, LetterName, Summary
from schemas.messages import Order, Step
from schemas.names import Role, StepKind
from schemas.people import Person
from schemas.reader import Reader
from schemas.request import Request, Terms

OTHER_LETTERS: dict[tuple[StepKind, Role], LetterName] = {
    (StepKind.REQUEST, Role.MENTEE): "asking",
    (StepKind.NO_MENTOR, Role.MENTEE): "nobody_yet",
}


@dataclass(frozen=True)
class Recipient:
    """A person of the data, and whether mail may go to them: an empty `hindrance` says yes."""

    person: Person
    hindrance: str


@dataclass(frozen=True)
class LetterData:
    """What a step's letters know, beside the order itself."""

    people: dict[Role, Recipient]
    row: dict[str, Any]
    summary: Summary | None


def answered_steps(step: Step) -> list[str]:
    """Return the keys of the earlier steps whose answers say what both set out to do."""
    _, _, tail = step.key.partition("/")
    match step.kind:
        case StepKind.THANKS:
            return [step.key.removesuffix("/thanks")]
        case StepKind.FAREWELL:
            return [f"closing/{tail}"]
        case StepKind.CHECK_IN | StepKind.REVIEW | StepKind.NUDGE:
            before = int(tail) - 1
            return [f"{kind}/{before}" for kind in ("check_in", "review", "nudge")] if before else ["agreed"]
        case _:
            return []


def people_of(row: dict[str, Any]) -> dict[Role, Recipient]:
    """Return who plays a part; a person without a row, such as a missing coordinator, is left out."""
    return {
        role: _recipient(row[role]) for role in (Role.MENTEE, Role.MENTOR, Role.COORDINATOR) if row[role] is not None
    }


def clocks_of(people: dict[Role, Recipient], now: datetime) -> dict[Role, Reader]:
    """Return everybody's clock; a zone the database no longer knows counts as UTC."""
    return {role: _clock(recipient.person.time_zone, now) for role, recipient in people.items()}


def letter_name(order: Order, role: Role) -> LetterName:
    """Return which letter a step means for one person."""
    if order.step.kind is StepKind.NUDGE and role not in order.silent:
        return "check_in"
    return OTHER_LETTERS.get((order.step.kind, role), cast(LetterName, order.step.kind.value))


def letter_for(role: Role, order: Order, data: LetterData, link: str) -> Letter:
    """Return what the letter to one person may say."""
    row, step, card = data.row, order.step, order.card
    persons = {one: recipient.person for one, recipient in data.people.items()}
    partner = Role.MENTEE if role is Role.MENTOR else Role.MENTOR
    words: dict[str, Any] = row["words"] or {}
    left = (row["notes"] or {}).get(partner, {})
    return Letter(
        name=letter_name(order, role),
        to=persons[role],
        role=role,
        organisation=row["organisation"],
        programme=row["programme"],
        mentee=persons[Role.MENTEE],
        mentor=persons.get(Role.MENTOR),
        coordinator=persons.get(Role.COORDINATOR),
        link=link,
        now=order.now,
        reason=named(step.reason, persons),
        answer_by=order.answer_by,
        request=Request.model_validate(row["request"]),
        why=row["why"],
        terms=Terms.model_validate(row["terms"]) if row["terms"] else None,
        terms_version=row["terms_version"] or 1,
        cadence_days=order.cadence_days,
        ends=card.ends,
        until=card.paused_until,
        by_default=order.by_default,
        partner_words=left.get("thanks") or left.get("note") or "",
        partner_next_step=words.get(partner, {}).get("next_step", ""),
        own_next_step=words.get(role, {}).get("next_step", ""),
        summary=data.summary,
        outcome=card.outcome or "",
    )


def named(sentence: str, persons: dict[Role, Person]) -> str:
    """Return a sentence of the machine with given names in place of roles."""
    for role in (Role.MENTEE, Role.MENTOR):
        name = persons[role].given_name if role in persons else f"the {role}"
        sentence = sentence.replace(f"{{{role}}}", name)
    return sentence


def _recipient(row: dict[str, Any]) -> Recipient:
    person = Person.model_validate({name: row[name] for name in Person.model_fields})
    hindrance = "" if row["active"] else "has left"
    return Recipient(person, "address does not work" if row["unreachable_since"] else hindrance)


def _clock(time_zone: str, now: datetime) -> Reader:
    try:
        return clock_of(time_zone, now)
    except ZoneInfoNotFoundError:
        return clock_of("UTC", now)
