"""How an operator steps in: turn a form for pause, resume or close into an answer of the organisation."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from gateway.pages.form_fields import Form
from intake.answers import NewAnswer
from schemas.names import AnswerKind, Outcome, Role
from schemas.rules import FURTHEST

COMMANDS = {"pause": AnswerKind.PAUSE, "resume": AnswerKind.RESUME, "close": AnswerKind.CLOSE}
ENDINGS = (Outcome.ENDED_EARLY, Outcome.COMPLETED, Outcome.LEFT, Outcome.WITHDRAWN)
# What the operator has to correct, by the name in the query of the page that shows it.
PROBLEMS = {
    "until": "Please choose the day on which they are back.",
    "days": "Please choose a day to come, within ten years.",
    "outcome": "Please choose how it ends.",
    "reason": "Please shorten the reason to 300 characters.",
    "again": "Please press once more: this page was open too long, or was opened elsewhere. Nothing was done yet.",
    "scope": "You are signed in with a key that can read but not step in: it lacks the scope `write`.",
}


def command(name: str, form: Form, mentorship: UUID, key: UUID) -> NewAnswer:
    """Return the operator's answer; check `form.problems` before using it. Raises KeyError for an unknown command."""
    kind, reason = COMMANDS[name], form.text("reason", 300)
    said: dict[str, Any] = {}
    if kind is AnswerKind.PAUSE:
        said["until"] = _day(form)
    if kind is AnswerKind.CLOSE:
        outcome = form.one_of("outcome", ENDINGS, PROBLEMS["outcome"])
        said["outcome"] = outcome or None
    words = {"reason": reason} if reason else {}
    return NewAnswer(mentorship=mentorship, role=Role.HR, key=key, kind=kind, said=said, words=words)


def _day(form: Form) -> datetime | None:
    """Return noon, which is the same day in nearly all time zones; the workflow checks whether the date is allowed."""
    try:
        noon = datetime.combine(date.fromisoformat(form.fields.get("until", "").strip()), time(12), UTC)
    except ValueError:
        form.problems["until"] = PROBLEMS["until"]
        return None
    now = datetime.now(UTC)
    if not now < noon <= now + FURTHEST:
        form.problems["days"] = PROBLEMS["days"]
    return noon
