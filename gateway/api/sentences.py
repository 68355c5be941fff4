"""People's answers and reasons as sentences for HR and operators: with names, without people's own words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from policy.changes import TO_HR, Change, is_end_off_in_break
from policy.durations import every
from policy.reasons import sentence
from policy.sentences import fill, whole
from schemas.names import AnswerKind, Choice, Met, NewsKind, Role, StepKind
from schemas.reason import Reason
from schemas.step_key import StepKey
from store.news import REPLACED

ANSWERS = {
    AnswerKind.ACCEPT: "accepted the request",
    AnswerKind.DECLINE: "declined the request",
    AnswerKind.AGREE: "accepted the agreement",
    AnswerKind.AMEND: "changed the agreement",
    AnswerKind.CHECK_IN: "answered how it is going",
    AnswerKind.ADJUST: "answered",
    AnswerKind.THANK: "wrote a thank-you",
    AnswerKind.DECIDE: "decided",
    AnswerKind.NAME: "named more mentors to ask",
    AnswerKind.PAUSE: "asked for a break",
    AnswerKind.RESUME: "asked to go on",
    AnswerKind.CLOSE: "asked to end it",
    AnswerKind.HOLD: "put it on hold",
    AnswerKind.LIFT: "lets it go on",
}
WITH_CHANGES = " with changes"
# What was refused has changed nothing; what somebody said or asked for is true all the same.
REFUSED = {
    AnswerKind.ACCEPT: "wanted to accept the request",
    AnswerKind.DECLINE: "wanted to decline the request",
    AnswerKind.AGREE: "wanted to accept the agreement",
    AnswerKind.AMEND: "wanted to change the agreement",
    AnswerKind.THANK: "wanted to write a thank-you",
    AnswerKind.DECIDE: "wanted to decide",
    AnswerKind.NAME: "wanted to name more mentors to ask",
    AnswerKind.HOLD: "wanted to put it on hold",
    AnswerKind.LIFT: "wanted to let it go on",
}
MET = {Met.YES: "they met", Met.BOOKED: "a meeting is booked", Met.NO: "they have not met"}
CHOICES = {
    Choice.CONTINUE: "all stays as it is",
    Choice.CADENCE: "another rhythm",
    Choice.PAUSE: "a break",
    Choice.EXTEND: "more time together",
    Choice.REMATCH: "another match",
    Choice.CLOSE: "a good end",
    Choice.CALL_OFF: "the booked meeting is off",  # with a day, see _choice
}
# An answer to the agreement is neither a review nor an end, because the mentorship has not begun.
UNBEGUN = {
    Choice.CONTINUE: "would like to begin after all",
    Choice.CLOSE: "would rather not begin",
    Choice.REMATCH: "would rather ask another mentor",
}
DECISIONS = {
    (StepKind.NO_MENTOR, Choice.CONTINUE): "decided to go on looking",
    (StepKind.NO_MENTOR, Choice.REMATCH): "decided to end the search",
    (StepKind.NO_MENTOR, Choice.CLOSE): "decided to end the search",
    (StepKind.TASK, Choice.CONTINUE): "decided to give them time",
    (StepKind.UNREACHABLE, Choice.CONTINUE): "decided to give them time",
}
NEWS = {
    NewsKind.LEFT: "has left",
    NewsKind.AWAY: "is away",
    NewsKind.BACK: "is back",
    NewsKind.UNREACHABLE: "cannot be reached by mail: the address does not work",
    NewsKind.REACHABLE: "can be reached by mail again",
    NewsKind.READDRESSED: "has another e-mail address",
    NewsKind.MOVED: "lives in another time zone now",
    NewsKind.AVAILABILITY: "is waited for; whether they can be asked is checked again",
}
BY_PROGRAMME = (AnswerKind.HOLD, AnswerKind.LIFT)
TAKEN_BACK = {TO_HR[Change.END_TAKEN_BACK], TO_HR[Change.END_UNSAID]}
SPEAKERS = {Role.HR: "The HR platform", Role.COORDINATOR: "The coordinator"}


def spoken(
    role: Role,
    name: str,
    kind: AnswerKind,
    said: Mapping[str, Any],
    key: str | None = None,
    step: StepKey | None = None,
    changed: Sequence[str] = (),
    receipt: str = "",
    refused: bool = False,
) -> str:
    """Return somebody's answer to a step, without their own words and ratings; by API, with the key's name.

    `changed` lists what they changed in the agreement; `receipt` is what was answered to them. What was
    refused has changed nothing.
    """
    if kind in BY_PROGRAMME:
        return f"The programme {_by_programme(kind, said, refused)}."
    speaker = f"“{key}” (API key)" if key else name or SPEAKERS.get(role, f"The {role}")
    if refused and kind in (AnswerKind.AMEND, AnswerKind.ACCEPT):
        return f"{speaker} {REFUSED[kind]}{_with_changes(kind, said)}."
    if whole_answer := _whole(role, kind, said, step):
        return f"{speaker} {whole_answer.replace('decided to', 'wanted to') if refused else whole_answer}."
    if kind is AnswerKind.RESUME and (receipt in TAKEN_BACK or is_end_off_in_break(receipt)):
        return f"{speaker} took the end back."
    parts = [one for one in (_met(said), _choice(said), _named(said), *changed, _until(said), _outcome(said)) if one]
    return f"{speaker} {_done(kind, said, step, refused)}{': ' if parts else ''}{', '.join(parts)}."


def known(role: Role, name: str, kind: NewsKind, said: Mapping[str, Any], key: str | None = None) -> str:
    """Return news about a person, or that the coordinator has changed; for news by API, with the key's name."""
    source = f", says the HR platform (key “{key}”)" if key else ""
    if said.get(REPLACED):
        return f"{name or 'Nobody'} runs the programme now{source}."
    until = f" {_until(said)}" if kind is NewsKind.AWAY and said.get("until") else ""
    return f"{name or f'The {role}'} {NEWS[kind]}{until}{source}."


