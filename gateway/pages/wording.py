"""Sentences of a page that depend on what was said and what comes next."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from gateway.pages.context import Standing
from intake.answers import Kept
from schemas.names import AnswerKind, Choice, Met, Phase, StepKind

SOON, AT_ONCE = timedelta(hours=1), timedelta(minutes=5)
PHASES = {
    Phase.SEEKING: "{mentee} is looking for a mentor.",
    Phase.AGREEING: "{mentee} and {mentor} are agreeing how to work together.",
    Phase.ACTIVE: "{mentee} and {mentor} are under way.",
    Phase.PAUSED: "There is a break at the moment.",
    Phase.CLOSING: "{mentee} and {mentor} are saying goodbye.",
    Phase.CLOSED: "This mentorship has come to its end.",
}
NEXT = {
    StepKind.REQUEST: "the request is sent",
    StepKind.REQUEST_REMINDER: "one reminder is sent, in case the question slipped by",
    StepKind.NO_MENTOR: "the coordinator is asked to help",
    StepKind.PLACE_TAKEN: "we say that the place is taken",
    StepKind.WITHDRAWN: "we say that the search has ended",
    StepKind.AGREEMENT: "we send the agreement to look at",
    StepKind.AGREEMENT_REMINDER: "we remind whoever has not looked at the agreement yet",
    StepKind.AGREED: "we send the agreement, and how to begin",
    StepKind.CHECK_IN: "we ask you both how it is going",
    StepKind.THANKS: "we pass on what you wrote to each other",
    StepKind.REVIEW: "we ask you both to look back and adjust",
    StepKind.NUDGE: "we ask again how it is going",
    StepKind.RHYTHM: "we ask you both whether the rhythm still suits",
    StepKind.TASK: "you are asked to look after this pair",
    StepKind.UNREACHABLE: "you are asked about an address that does not work",
    StepKind.LAST_NOTICE: "we ask one last time",
    StepKind.PAUSED: "we confirm the break",
    StepKind.RESUMED: "we welcome you back",
    StepKind.CLOSING: "we begin the goodbye, with thanks",
    StepKind.REOPENED: "we tell you both that it goes on",
    StepKind.FAREWELL: "we say goodbye with a summary",
}
THANKS = {
    "accept": "Thank you for saying yes to {partner}.",
    "decline": "Thank you for answering. A clear no is kind, too.",
    "agree": "Thank you. Good to have it said.",
    "amend": "Thank you for saying what suits you.",
    "yes": "Thank you. Good to hear that you met.",
    "booked": "Thank you. Enjoy your meeting.",
    "no": "Thank you for saying so. It happens in every mentorship.",
    "continue": "Thank you. On you go.",
    "cadence": "Thank you for saying what suits you.",
    "pause": "Thank you for saying so. Take your time.",
    "extend": "Thank you. Good that it is worth more time.",
    "rematch": "Thank you for being frank.",
    "close": "Thank you for saying so. A good end is part of it.",
    "thank": "Thank you for a kind goodbye.",
    "resume": "Thank you, and welcome back.",
    "decide": "Thank you for looking after them.",
}
ANSWERS = {
    "accept": "yes, you would like to",
    "decline": "no, not this time",
    "agree": "you agree",
    "amend": "you changed the agreement",
    "yes": "you met",
    "booked": "you have a date",
    "no": "you have not met yet",
    "continue": "carry on as it is",
    "extend": "carry on for longer",
    "rematch": "another match would serve better",
    "close": "bring it to a good end",
    "thank": "goodbye and thanks",
    "resume": "you are back",
}
WORDS = {
    "reason": "Your reason, in private",
    "next_step": "Your next step",
    "note": "For {partner}",
    "thanks": "For {partner}",
    "progress": "Progress on your goals",
    "private": "In private, to the coordinator",
}
GOODBYES = (Phase.CLOSING, Phase.CLOSED)
AGREEMENTS = (StepKind.AGREEMENT, StepKind.AGREEMENT_REMINDER)
RATINGS = {"1": "poor", "2": "so-so", "3": "all right", "4": "good", "5": "great"}


def essence(kept: Kept) -> str:
    """Return the one word that an answer comes down to."""
    if kept.kind is AnswerKind.DECIDE:
        return "decide"
    met = kept.said.get("met") if kept.kind is AnswerKind.CHECK_IN else None
    return str(kept.said.get("choice") or met or kept.kind)


def thanks(standing: Standing, kept: Kept) -> str:
    """Return one warm sentence for an answer."""
    return named(standing, THANKS.get(essence(kept), "Thank you."))


def answered(standing: Standing, kept: Kept) -> str:
    """Return an answer as its giver would know it again: "you met; it was good"."""
    said: Mapping[str, object] = kept.said
    if (kept.kind, said.get("choice")) == (AnswerKind.DECIDE, Choice.CONTINUE):
        return "give them time"
    core = str(said.get("choice") or said.get("met") or kept.kind)
    if core == Choice.CADENCE:
        return f"rather {standing.voice.rhythm(int(str(said.get('cadence_days', 0))))}"
    if core == Choice.PAUSE:
        return f"a break until {_day(standing, str(said.get('until', '')))}"
    rating = f"; it was {RATINGS[str(said['rating'])]}" if core == Met.YES and said.get("rating") else ""
    return ANSWERS.get(core, core) + rating


def own_words(standing: Standing, kept: Kept) -> list[tuple[str, str]]:
    """Return what the reader wrote, each with the one who reads it."""
    return [(named(standing, label), str(kept.words[name])) for name, label in WORDS.items() if kept.words.get(name)]


def stands(standing: Standing) -> str:
    """Return in one sentence where things stand; a mentor who was passed over is told no more than that."""
    if not standing.concerned:
        return f"This request from {standing.mentee.given_name} has been settled. There is nothing more for you to do."
    if standing.kind in AGREEMENTS and standing.phase is Phase.AGREEING and not standing.is_present_agreement:
        return "The agreement was changed after this mail; whoever still has to look at it gets a mail of its own."
    if standing.kind is StepKind.CLOSING and standing.phase not in GOODBYES:
        return standing.filled(f"The end that this letter told you of was taken back. {PHASES[standing.phase]}")
    return standing.filled(PHASES[standing.phase])


def comes_next(standing: Standing) -> str:
    """Return in one sentence what the reader gets next and when, in their own zone."""
    card = standing.card
    if not standing.concerned or card.phase is Phase.CLOSED:
        return ""
    if card.next is None or standing.role not in card.next.to:
        return "There is nothing more for you to do now. We write when it is your turn."
    return f"Next, {_when(standing, card.next.due)}, {NEXT[card.next.kind]}."


def story(standing: Standing) -> list[tuple[str, str]]:
    """Return what the reader answered over the whole time, each with its day; refused answers are left out."""
    return [
        (standing.voice.day(kept.said_at, standing.clock), answered(standing, kept))
        for kept in sorted(standing.story, key=lambda kept: kept.said_at)
        if not kept.refused
    ]


def _when(standing: Standing, due: datetime) -> str:
    wait = due - standing.clock
    if wait < SOON:
        return "in a moment" if wait < AT_ONCE else "within the hour"
    return f"on {standing.voice.day(due, standing.clock)}"


def named(standing: Standing, sentence: str) -> str:
    """Return a sentence with the partner's name in it."""
    return sentence.replace("{partner}", standing.partner.given_name if standing.partner else "your partner")


def _day(standing: Standing, instant: str) -> str:
    return standing.voice.day(datetime.fromisoformat(instant), standing.clock)
