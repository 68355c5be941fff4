"""Render the console's pages from what the HTTP API shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from gateway.console.standing import Standing
from gateway.console.text_direction import apart, isolated
from gateway.http.html import environment
from schemas.names import Health, Outcome, Phase, Role
from schemas.shown import MailOut

HEALTHS = {
    Health.AT_RISK: "at risk",
    Health.QUIET: "quiet",
    Health.LATE: "late",
    Health.ON_TRACK: "on track",
    Health.NEW: "new",
}
PHASES = {
    Phase.SEEKING: "looking for a mentor",
    Phase.AGREEING: "agreeing",
    Phase.ACTIVE: "under way",
    Phase.PAUSED: "paused",  # by a break, which may be over, or by a hold
    Phase.CLOSING: "coming to an end",
    Phase.CLOSED: "closed",
}
OUTCOMES = {
    Outcome.ENDED_EARLY: "It ends earlier than planned",
    Outcome.COMPLETED: "Completed",
    Outcome.LEFT: "Somebody has left",
    Outcome.WITHDRAWN: "Withdrawn before it began",
}
NEEDS = {
    "trouble": "a step keeps failing",
    "coordinator": "the coordinator decides",
    "note": "a new private note",
    "rematch": "another match to find",
}


def waited_for(standing: Standing) -> str:
    """Return the names of those who have an open question."""
    people = standing.it.people
    names = {role: getattr(people, role, None) for role in standing.card.waiting_for}
    return " and ".join(person.given_name if person else f"the {role}" for role, person in names.items())


def away(standing: Standing) -> str:
    """Return the names of those who are away, and until when; a break that HR began belongs to nobody."""
    people = standing.it.people
    names = {role: getattr(people, role, None) for role in standing.it.away}
    each = [
        f"{person.given_name} is away until {standing.clock.day(standing.it.away[role])}"
        for role, person in names.items()
        if person
    ]
    return f"{'; '.join(each)}." if each else ""


def by_delivery(mails: Iterable[MailOut]) -> list[tuple[str, str]]:
    """Return the recipients of a step's mails, grouped by delivery status."""
    fates: dict[str, list[str]] = {}
    for mail in mails:
        fates.setdefault(mail.says, []).append(f"{mail.name} ({mail.letter.replace('_', ' ')})")
    return [(" and ".join(names), says) for says, names in fates.items()]


def because(why: str) -> str:
    """Return a reason to show after a step: "Because: They agreed …", or "If nobody has objected by then."."""
    return why if why.startswith("If ") else f"Because: {why}"


def spoken_by(said: Mapping[str, Any]) -> str:
    """Return who left a private note: a person with their role, or the key that was used."""
    if said["role"] == Role.HR:
        return f"“{said['key']}” (API key)" if said["key"] else "The HR platform"
    own = ", a note of their own" if said["role"] == Role.COORDINATOR else ""
    return f"{said['name']} ({said['role']}){own}"


TEMPLATES = environment(
    "gateway.console",
    apart=apart,
    isolated=isolated,
    because=because,
    away=away,
    waited_for=waited_for,
    by_delivery=by_delivery,
    spoken_by=spoken_by,
)
TEMPLATES.globals.update({"healths": HEALTHS, "phases": PHASES, "outcomes": OUTCOMES, "needs": NEEDS})


def show(name: str, nonce: str, facts: Mapping[str, Any]) -> str:
    """Return one page of the console."""
    return TEMPLATES.get_template(f"{name}.html").render(**{"operator": None, "problem": "", **facts}, nonce=nonce)
