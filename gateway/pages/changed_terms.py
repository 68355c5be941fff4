"""Changed terms in a submitted form: of the agreement that both look at, or with a mentor's yes to a request."""

from datetime import datetime
from typing import Any

from markupsafe import Markup

from gateway.pages.context import Standing
from gateway.pages.form_fields import LINE, Form, noon
from gateway.pages.options import end_day, end_days, label
from intake.answers import Kept
from letters.terms import kept as kept_terms
from policy.versions import as_drafted
from schemas.names import AnswerKind
from schemas.request import Goal, Terms

PROPOSE = "propose"  # the choice
FOR_MENTEE = "for_mentee"  # the field, and the name of its words
LINES, TEXTS = ("focus", "channel"), ("boundaries", "confidentiality", "giving")


def amended(form: Form, standing: Standing) -> dict[str, Any]:
    """Return the changes to the present terms."""
    current = (standing.terms or Terms()).model_copy(update={"ends": standing.state.ends})
    terms = _terms(form, standing, current, form.lines("goals", 8))
    return _said(form, standing, current, terms, form.say("wrong.unchanged"))


def proposed(form: Form, standing: Standing) -> dict[str, Any]:
    """Return the changes to the first draft, also where they replace those of an earlier yes, and a line about them."""
    drafted = (standing.drafted or standing.terms or Terms()).model_copy(
        update={"ends": as_drafted(standing.state).ends}
    )
    line = form.text(FOR_MENTEE)
    terms = _terms(form, standing, drafted)
    return {**_said(form, standing, drafted, terms, _unchanged(standing, line)), "words": {FOR_MENTEE: line}}


def is_proposal(kept: Kept) -> bool:
    """Whether an answer is a mentor's yes to other terms."""
    return kept.kind is AnswerKind.ACCEPT and "terms" in kept.words


def _unchanged(standing: Standing, line: str) -> Markup:
    """Say that nothing was changed, and that a line to the mentee does not go alone."""
    yes = label(standing, "request", "choice=accept", "answers.accept")
    alone = [standing.tell("wrong.line_alone")] if line else []
    return Markup(" ").join([standing.tell("wrong.unchanged_yes", yes=yes), *alone])


def _said(form: Form, standing: Standing, before: Terms, terms: Terms, unchanged: str) -> dict[str, Any]:
    if not form.problems and terms == before:
        form.problems["choice"] = unchanged
    ends = terms.ends if terms.ends != before.ends else None
    said = {"cadence_days": terms.cadence_days, "until": ends}
    return {"said": said, "terms": kept_terms(terms, standing.say.voice.form)}


def _terms(form: Form, standing: Standing, before: Terms, goals: tuple[str, ...] | None = None) -> Terms:
    """Return the terms in the form; what it does not ask about, and a text that was not changed, stays as it was."""
    changes = {
        "cadence_days": form.number("cadence_days", 1, 366),
        "minutes": form.number("minutes", 10, 240),
        "ends": _ends(form, standing, before),
        **{name: form.text(name, LINE) for name in LINES},
        **{name: form.text(name) for name in TEXTS if name in form.fields},
    }
    if form.problems:
        return before
    kept = before.goals if goals is None else _goals(goals, before.goals)
    return Terms.model_validate({**before.model_dump(), **changes, "goals": kept})


def _ends(form: Form, standing: Standing, before: Terms) -> datetime | None:
    """Return when the time together ends; a day that the reader did not change moves nothing."""
    written, kept = form.fields.get("ends", "").strip(), standing.state.ends
    if not written:
        return before.ends
    shown = form.fields.get("ends_shown", end_day(standing))  # the form may have been opened the day before
    if written == shown and kept and (kept == before.ends or not _is_too_close(standing, kept)):
        return kept
    day = form.maybe_day("ends", end_days(standing))
    return noon(day, standing.zone) if day else None


def _is_too_close(standing: Standing, ends: datetime) -> bool:
    """Whether an end cannot be named any more, so that the form shows the first day that can."""
    return ends.astimezone(standing.zone).date() < end_days(standing)[0]


def _goals(lines: tuple[str, ...], before: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """Return the goals as written now; a goal that existed, or was reworded in its place, keeps its id."""
    if len(lines) == len(before):
        return tuple(goal.model_copy(update={"text": line}) for line, goal in zip(lines, before, strict=True))
    known = {goal.text: goal for goal in before}
    return tuple(known.get(line) or Goal.of(line) for line in lines)
