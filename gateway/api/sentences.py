"""What happened, in sentences that an HR platform or an operator reads; names are filled in, words are not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from policy.durations import every
from policy.reasons import sentence
from policy.sentences import fill, whole
from schemas.names import AnswerKind, Choice, MailState, Met, NewsKind, Role, StepKind
from schemas.reason import Reason
from store.news import REPLACED

DONE = {
    StepKind.REQUEST: "{mentor} was asked to be {mentee}'s mentor",
    StepKind.REQUEST_REMINDER: "{mentor} was reminded of the request",
    StepKind.NO_MENTOR: "The coordinator and {mentee} were told that nobody is left to ask",
    StepKind.PLACE_TAKEN: "{mentor} and {mentee} were told that {mentor} has no place free any more",
    StepKind.WITHDRAWN: "The search was ended, and those concerned were told",
    StepKind.AGREEMENT: "The agreement went out to be looked at",
    StepKind.AGREEMENT_REMINDER: "A reminder of the agreement went out",
    StepKind.AGREED: "Both were sent the agreement as it stands, and how to begin",
    StepKind.CHECK_IN: "Both were asked how it is going",
    StepKind.THANKS: "What they wrote to each other was passed on",
    StepKind.REVIEW: "Both were asked to look back and adjust",
    StepKind.NUDGE: "A gentle question went out whether all is well",
    StepKind.RHYTHM: "Both were asked whether the rhythm still suits",
    StepKind.TASK: "The coordinator was asked to look after them",
    StepKind.UNREACHABLE: "The coordinator was asked about an address that does not work",
    StepKind.LAST_NOTICE: "Last notice was given",
    StepKind.PAUSED: "The break was confirmed",
    StepKind.RESUMED: "Both were welcomed back",
    StepKind.CLOSING: "A goodbye letter went out, with a last agenda and thanks",
    StepKind.REOPENED: "Those who had heard of the end were told that it goes on after all",
    StepKind.FAREWELL: "Both were sent a farewell with a summary",
    StepKind.STOPPED: "The mentorship was closed without a goodbye",
}
MAILS = {
    MailState.RENDERED: "written, and about to be sent",
    MailState.CLAIMED: "written, and about to be sent",
    MailState.SENDING: "being sent",
    MailState.ACCEPTED: "handed over to the mail relay",
    MailState.DEFERRED: "the mail relay asked to try again later",
    MailState.REJECTED: "the mail relay refused it",
    MailState.UNKNOWN: "sent, but the line broke before the relay confirmed it",
    MailState.EXPIRED: "dropped, because its need had passed",
    MailState.SKIPPED: "not written",
}
ANSWERS = {
    AnswerKind.ACCEPT: "accepted the request",
    AnswerKind.DECLINE: "passed on the request",
    AnswerKind.AGREE: "accepted the agreement",
    AnswerKind.AMEND: "changed the agreement",
    AnswerKind.CHECK_IN: "answered how it is going",
    AnswerKind.ADJUST: "looked back",
    AnswerKind.THANK: "wrote a word of thanks",
    AnswerKind.DECIDE: "decided",
    AnswerKind.PAUSE: "asked for a break",
    AnswerKind.RESUME: "asked to go on",
    AnswerKind.CLOSE: "asked to end it",
}
MET = {Met.YES: "they met", Met.BOOKED: "a meeting is booked", Met.NO: "they have not met"}
CHOICES = {
    Choice.CONTINUE: "all stays as it is",
    Choice.CADENCE: "another rhythm",
    Choice.PAUSE: "a break",
    Choice.EXTEND: "more time together",
    Choice.REMATCH: "another match",
    Choice.CLOSE: "a good end",
}
NEWS = {
    NewsKind.LEFT: "has left",
    NewsKind.AWAY: "is away",
    NewsKind.BACK: "is back",
    NewsKind.UNREACHABLE: "cannot be reached by mail: the address does not work",
    NewsKind.REACHABLE: "can be reached by mail again",
    NewsKind.MOVED: "lives in another time zone now",
}
SPEAKERS = {Role.HR: "The HR platform", Role.COORDINATOR: "The coordinator"}


def spoken(role: Role, name: str, kind: AnswerKind, said: Mapping[str, Any], key: str | None = None) -> str:
    """Return what somebody answered, without their own words and without ratings; by API, which key was used."""
    parts = [part for part in (_met(said), _choice(said), _until(said)) if part]
    speaker = f"“{key}” (API key)" if key else name or SPEAKERS.get(role, f"The {role}")
    return f"{speaker} {_done(kind, said)}{': ' if parts else ''}{', '.join(parts)}."


def known(role: Role, name: str, kind: NewsKind, said: Mapping[str, Any], key: str | None = None) -> str:
    """Return what became known about somebody, or that somebody else runs the programme; by API, who says so."""
    source = f", says the HR platform (key “{key}”)" if key else ""
    if said.get(REPLACED):
        return f"{name or 'Nobody'} runs the programme now{source}."
    until = f" {_until(said)}" if kind is NewsKind.AWAY and said.get("until") else ""
    return f"{name or f'The {role}'} {NEWS[kind]}{until}{source}."


def because(reasons: Sequence[Reason], names: Mapping[str, str], ahead: bool = False) -> str:
    """Return reasons as one sentence with names filled in; `ahead` of time, what is not so yet is said with "if"."""
    return whole(fill("; ".join(sentence(reason, ahead) for reason in reasons), names))


def _done(kind: AnswerKind, said: Mapping[str, Any]) -> str:
    return "said goodbye" if kind is AnswerKind.THANK and said.get("note") is False else ANSWERS[kind]


def _met(said: Mapping[str, Any]) -> str:
    return MET[Met(said["met"])] if said.get("met") else ""


def _choice(said: Mapping[str, Any]) -> str:
    choice = CHOICES[Choice(said["choice"])] if said.get("choice") else ""
    return f"{choice}, {every(said['cadence_days'])}" if choice and said.get("cadence_days") else choice


def _until(said: Mapping[str, Any]) -> str:
    return f"until {datetime.fromisoformat(said['until']):%-d %B %Y}" if said.get("until") else ""