def because(reasons: Sequence[Reason], names: Mapping[str, str], ahead: bool = False) -> str:
    """Return reasons as one sentence with names; with `ahead`, what may not come true yet is worded with "if"."""
    return whole(fill("; ".join(sentence(reason, ahead) for reason in reasons), names))


def _whole(role: Role, kind: AnswerKind, said: Mapping[str, Any], step: StepKey | None) -> str:
    """Return the wording of an answer that depends on both its step and its choice; empty for any other."""
    if not step or not said.get("choice"):
        return ""
    asked, choice = step.question.kind, Choice(said["choice"])
    if kind is AnswerKind.ADJUST and asked is StepKind.AGREEMENT:
        seen = Choice.CLOSE if role is Role.MENTOR and choice is Choice.REMATCH else choice
        return UNBEGUN.get(seen, "")
    return DECISIONS.get((asked, choice), "") if kind is AnswerKind.DECIDE else ""


def _by_programme(kind: AnswerKind, said: Mapping[str, Any], refused: bool) -> str:
    if said.get("choice") == Choice.CLOSE:
        return "wanted to end it" if refused else "has ended it"
    return REFUSED[kind] if refused else ANSWERS[kind]


def _done(kind: AnswerKind, said: Mapping[str, Any], step: StepKey | None, refused: bool) -> str:
    if kind is AnswerKind.THANK and not said.get("note"):
        return "wanted to say goodbye" if refused else "said goodbye"
    if refused and kind in REFUSED:
        return REFUSED[kind]
    is_review = step is not None and step.kind is StepKind.REVIEW
    done = "looked back" if kind is AnswerKind.ADJUST and is_review else ANSWERS[kind]
    return f"{done}{_with_changes(kind, said)}"


def _with_changes(kind: AnswerKind, said: Mapping[str, Any]) -> str:
    """Return that a yes came with other terms; one that came too late has no draft, only its rhythm."""
    return WITH_CHANGES if kind is AnswerKind.ACCEPT and (said.get("draft") or said.get("cadence_days")) else ""


def _met(said: Mapping[str, Any]) -> str:
    met, day = MET[Met(said["met"])] if said.get("met") else "", _meeting(said)
    if not (met and day):
        return met
    return f"{met} for {day}" if said.get("met") == Met.BOOKED else f"{met}, and meet again on {day}"


def _meeting(said: Mapping[str, Any]) -> str:
    return f"{date.fromisoformat(said['booked_on']):%-d %B %Y}" if said.get("booked_on") else ""


def _choice(said: Mapping[str, Any]) -> str:
    if said.get("choice") == Choice.CALL_OFF and (day := _meeting(said)):
        return f"the meeting on {day} is off"
    choice = CHOICES[Choice(said["choice"])] if said.get("choice") else ""
    return f"{choice}, {every(said['cadence_days'])}" if choice and said.get("cadence_days") else choice


def _named(said: Mapping[str, Any]) -> str:
    """Return the names of mentors who were named, as far as they are known."""
    return ", ".join(one for one in said.get("named", ()) if isinstance(one, str) and one)


def _until(said: Mapping[str, Any]) -> str:
    return f"until {datetime.fromisoformat(said['until']):%-d %B %Y}" if said.get("until") else ""


def _outcome(said: Mapping[str, Any]) -> str:
    return str(said["outcome"]).replace("_", " ") if said.get("outcome") else ""
