"""Who is written to in a mentorship, or why they get no mail, and everybody's clock; pure functions on one row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.time_zones import known_clock
from schemas.names import Role
from schemas.people import Person
from schemas.reader import Reader

HAS_LEFT = "has left"
BAD_ADDRESS = "address does not work"


@dataclass(frozen=True)
class Recipient:
    """A person, and why they get no mail; an empty `hindrance` means that they get it."""

    person: Person
    hindrance: str
    away_until: datetime | None = None


def people_of(row: dict[str, Any]) -> dict[Role, Recipient]:
    """Return the people involved; a person without a row, such as a missing coordinator, is left out."""
    roles = (Role.MENTEE, Role.MENTOR, Role.COORDINATOR)
    return {role: _recipient(row[role]) for role in roles if row[role] is not None}


def clocks_of(people: dict[Role, Recipient], now: datetime) -> dict[Role, Reader]:
    """Return everybody's clock; a time zone that the zone database no longer has counts as UTC."""
    return {role: known_clock(recipient.person.time_zone, now) for role, recipient in people.items()}


def _recipient(row: dict[str, Any]) -> Recipient:
    hindrance, away = "" if row["active"] else HAS_LEFT, row.get("away_until")  # JSON within a row
    return Recipient(
        Person.of(row),
        BAD_ADDRESS if row["unreachable_since"] and row["active"] else hindrance,
        datetime.fromisoformat(away) if away else None,
    )
