"""The contacts of a mentorship: who they are, their time zone, and why they may not answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.api.views import name_of
from gateway.console.clocks import Clock
from gateway.console.standing import Standing
from policy.participants import participants
from schemas.names import Role
from schemas.shown import NextOut


@dataclass(frozen=True)
class Contact:
    """One person: `label` is their part in this mentorship, `notes` is what to know before writing to them."""

    role: Role
    label: str
    name: str
    given_name: str
    external_id: str
    email: str
    clock: Clock
    notes: Sequence[str]


def contacts(standing: Standing) -> list[Contact]:
    """Return the pair, or the mentee and the mentor who is being asked, and the coordinator."""
    found = [_contact(standing, Role.MENTEE, "Mentee")]
    if standing.is_pair:
        found.append(_contact(standing, Role.MENTOR, "Mentor"))
    elif standing.row["mentor"] and Role.MENTOR in participants(standing.state):
        found.append(_contact(standing, Role.MENTOR, "Asked to be the mentor"))
    if standing.row["coordinator"]:
        found.append(_contact(standing, Role.COORDINATOR, "Coordinator"))
    return found


def local_times(following: NextOut, people: Sequence[Contact]) -> list[str]:
    """Return when a step is due for each of its readers, in their time zones, as in "Ana: 5 Jan 2027, 10:00 (…)"."""
    readers = [one for one in people if one.role in following.to]
    return [f"{one.given_name}: {one.clock.moment(following.when)}" for one in readers]


def _contact(standing: Standing, role: Role, label: str) -> Contact:
    person = standing.row[role.value]
    return Contact(
        role=role,
        label=label,
        name=name_of(person),
        given_name=person["given_name"],
        external_id=person["external_id"],
        email=person["email"],
        clock=Clock(person["time_zone"]),
        notes=tuple(_notes(person, standing)),
    )


def _notes(person: Mapping[str, Any], standing: Standing) -> list[str]:
    notes, clock = [], standing.clock
    if not person["active"]:
        notes.append("has left")
    if person["unreachable_since"]:
        notes.append(f"mail to this address has failed since {clock.day(_instant(person['unreachable_since']))}")
    if person["away_until"] and _instant(person["away_until"]) > standing.row["clock"]:
        notes.append(f"away until {clock.day(_instant(person['away_until']))}")
    return notes


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
