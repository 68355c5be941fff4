"""The console's pages, from what the HTTP API shows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from gateway.http.html import environment
from schemas.names import Health, Outcome, Phase
from schemas.shown import MailOut, MentorshipOut

HEALTHS = {
    Health.NEW: "new",
    Health.ON_TRACK: "on track",
    Health.LATE: "late",
    Health.QUIET: "quiet",
    Health.AT_RISK: "at risk",
}
OUTCOMES = {
    Outcome.ENDED_EARLY: "It ends earlier than planned",
    Outcome.COMPLETED: "Completed",
    Outcome.LEFT: "Somebody has left",
    Outcome.WITHDRAWN: "Withdrawn before it began",
}


def moment(instant: datetime) -> str:
    """Return an instant as operators compare them: in UTC, to the minute."""
    return f"{instant:%-d %b %Y, %H:%M} UTC"


def waited_for(mentorship: MentorshipOut) -> str:
    """Return by name who has an open question before them."""
    people = mentorship.people
    names = {role: getattr(people, role, None) for role in mentorship.waiting_for}
    return " and ".join(person.given_name if person else f"the {role}" for role, person in names.items())


def away(mentorship: MentorshipOut) -> str:
    """Return by name who is away and until when; a break that HR began is nobody's."""
    names = {role: getattr(mentorship.people, role, None) for role in mentorship.away}
    each = [
        f"{person.given_name} is away until {moment(mentorship.away[role])}" for role, person in names.items() if person
    ]
    return f"{'; '.join(each)}." if each else ""


def by_fate(mails: Iterable[MailOut]) -> list[tuple[str, str]]:
    """Return whom the mails of one step went to, those that fared alike in one line."""
    fates: dict[str, list[str]] = {}
    for mail in mails:
        fates.setdefault(mail.says, []).append(f"{mail.name} ({mail.letter.replace('_', ' ')})")
    return [(" and ".join(names), says) for says, names in fates.items()]


def because(why: str) -> str:
    """Return a reason as it follows what is done: "Because: They agreed …", or "If nobody has objected by then."."""
    return why if why.startswith("If ") else f"Because: {why}"


TEMPLATES = environment(
    "gateway.console", because=because, moment=moment, away=away, waited_for=waited_for, by_fate=by_fate
)
TEMPLATES.globals.update({"healths": HEALTHS, "phases": [phase.value for phase in Phase], "outcomes": OUTCOMES})


def show(name: str, nonce: str, facts: Mapping[str, Any]) -> str:
    """Return one page of the console."""
    return TEMPLATES.get_template(f"{name}.html").render(**{"operator": None, "problem": "", **facts}, nonce=nonce)
