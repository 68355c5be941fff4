"""Turn a submitted form into an answer: one small function per question."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from gateway.pages.asking_again import wish_in
from gateway.pages.changed_terms import PROPOSE, amended, is_proposal, proposed
from gateway.pages.context import Standing
from gateway.pages.difficulties import difficulty_beside, difficulty_in, shared
from gateway.pages.form_fields import Form, noon
from gateway.pages.goals import goals_in
from gateway.pages.naming import ticked
from gateway.pages.options import (
    ADJUSTING,
    break_days,
    could_be_booked,
    day_off,
    decisions,
    is_about_another,
    meeting_days,
    naming_too,
    today,
)
from intake.answers import Kept, NewAnswer
from policy.booking import still_to_come
from schemas.names import AnswerKind, Choice, Met

MET = tuple(Met)
ANEW = ("until", "note", "booked_on", "about")  # shown as they are by now
BOOKING = (Met.YES, Met.BOOKED)  # whoever has met may name the day of the next meeting, too
WISHES = (Choice.CONTINUE, *ADJUSTING)
REVIEW = (*WISHES, Choice.EXTEND)


def reply(question: str, form: Form, standing: Standing) -> NewAnswer:
    """Return the answer in the form; check `form.problems` before using it."""
    said: dict[str, Any] = REPLIES[question](form, standing)
    return NewAnswer(
        mentorship=standing.mentorship,
        role=standing.role,
        step=standing.step,
        link=standing.link,
        person=standing.reader.id,
        **said,
    )


def given_by(kept: Kept, standing: Standing) -> dict[str, str]:
    """Return the form fields of a saved answer, to show them again."""
    words = {name: value for name, value in kept.words.items() if isinstance(value, str)}
    said = {name: str(value) for name, value in kept.said.items() if name not in ANEW}
    if said.get("choice") == Choice.CALL_OFF:
        return words  # another meeting may be booked since, and it is not to be called off unawares
    if kept.kind is AnswerKind.CHECK_IN and is_about_another(standing, kept):
        return {**words, **shared(kept)}  # what was said of another meeting is no answer about this one
    core = said.get("met", "") if kept.kind is AnswerKind.CHECK_IN else PROPOSE if is_proposal(kept) else str(kept.kind)
    beside = {**_break_of(kept, standing), **_booked_of(kept, standing), **shared(kept), **ticked(kept.said)}
    return {"choice": core, "met": said.get("choice", core), **words, **said, **beside}


def _break_of(kept: Kept, standing: Standing) -> dict[str, str]:
    """Return the day of a break that was asked for, unless it can no longer be chosen."""
    if kept.said.get("choice") != Choice.PAUSE or not kept.said.get("until"):
        return {}
    day = datetime.fromisoformat(str(kept.said["until"])).astimezone(standing.zone).date()
    first, last = break_days(standing)
    return {"until": day.isoformat()} if first <= day <= last else {}


def _booked_of(kept: Kept, standing: Standing) -> dict[str, str]:
    """Return the day of the next meeting that was named, unless it is over, or was moved or called off since."""
    booked = still_to_come(standing.state, standing.clock)
    is_own = booked is not None and booked.role is standing.role and kept.said.get("booked_on") == str(booked.day)
    return {"booked_on": str(booked.day)} if booked and is_own else {}


def _request(form: Form, standing: Standing) -> dict[str, Any]:
    match form.one_of("choice", ("accept", PROPOSE, "decline"), _choose(form)):
        case "decline":
            return {"kind": AnswerKind.DECLINE, **wish_in(form, standing)}
        case choice if choice == PROPOSE:
            return {"kind": AnswerKind.ACCEPT, **proposed(form, standing)}
        case _:
            return {"kind": AnswerKind.ACCEPT}


def _agreement(form: Form, standing: Standing) -> dict[str, Any]:
    match form.one_of("choice", ("agree", "amend", "continue", "rematch", "close"), _choose(form)):
        case "amend":
            return {"kind": AnswerKind.AMEND, **amended(form, standing)}
        case "rematch" | "close" as choice:
            return {"kind": AnswerKind.ADJUST, "said": {"choice": Choice(choice)}, "words": _private(form)}
        case "continue":
            return {"kind": AnswerKind.ADJUST, "said": {"choice": Choice.CONTINUE}, "words": {}}
        case _:
            return {"kind": AnswerKind.AGREE}


def _check_in(form: Form, standing: Standing) -> dict[str, Any]:
    beside = _beside(form, standing, "met")
    met = form.one_of("met", (*MET, *beside), form.say("wrong.met"))
    return _wished(form, standing, met) if met in beside else _met(form, standing, met)


def _beside(form: Form, standing: Standing, name: str) -> tuple[str, ...]:
    """Return what can be chosen beside the question whether they met; a meeting is called off with its day."""
    given = form.fields.get(name, "")
    day = day_off(given)
    return (*WISHES, given) if day and could_be_booked(standing, day) else WISHES


def _met(form: Form, standing: Standing, met: str) -> dict[str, Any]:
    rating = form.maybe("rating", ("1", "2", "3", "4", "5"))
    words = {name: _written(form, standing, name) for name in ("next_step", "note")}
    words |= difficulty_in(form, standing, met, _is_older(form, standing))
    said: dict[str, Any] = {"met": met or None, "note": bool(words["note"])}
    if rating and met == Met.YES:
        said["rating"] = int(rating)
    if about := _about(form, standing):
        said["about"] = about
    if day := _booked(form, standing, met):
        said["booked_on"] = day
    return {"kind": AnswerKind.CHECK_IN, "said": said, "words": words}


def _about(form: Form, standing: Standing) -> str:
    """Return the day of the booked meeting that the form asked about; another page may ask about another one by now."""
    day = form.fields.get("about", "")
    try:
        return day if date.fromisoformat(day) <= today(standing) else ""
    except ValueError:
        return ""


def _booked(form: Form, standing: Standing, met: str) -> str:
    """Return the day of the next meeting, if one is given; for who has met, today's is none, once it was booked."""
    day = form.maybe_day("booked_on", meeting_days(standing)) if met in BOOKING else None
    said = standing.said_of_meeting.said if standing.said_of_meeting else {}
    was_booked = said.get("met") == Met.BOOKED and said.get("booked_on") == str(day)
    is_told = met == Met.YES and day == today(standing) and was_booked
    return day.isoformat() if day and not is_told else ""


