"""The reader's answer in words: a summary, thanks, and what it changed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from gateway.pages.asking_again import FIELD, day_of
from gateway.pages.changed_terms import is_proposal
from gateway.pages.context import Standing
from gateway.pages.ended import who_decides
from gateway.pages.goals import worded_goals
from gateway.pages.speech import Name
from gateway.pages.suggested import named_in
from intake.answers import Kept
from letters.terms import shown
from policy.changes import Change, Changed
from policy.ending import carried_out
from policy.engagement import partner_of
from policy.receipts import changed, is_going_on
from schemas.failures import Failure
from schemas.names import AnswerKind, Choice, Met, Phase, Role, StepKind
from schemas.request import Terms
from schemas.state import State

TERMS = {each: each for each in ("goals", "focus", "boundaries", "confidentiality", "giving")} | {"channel": "how"}
WORDS = ("reason", "not_before", "for_mentee", "next_step", "note", "thanks", "progress", "private")


def essence(kept: Kept) -> str:
    """Return an answer in one word: its choice, `met` or kind."""
    met = kept.said.get("met") if kept.kind is AnswerKind.CHECK_IN else None
    return str(kept.said.get("choice") or met or kept.kind)


def thanks(standing: Standing, kept: Kept) -> Markup:
    """Return one warm sentence for an answer."""
    core = "decide" if kept.kind is AnswerKind.DECIDE else essence(kept)
    if core == Choice.CONTINUE and (standing.phase is Phase.PAUSED or _is_about_beginning(kept)):
        core = "continue_away"
    if core in ("agree", "amend") and _has_yet_to_agree(standing):
        core = "continue_away"  # it took back that they would rather not begin, and no more
    if core == Met.YES and int(str(kept.said.get("rating", 5))) <= standing.rules.low_rating:
        core = "yes_low"
    return standing.tell(f"thanks.{core}")


def _has_yet_to_agree(standing: Standing) -> bool:
    """Whether the other one has changed the agreement, and the reader has not agreed to that."""
    agreeing = standing.known.agreeing if standing.phase is Phase.AGREEING else None
    return agreeing is not None and bool(agreeing.accepted) and standing.role not in agreeing.accepted


def answered(standing: Standing, kept: Kept) -> Markup:
    """Return a summary of an answer for its author: "you met, and it was good"."""
    said: Mapping[str, object] = kept.said
    core, again = essence(kept), str(said.get("booked_on") or "")
    if _is_about_beginning(kept) and core in (Choice.CLOSE, Choice.REMATCH, Choice.CONTINUE):
        return standing.tell(f"answers.agreement_{core}")
    match core:
        case AnswerKind.ACCEPT if is_proposal(kept):
            return standing.tell("answers.proposed")
        case AnswerKind.AMEND if kept.refused:
            return standing.tell("answers.amend_refused")
        case AnswerKind.NAME if names := _names(standing, kept):
            return standing.tell("answers.name_these", names=standing.say.list(names))
        case Choice.CONTINUE if kept.kind is AnswerKind.DECIDE:
            return standing.tell("answers.decide_continue")
        case Choice.CADENCE:
            rhythm = standing.say.voice.rhythm(int(str(said.get("cadence_days", 0))))
            return standing.tell("answers.cadence", rhythm=rhythm)
        case Choice.PAUSE if said.get("until"):
            return standing.tell("answers.pause", day=standing.say.here(datetime.fromisoformat(str(said["until"]))))
        case Met.YES if said.get("rating"):
            met = standing.tell("answers.yes_rated", rating=standing.say(f"rating.{said['rating']}"))
            return _and_again(standing, met, again)
        case Met.YES:
            return _and_again(standing, standing.tell("answers.yes"), again)
        case Met.BOOKED if again:
            return standing.tell("answers.booked_on", day=standing.say.date(date.fromisoformat(again)))
        case Choice.CALL_OFF if again:
            return standing.tell("answers.call_off_on", day=standing.say.weekday(date.fromisoformat(again)))
        case _:
            return standing.tell(f"answers.{core}")


def _names(standing: Standing, kept: Kept) -> list[Name]:
    """Return the names of the mentors whom an answer names, as far as they are known."""
    names = standing.naming.names if standing.naming else {}
    return [Name(names[one]) for one in named_in(kept) if names.get(one)]


def _and_again(standing: Standing, met: Markup, again: str) -> Markup:
    """Return that they met, and when they meet again, if the answer says so."""
    if not again:
        return met
    return standing.tell("answers.met_again", met=met, day=standing.say.weekday(date.fromisoformat(again)))


def _is_about_beginning(kept: Kept) -> bool:
    return kept.step is not None and kept.step.question.kind is StepKind.AGREEMENT


def own_words(standing: Standing, kept: Kept) -> list[tuple[Markup, str]]:
    """Return the texts that the reader wrote, each with its label."""
    terms = Terms.model_validate(kept.words["terms"]) if kept.refused and "terms" in kept.words else None
    changes = terms_of(standing, _texts(shown(terms, standing.say.voice.form))) if terms else []
    return [*worded(standing, kept.words), *_goals(standing, kept), *_in_touch(standing, kept), *changes]


def _goals(standing: Standing, kept: Kept) -> list[tuple[Markup, str]]:
    said = worded_goals(standing, kept.words)
    return [(standing.tell("own.goals"), said)] if said else []


def _in_touch(standing: Standing, kept: Kept) -> list[tuple[Markup, str]]:
    choice = kept.words.get("keep_in_touch")
    return [(standing.tell("own.in_touch"), str(standing.tell(f"closing.{choice}")))] if choice else []


def worded(standing: Standing, words: Mapping[str, Any]) -> list[tuple[Markup, str]]:
    """Return the free texts of an answer, each with its label."""
    labels = {name: f"own.{name}" for name in WORDS}
    if standing.role is Role.COORDINATOR:
        labels["private"] = "own.private_coordinator"
    texts = {**words, FIELD: day_of(standing, words)}
    return [(standing.tell(label), str(texts[name])) for name, label in labels.items() if texts.get(name)]


def terms_of(standing: Standing, texts: Mapping[str, str]) -> list[tuple[Markup, str]]:
    """Return the texts of an agreement that differ from the current ones, each with its label."""
    hold = _texts(standing.terms or Terms())
    written = {name: " ".join(texts.get(name, "").split()) for name in TERMS}
    changes = [name for name, text in written.items() if text and text != " ".join(hold[name].split())]
    return [(standing.tell(f"facts.{TERMS[name]}"), texts[name].strip()) for name in changes]


def _texts(terms: Terms) -> dict[str, str]:
    return {name: str(getattr(terms, name)) for name in TERMS} | {"goals": "\n".join(map(str, terms.goals))}


def story(standing: Standing) -> list[tuple[str, Markup]]:
    """Return all answers of the reader, each with its day; rejected answers are left out."""
    return [
        (standing.say.date(kept.said_at.astimezone(standing.zone).date()), answered(standing, kept))
        for kept in sorted(standing.story, key=lambda kept: kept.said_at)
        if not kept.refused
    ]


def receipt(standing: Standing, kept: Kept, before: State) -> Markup:
    """Return a sentence about what an answer changed since the page was opened."""
    change, before = changed(kept.answer, before, standing.known, standing.clock), carried_out(before)
    if change.code is Change.THANKED and partner_of(standing.role) in standing.state.gone:
        return standing.tell("late.kept_partner")
    if change.code is Change.AGREED and standing.kept_back:
        return standing.tell("changed.kept")  # the partner's yes is gone with their end, of which nobody knows yet
    sentence = worded_change(standing, change)
    if is_going_on(before, standing.phase) and change.code in (Change.CADENCE, Change.PAUSED, Change.KEPT):
        return standing.tell("changed.goes_on") + " " + sentence
    wishes = change.code is Change.ENDED and kept.answer.choice is Choice.REMATCH and standing.role is Role.MENTEE
    return Markup(" ").join([sentence, *(who_decides(standing) if wishes else ())])


def worded_change(standing: Standing, change: Changed) -> Markup:
    """Return a sentence about what an answer changed."""
    until = standing.say.day(change.until) if change.until else ""
    rhythm = standing.say.voice.rhythm(change.days) if change.days else ""
    day = standing.say.weekday(change.day) if change.day else ""
    return standing.tell(f"changed.{change.code}", until=until, rhythm=rhythm, day=day)


def refused(standing: Standing, code: str) -> Markup:
    """Return the sentence that explains a rejection; it never shows the code."""
    return standing.tell(f"refused.{code if code in set(Failure) else 'other'}")
