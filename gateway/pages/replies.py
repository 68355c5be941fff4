"""What a pressed form says: one small function per question, from fields to an answer."""

from collections.abc import Callable
from typing import Any

from gateway.pages.context import Standing
from gateway.pages.form_fields import LINE, Form
from intake.answers import Kept, NewAnswer
from schemas.names import AnswerKind, Choice, Met, StepKind
from schemas.request import Goal, Terms

CHOOSE = "Please choose one of these."
MET = tuple(Met)
RHYTHM = (Choice.CONTINUE, Choice.CADENCE, Choice.PAUSE, Choice.REMATCH, Choice.CLOSE)
REVIEW = (*RHYTHM, Choice.EXTEND)


def reply(question: str, form: Form, standing: Standing) -> NewAnswer:
    """Return what the form says; look at `form.problems` before using it."""
    said: dict[str, Any] = REPLIES[question](form, standing)
    return NewAnswer(
        mentorship=standing.mentorship,
        role=standing.role,
        step=standing.step,
        link=standing.link,
        person=standing.reader.id,
        **said,
    )


def given_by(kept: Kept) -> dict[str, str]:
    """Return the form fields that an answer was made of, to show them again."""
    words = {name: value for name, value in kept.words.items() if isinstance(value, str)}
    said = {name: str(value) for name, value in kept.said.items() if name not in ("until", "note")}
    core = said.get("met", "") if kept.kind is AnswerKind.CHECK_IN else str(kept.kind)
    return {"choice": core, **words, **said}


def _request(form: Form, standing: Standing) -> dict[str, Any]:
    choice = form.one_of("choice", ("accept", "decline"), CHOOSE)
    kind = AnswerKind.DECLINE if choice == "decline" else AnswerKind.ACCEPT
    reason = form.text("reason")
    return {"kind": kind, "words": {"reason": reason} if kind is AnswerKind.DECLINE else {}}


def _agreement(form: Form, standing: Standing) -> dict[str, Any]:
    match form.one_of("choice", ("agree", "amend", "rematch", "close"), CHOOSE):
        case "amend":
            terms = _terms(form, standing)
            return {"kind": AnswerKind.AMEND, "said": {"cadence_days": terms.cadence_days}, "terms": terms}
        case "rematch" | "close" as choice:
            return {"kind": AnswerKind.ADJUST, "said": {"choice": Choice(choice)}, "words": _private(form)}
        case _:
            return {"kind": AnswerKind.AGREE}


def _terms(form: Form, standing: Standing) -> Terms:
    current = (standing.terms or Terms()).model_copy(update={"ends": standing.state.ends})
    changes = {
        "goals": _goals(form.lines("goals", 8), current.goals),
        "focus": form.text("focus", LINE),
        "cadence_days": form.number("cadence_days", 1, 366),
        "channel": form.text("channel", LINE),
        "minutes": form.number("minutes", 10, 240),
        "boundaries": form.text("boundaries"),
        "giving": form.text("giving"),
    }
    if form.problems:
        return current
    terms = Terms.model_validate({**current.model_dump(), **changes})
    if terms == current:
        form.problems["choice"] = "Nothing is changed yet. Change what you would like, or choose to agree."
    return terms


def _goals(lines: tuple[str, ...], before: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """Return goals as they are written now; one that was there before, or was reworded in its place, keeps its id."""
    if len(lines) == len(before):
        return tuple(goal.model_copy(update={"text": line}) for line, goal in zip(lines, before, strict=True))
    known = {goal.text: goal for goal in before}
    return tuple(known.get(line) or Goal.of(line) for line in lines)


def _check_in(form: Form, standing: Standing) -> dict[str, Any]:
    met = form.one_of("met", MET, "Please say whether you met.")
    return _met(form, met)


def _met(form: Form, met: str) -> dict[str, Any]:
    rating = form.maybe("rating", ("1", "2", "3", "4", "5"))
    words = {"next_step": form.text("next_step"), "note": form.text("note")}
    said: dict[str, Any] = {"met": met or None, "note": bool(words["note"])}
    if rating and met == Met.YES:
        said["rating"] = int(rating)
    return {"kind": AnswerKind.CHECK_IN, "said": said, "words": words}


def _nudge(form: Form, standing: Standing) -> dict[str, Any]:
    choice = form.one_of("choice", (*MET, *RHYTHM[1:]), CHOOSE)
    return _met(form, choice) if choice in MET else _adjusted(form, standing, choice)


def _rhythm(form: Form, standing: Standing) -> dict[str, Any]:
    return _adjusted(form, standing, form.one_of("choice", RHYTHM, CHOOSE))


def _review(form: Form, standing: Standing) -> dict[str, Any]:
    adjusted = _adjusted(form, standing, form.one_of("choice", REVIEW, CHOOSE))
    return {**adjusted, "words": {**adjusted["words"], "progress": form.text("progress")}}


def _adjusted(form: Form, standing: Standing, choice: str) -> dict[str, Any]:
    said: dict[str, Any] = {"choice": choice or None}
    if choice == Choice.CADENCE:
        said["cadence_days"] = form.number("cadence_days", 1, 366)
    if choice == Choice.PAUSE:
        said["until"] = form.day("until", standing.clock, standing.voice.zone, standing.rules.pause_max_days)
    if form.problems:
        said = {}
    return {"kind": AnswerKind.ADJUST, "said": said, "words": _private(form)}


def _private(form: Form) -> dict[str, str]:
    return {"private": form.text("private")}


def _paused(form: Form, standing: Standing) -> dict[str, Any]:
    return {"kind": AnswerKind.RESUME}


def _closing(form: Form, standing: Standing) -> dict[str, Any]:
    words = {"thanks": form.text("thanks"), "keep_in_touch": form.maybe("keep_in_touch", ("yes", "no"))}
    return {"kind": AnswerKind.THANK, "said": {"note": bool(words["thanks"])}, "words": words}


def _task(form: Form, standing: Standing) -> dict[str, Any]:
    nobody = standing.kind is StepKind.NO_MENTOR
    known = (Choice.CONTINUE, Choice.CLOSE) if nobody else (Choice.CONTINUE, Choice.REMATCH, Choice.CLOSE)
    choice = form.one_of("choice", known, CHOOSE)
    said = {} if form.problems else {"choice": choice}
    return {"kind": AnswerKind.DECIDE, "said": said, "words": _private(form)}


REPLIES: dict[str, Callable[[Form, Standing], dict[str, Any]]] = {
    "request": _request,
    "agreement": _agreement,
    "check_in": _check_in,
    "nudge": _nudge,
    "review": _review,
    "rhythm": _rhythm,
    "paused": _paused,
    "closing": _closing,
    "task": _task,
}