def _nudge(form: Form, standing: Standing) -> dict[str, Any]:
    choice = form.one_of("choice", (*MET, *_beside(form, standing, "choice")), _choose(form))
    return _met(form, standing, choice) if choice in MET else _wished(form, standing, choice)


def _wished(form: Form, standing: Standing, choice: str) -> dict[str, Any]:
    """Return a wish from the form that also asks about a meeting; words that were saved with the report stay there.

    Going on as before takes a wish back with the words that came with it, which the form no longer shows.
    """
    if choice == Choice.CONTINUE:
        return {**_adjusted(form, standing, choice), "words": {}}
    adjusted, saved = _adjusted(form, standing, choice), standing.reported.words if standing.reported else {}
    written = {name: _written(form, standing, name) for name in ("next_step", "note")}
    new = {name: text for name, text in written.items() if text != saved.get(name, "")}
    new |= difficulty_beside(form, standing, choice, _is_older(form, standing))
    return {**adjusted, "words": {**adjusted["words"], **new}}


def _rhythm(form: Form, standing: Standing) -> dict[str, Any]:
    return _adjusted(form, standing, form.one_of("choice", WISHES, _choose(form)))


def _review(form: Form, standing: Standing) -> dict[str, Any]:
    adjusted = _adjusted(form, standing, form.one_of("choice", REVIEW, _choose(form)))
    words = {**adjusted["words"], "progress": form.text("progress"), **goals_in(form, standing)}
    return {**adjusted, "words": words}


def _adjusted(form: Form, standing: Standing, choice: str) -> dict[str, Any]:
    said: dict[str, Any] = {"choice": choice or None}
    if day := day_off(choice):
        said = {"choice": Choice.CALL_OFF, "booked_on": day.isoformat()}
    if choice == Choice.CADENCE:
        said["cadence_days"] = _another_rhythm(form, standing)
    if choice == Choice.PAUSE:
        back = form.day("until", break_days(standing))
        said["until"] = noon(back, standing.zone) if back else None
    if form.problems:
        said = {}
    return {"kind": AnswerKind.ADJUST, "said": said, "words": _private(form)}


def _another_rhythm(form: Form, standing: Standing) -> int:
    """Return a rhythm other than the current one, unless the same answer is given again."""
    days = form.number("cadence_days", 1, 366, form.say("wrong.no_rhythm"))
    before = standing.answered.said if standing.answered else {}
    if days == standing.card.cadence_days != before.get("cadence_days") and "cadence_days" not in form.problems:
        form.problems["cadence_days"] = form.say("wrong.same_rhythm")
    return days


def _choose(form: Form) -> str:
    return form.say("wrong.choose")


def _private(form: Form) -> dict[str, str]:
    return {"private": form.text("private")}


def _paused(form: Form, standing: Standing) -> dict[str, Any]:
    return {"kind": AnswerKind.RESUME}


def _closing(form: Form, standing: Standing) -> dict[str, Any]:
    thanks = _written(form, standing, "thanks")
    if choice := form.maybe("choice", (Choice.EXTEND,)):
        words = {"thanks": thanks, **goals_in(form, standing)}
        return {"kind": AnswerKind.ADJUST, "said": {"choice": choice}, "words": words}
    words = {"thanks": thanks, "keep_in_touch": form.maybe("keep_in_touch", ("yes", "no")), **goals_in(form, standing)}
    return {"kind": AnswerKind.THANK, "said": {"note": bool(thanks)}, "words": words}


def _task(form: Form, standing: Standing) -> dict[str, Any]:
    choice = form.one_of("choice", (*decisions(standing), *naming_too(standing)), _choose(form))
    if choice == AnswerKind.NAME:
        return {"kind": AnswerKind.NAME, "words": _private(form)}
    said = {} if form.problems else {"choice": choice}
    return {"kind": AnswerKind.DECIDE, "said": said, "words": {"private": _written(form, standing, "private")}}


def _written(form: Form, standing: Standing, name: str) -> str:
    """Return a text of the form; an empty field does not replace what was saved since the form was shown."""
    kept, text = standing.reported or standing.answered, form.text(name)
    return str(kept.words.get(name) or "") if not text and kept and _is_older(form, standing) else text


def _is_older(form: Form, standing: Standing) -> bool:
    """Whether a form was shown before what is saved at its question."""
    kept, shown = standing.reported or standing.answered, form.fields.get("shown")
    return kept is not None and not kept.refused and shown is not None and shown != str(kept.id)


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
